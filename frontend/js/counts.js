/** The numbers on a list's tabs are counted once the page stands, and anew every minute while it is looked at. */
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
  document.querySelectorAll("[data-counts]").forEach((tabs) => {
    refresh(tabs);
    setInterval(() => refresh(tabs), EVERY);
  });
}
