/** The menu stands open on wide screens and folds on narrow ones; a pop-up closes on Escape or a click elsewhere. */
export function foldMenu() {
  const side = document.querySelector("details[data-side]");
  if (!side || !window.matchMedia) return;
  const wide = window.matchMedia("(min-width: 64.01rem)");
  const fit = () => (side.open = wide.matches);
  fit();
  if (wide.addEventListener) wide.addEventListener("change", fit);
}

export function closePops() {
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.pop[open]").forEach((pop) => pop.contains(event.target) || (pop.open = false));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.pop[open]").forEach((pop) => {
      pop.open = false;
      pop.querySelector("summary").focus();
    });
  });
}

export function watchPrint() {
  document.querySelectorAll("[data-print]").forEach((one) => {
    one.hidden = false;
    one.addEventListener("click", () => window.print());
  });
}
