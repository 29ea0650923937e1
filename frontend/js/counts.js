/** The numbers on a list's tabs are counted anew every minute while the page is looked at. */
const EVERY = 60000;

function put(tab, text) {
  let number = tab.querySelector(".n");
  if (!number && text) {
    number = document.createElement("span");
    number.className = "n";
    tab.append(" ", number);
  }
  if (number) number.textContent = text || "";
}

async function refresh(tabs) {
  if (document.hidden) return;
  try {
    const answer = await fetch(tabs.dataset.counts, { headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) return;
    const counts = await answer.json();
    tabs.querySelectorAll("[data-view]").forEach((tab) => put(tab, counts[tab.dataset.view]));
  } catch {
    // without network the old numbers stay
  }
}

export function watchCounts() {
  document.querySelectorAll("[data-counts]").forEach((tabs) => setInterval(() => refresh(tabs), EVERY));
}
