/** Places on the list's map: a dot each, its popup built as elements, never as markup. */
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

/** `data` is GeoJSON: points with properties title, url, lines (list of text) and tone (ok, warn, late or none). */
export async function pointsOn(map, data, bounds) {
  const layer = L.geoJSON(data, {
    pointToLayer: (feature, at) =>
      L.circleMarker(at, { radius: 5, fillOpacity: 1, className: `dot dot-${/^[a-z]+$/.test(feature.properties.tone) ? feature.properties.tone : "none"}` }),
    onEachFeature: (feature, one) => one.bindPopup(popup(feature.properties)),
  }).addTo(map);
  const around = layer.getBounds();
  if (around.isValid() && !(bounds && bounds.isValid())) map.fitBounds(around, { maxZoom: 17, padding: [20, 20] });
}
