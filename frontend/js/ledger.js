/** Bulk acts: the bar appears when rows are ticked and says how many; one box ticks the page, another all that match.
    Ticks are kept while one pages through the list, and forgotten once something was done to them. */
const keyOf = (form) => (form.dataset.bulk ? `ticks-${form.dataset.bulk}` : "");

function kept(form) {
  try {
    return new Set(JSON.parse(sessionStorage.getItem(keyOf(form)) || "[]"));
  } catch {
    return new Set();
  }
}

function keep(form, ticks) {
  if (!keyOf(form)) return;
  try {
    if (ticks.size) sessionStorage.setItem(keyOf(form), JSON.stringify([...ticks]));
    else sessionStorage.removeItem(keyOf(form));
  } catch {
    // a full or forbidden store only means that ticks hold for this page
  }
}

function watch(form) {
  const boxes = () => Array.from(form.querySelectorAll("input[name=rows]:not([type=hidden])"));
  const all = form.querySelector("[data-all]");
  const whole = form.querySelector("[data-whole]");
  const bar = form.querySelector(".bulk");
  const count = form.querySelector("[data-count]");
  const ticks = kept(form);
  boxes().forEach((one) => (one.checked ? ticks.add(one.value) : (one.checked = ticks.has(one.value))));

  const show = () => {
    boxes().forEach((one) => {
      one.checked = ticks.has(one.value);
      const row = one.closest("[data-row]");
      if (row.tagName === "TR") row.setAttribute("aria-selected", String(one.checked));
    });
    const here = new Set(boxes().map((one) => one.value));
    const ticked = [...here].filter((value) => ticks.has(value)).length;
    if (bar) bar.classList.toggle("on", ticks.size > 0);
    if (count) count.textContent = whole && whole.checked ? whole.dataset.whole : String(ticks.size);
    if (all) {
      all.checked = ticked > 0 && ticked === here.size;
      all.indeterminate = ticked > 0 && !all.checked;
    }
    keep(form, ticks);
  };
  form.addEventListener("change", (event) => {
    const box = event.target;
    const changed = box === all ? boxes() : box.name === "rows" ? [box] : [];
    changed.forEach((one) => ticks[box.checked ? "add" : "delete"](one.value));
    if (changed.length && whole && !box.checked) whole.checked = false;
    show();
  });
  form.addEventListener("submit", () => {
    const here = new Set(boxes().map((one) => one.value));
    form.querySelectorAll("input[type=hidden][name=rows]").forEach((one) => one.remove());
    [...ticks].filter((value) => !here.has(value)).forEach((value) => {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "rows", value }));
    });
  });
  const none = form.querySelector("[data-none]");
  if (none) none.addEventListener("click", () => (ticks.clear(), whole && (whole.checked = false), show()));
  show();
}

export function watchLedgers() {
  document.querySelectorAll("[data-bulk-over]").forEach((one) => sessionStorage.removeItem(`ticks-${one.dataset.bulkOver}`));
  document.querySelectorAll("form[data-bulk]").forEach(watch);
}
