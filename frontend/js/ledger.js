/** Bulk acts: the bar appears when rows are ticked, says how many, and one box ticks the page. */
function watch(form) {
  const boxes = () => Array.from(form.querySelectorAll("input[name=rows]"));
  const all = form.querySelector("[data-all]");
  const bar = form.querySelector(".bulk");
  const count = form.querySelector("[data-count]");
  const show = () => {
    const ticked = boxes().filter((one) => one.checked);
    boxes().forEach((one) => one.closest("[data-row]").setAttribute("aria-selected", String(one.checked)));
    if (bar) bar.classList.toggle("on", ticked.length > 0);
    if (count) count.textContent = String(ticked.length);
    if (all) {
      all.checked = ticked.length > 0 && ticked.length === boxes().length;
      all.indeterminate = ticked.length > 0 && !all.checked;
    }
  };
  form.addEventListener("change", (event) => {
    if (event.target === all) boxes().forEach((one) => (one.checked = all.checked));
    show();
  });
  const none = form.querySelector("[data-none]");
  if (none) none.addEventListener("click", () => (boxes().forEach((one) => (one.checked = false)), show()));
  show();
}

export function watchLedgers() {
  document.querySelectorAll("form[data-bulk]").forEach(watch);
}
