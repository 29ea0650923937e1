/** What is found while somebody types in the field at the top; the page of results works without it. */
const PAUSE = 200;

export function watchSearch() {
  const form = document.querySelector("form.search[data-suggest]");
  const field = form && form.querySelector("input[name=q]");
  if (!field) return;
  const list = document.createElement("ul");
  list.className = "suggested";
  list.hidden = true;
  form.append(list);
  let timer = 0;
  let asked = null;

  const close = () => { list.hidden = true; };
  const links = () => Array.from(list.querySelectorAll("a"));

  async function ask() {
    if (asked) asked.abort();
    const q = field.value.trim();
    if (!q) return close();
    asked = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(q)}`, { signal: asked.signal, credentials: "same-origin" });
      if (!answer.ok || answer.redirected) return close();
      list.innerHTML = await answer.text();
      list.hidden = !links().length;
    } catch { /* a newer question was asked, or the network is away: Enter still searches */ }
  }

  field.setAttribute("autocomplete", "off");
  field.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(ask, PAUSE);
  });
  field.addEventListener("compositionend", () => { timer = setTimeout(ask, PAUSE); });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { close(); field.focus(); return; }
    if (list.hidden || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    const all = [field, ...links()];
    const at = all.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    all[Math.max(0, Math.min(all.length - 1, at))].focus();
  });
  form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) close(); });
}
