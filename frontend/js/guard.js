/** A form is sent once: the second click finds the button busy. The server holds the same promise by the form's key. */
export function guardForms() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-looks")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    form.querySelectorAll("button:not([type=button])").forEach((one) => one.setAttribute("aria-busy", "true"));
    const file = event.submitter && "file" in event.submitter.dataset; // the page stays while a file comes
    setTimeout(() => release(form), file ? 2000 : 15000);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
}

function release(form) {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-busy]").forEach((one) => one.removeAttribute("aria-busy"));
}

/** After an error the summary is read out and in view. */
export function showErrors() {
  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();
}
