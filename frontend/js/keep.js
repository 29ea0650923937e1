/** Keeps what was typed: a form with data-keep="key" survives a lost session, a lost network, a closed page.
    A page with data-kept-done="key", or the next page if it reports success, clears it. Passwords, files and hidden keys are never kept. */
const PREFIX = "keep:";
const DAYS = 7;

function store() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

function fields(form) {
  return Array.from(form.elements).filter(
    (one) => one.name && !["hidden", "password", "file", "submit", "button"].includes(one.type) && !one.hasAttribute("data-never-keep"),
  );
}

function take(form) {
  return fields(form)
    .filter((one) => !["checkbox", "radio"].includes(one.type) || one.checked)
    .map((one) => [one.name, one.type === "select-multiple" ? Array.from(one.selectedOptions, (o) => o.value) : one.value])
    .filter(([, value]) => value.length);
}

function give(form, pairs) {
  fields(form).forEach((one) => {
    const values = pairs.filter(([name]) => name === one.name).map(([, value]) => value);
    if (!values.length) return;
    if (["checkbox", "radio"].includes(one.type)) one.checked = values.includes(one.value);
    else if (one.type === "select-multiple") Array.from(one.options).forEach((o) => (o.selected = values[0].includes(o.value)));
    else if (!one.value) one.value = values[0];
  });
  form.dispatchEvent(new CustomEvent("kept:given", { bubbles: true }));
}

function restore(box, form, key) {
  const text = box.getItem(PREFIX + key);
  if (!text) return;
  try {
    const { at, pairs } = JSON.parse(text);
    if (Date.now() - at > DAYS * 86400000) box.removeItem(PREFIX + key);
    else if (!form.querySelector("[aria-invalid=true]")) give(form, pairs);
  } catch {
    box.removeItem(PREFIX + key);
  }
}

function follow(box, form) {
  const key = form.dataset.keep;
  restore(box, form, key);
  let timer = 0;
  const save = () => {
    clearTimeout(timer);
    const pairs = take(form);
    try {
      if (pairs.length) box.setItem(PREFIX + key, JSON.stringify({ at: Date.now(), pairs }));
      else box.removeItem(PREFIX + key);
    } catch {
      /* a full or closed store keeps nothing: the page works on */
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, 300);
  });
  form.addEventListener("submit", () => {
    save();
    mark(key);
  });
  window.addEventListener("pagehide", () => document.contains(form) && timer && save());
}

/** What was sent last, for the next page alone: if that page reports success, the draft has done its work. */
function mark(key) {
  try {
    window.sessionStorage.setItem(PREFIX + "sent", key);
  } catch {
    /* without it the draft just stays until it is seven days old */
  }
}

function clearSent(box) {
  const key = window.sessionStorage.getItem(PREFIX + "sent");
  window.sessionStorage.removeItem(PREFIX + "sent");
  if (key && document.querySelector(".banner-success")) box.removeItem(PREFIX + key);
}

export function keepForms() {
  const box = store();
  if (!box) return;
  clearSent(box);
  document.querySelectorAll("[data-kept-done]").forEach((one) =>
    one.dataset.keptDone.split(" ").forEach((key) => box.removeItem(PREFIX + key)),
  );
  document.querySelectorAll("form[data-keep]").forEach((form) => follow(box, form));
  document.querySelectorAll("form[data-keep-clear]").forEach((form) =>
    form.addEventListener("submit", () => Object.keys(box).filter((k) => k.startsWith(PREFIX)).forEach((k) => box.removeItem(k))),
  );
}
