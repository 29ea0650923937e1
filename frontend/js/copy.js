/** A button with data-copy="id" puts the text of that field on the clipboard, and says so. */
async function copy(button, field) {
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    field.focus();
    field.select();
    if (!document.execCommand("copy")) return; // the text stands selected: the hand copies it
  }
  button.textContent = button.dataset.copied || button.textContent;
}

export function watchCopy() {
  document.querySelectorAll("[data-copy]").forEach((button) => {
    const field = document.getElementById(button.dataset.copy);
    if (!field) return;
    button.hidden = false;
    button.addEventListener("click", () => copy(button, field));
  });
}
