/** Places on a list's map: a sign each, its popup built as elements, never as markup; many at once as a number. */
import L from "leaflet";

function popup({ title, url, lines = [] }) {
  const box = document.createElement("div");
  const head = document.createElement(url ? "a" : "b");
  head.textContent = title || "";
  if (url && url.startsWith("/")) head.setAttribute("href", url);
  box.append(head);
  lines.forEach((words) => {
    const line = document.createElement("div");
    line.textContent = words;
    box.append(line);
  });
  return box;
}

const plain = (word) => (/^[a-z]+$/.test(word || "") ? word : "none");

/** The sign as it stands in the legend. */
function drawing(name) {
  const drawn = document.querySelector(`[data-sign="${plain(name)}"] svg`);
  return drawn ? drawn.cloneNode(true) : document.createElement("span");
}

/** A number in a circle that grows with it; a press comes closer. */
function many(map, at, count, words) {
  const size = Math.round(28 + 6 * Math.log10(count));
  const box = document.createElement("div");
  box.textContent = String(count);
  const icon = L.divIcon({ html: box, className: "many", iconSize: [size, size] });
  const marker = L.marker(at, { icon, alt: `${count} ${words}`, title: `${count} ${words}` });
  return marker.on("click", () => map.setView(at, Math.min(map.getZoom() + 2, map.getMaxZoom())));
}

function mark(map, feature, at, words) {
  const facts = feature.properties;
  if (facts.count) return many(map, at, facts.count, words);
  if (!facts.icon) return L.circleMarker(at, { radius: 5, fillOpacity: 1, className: `dot dot-${plain(facts.tone)}` });
  const icon = L.divIcon({ html: drawing(facts.icon), className: `sign sign-${plain(facts.tone)}`, iconSize: [22, 22] });
  return L.marker(at, { icon, alt: facts.title, title: facts.title });
}

/** `data` is GeoJSON: points with properties title, url, lines (list of text), tone and icon; or with `count` alone. */
export function pointsOn(map, data, bounds, words = "") {
  const layer = L.geoJSON(data, {
    pointToLayer: (feature, at) => mark(map, feature, at, words),
    onEachFeature: (feature, one) => feature.properties.count || one.bindPopup(popup(feature.properties)),
  }).addTo(map);
  const around = layer.getBounds();
  if (around.isValid() && !(bounds && bounds.isValid())) map.fitBounds(around, { maxZoom: 17, padding: [20, 20] });
  return layer;
}

/** When there were too many for single points, what is seen now is asked for again after each move of the map. */
export function askAgain(map, url, first, fetchJson, words) {
  let [layer, asked] = [first, 0];
  map.on("moveend", async () => {
    const mine = ++asked;
    const view = map.getBounds().pad(0.1);
    const edge = (number, most) => Math.max(-most, Math.min(most, number)).toFixed(5);
    const box = [edge(view.getSouth(), 90), edge(view.getWest(), 180), edge(view.getNorth(), 90), edge(view.getEast(), 180)];
    try {
      const data = await fetchJson(`${url}&box=${box.join(",")}`);
      if (mine !== asked) return;
      layer.remove();
      layer = pointsOn(map, data, map.getBounds(), words);
    } catch {
      // the points shown before stay
    }
  });
}
