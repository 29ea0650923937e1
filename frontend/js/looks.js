/** Theme and type size at once, without a round trip; the form behind works the same without script. */
const YEAR = 365 * 24 * 3600;

function apply(name, value) {
  const root = document.documentElement;
  if (value) root.setAttribute(`data-${name}`, value);
  else root.removeAttribute(`data-${name}`);
  const secure = location.protocol === "https:" ? "; Secure" : "";
  const age = value ? YEAR : 0;
  document.cookie = `${name}=${value}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
}

function press(form, button) {
  const siblings = Array.from(form.querySelectorAll(`button[name="${button.name}"]`));
  if (siblings.length === 1) {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    button.value = on ? "" : "large";
    return;
  }
  siblings.forEach((one) => one.setAttribute("aria-pressed", String(one === button)));
}

export function watchLooks() {
  document.querySelectorAll("form[data-looks]").forEach((form) => {
    form.addEventListener("click", (event) => {
      const button = event.target.closest("button[name=theme], button[name=type]");
      if (!button) return;
      event.preventDefault();
      apply(button.name, button.value);
      press(form, button);
    });
  });
}
