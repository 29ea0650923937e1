/** While somebody types: whether neighbours told the same. Without script the same is asked after the second step. */
const PAUSE = 600;

export function watchLikely() {
  const box = document.querySelector("[data-likely]");
  const form = box && box.closest("form");
  if (!form) return;
  let timer = 0;
  let asked = null;

  /** Whoever has seen the hint is not asked a second time. */
  function seen() {
    if (form.elements.seen) return;
    const mark = document.createElement("input");
    mark.type = "hidden";
    mark.name = "seen";
    mark.value = "1";
    form.append(mark);
  }

  async function ask() {
    if (asked) asked.abort();
    asked = new AbortController();
    const told = new FormData();
    told.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    box.dataset.fields.split(" ").forEach((name) => told.append(name, form.elements[name] ? form.elements[name].value : ""));
    try {
      const answer = await fetch(box.dataset.likely, { method: "POST", body: told, signal: asked.signal, credentials: "same-origin" });
      if (!answer.ok || answer.redirected) return;
      box.innerHTML = answer.status === 204 ? "" : await answer.text();
      if (box.innerHTML) seen();
    } catch { /* a newer question was asked, or the network is away: the report can be sent all the same */ }
  }

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  };
  form.addEventListener("input", (event) => event.isComposing || later());
  form.addEventListener("compositionend", later);
  form.addEventListener("kept:given", later);
  // What was filled in before this script was there: by a quick hand, or by the browser on the way back.
  if (box.dataset.fields.split(" ").some((name) => form.elements[name] && form.elements[name].value)) later();
}
