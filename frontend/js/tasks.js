/** The progress of a background task: asked for again while it lives and the page is looked at. */
const SOON = 1000;
const LATER = 3000;
const QUICK_LOOKS = 30;

function parse(text) {
  return new DOMParser().parseFromString(text, "text/html").querySelector("section.task");
}

async function look(section) {
  const answer = await fetch(section.dataset.task, { credentials: "same-origin", redirect: "error" });
  if (answer.status === 404 || answer.status === 403) return null;
  if (!answer.ok) return section;
  const fresh = parse(await answer.text());
  if (!fresh) return null;
  const busy = section.contains(document.activeElement) && fresh.dataset.task;
  if (busy) {
    const bars = [section.querySelector("progress"), fresh.querySelector("progress")];
    if (bars[0] && bars[1]) bars[0].replaceWith(bars[1]);
    section.querySelector("p").replaceWith(fresh.querySelector("p"));
    return section;
  }
  section.replaceWith(fresh);
  return fresh;
}

function follow(section, looks = 0) {
  window.setTimeout(async () => {
    let next = section;
    if (!document.hidden) next = await look(section).catch(() => section); // no network: what is shown stays
    if (next && next.dataset.task) follow(next, looks + 1);
  }, looks < QUICK_LOOKS ? SOON : LATER);
}

export function watchTasks() {
  document.querySelectorAll("section.task[data-task]").forEach((section) => follow(section));
}
