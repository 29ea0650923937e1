/** Names on the map: where two would lie over each other, the later one waits until there is room. */
export function thinNames(map) {
  const names = [...map.getContainer().querySelectorAll(".outline-name")];
  names.forEach((name) => name.classList.remove("crowded"));
  const kept = [];
  for (const name of names) {
    const box = name.getBoundingClientRect();
    const clash = kept.some((other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom);
    if (clash) name.classList.add("crowded");
    else kept.push(box);
  }
}
