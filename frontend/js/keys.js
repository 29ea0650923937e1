/** Keys on the desk: "/" searches everywhere; on pages marked data-keys, j and k walk the rows, x ticks, Enter opens,
    digits press what carries data-key, "?" shows the list. Nothing happens while somebody types. */
const typing = (target) => target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

function rows() {
  return Array.from(document.querySelectorAll("[data-row]")).filter((row) => row.offsetParent);
}

function step(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.classList.contains("here"));
  const next = all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + by))];
  all.forEach((row) => row.classList.toggle("here", row === next));
  (next.querySelector("a[href]") || next).focus();
  next.scrollIntoView({ block: "nearest" });
}

function pressed(key) {
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!target) return false;
  if (target.matches("input[type=radio], input[type=checkbox], button, a, summary")) target.click();
  target.focus();
  return true;
}

function tick() {
  const box = document.querySelector(".here input[type=checkbox]");
  if (box) box.click();
}

function help() {
  const dialog = document.getElementById("keys");
  if (dialog && dialog.showModal && !dialog.open) dialog.showModal();
}

function onKey(event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest("form[method=post]");
    if (form) form.requestSubmit ? form.requestSubmit() : form.submit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  if (event.key === "/" && pressed("/")) event.preventDefault();
  if (event.key === "?") help();
  if (!document.querySelector("[data-keys]")) return;
  if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "x") tick();
  else if (/^[0-9a-z]$/.test(event.key) && pressed(event.key)) event.preventDefault();
}

export function watchKeys() {
  document.addEventListener("keydown", onKey);
}
