/** Maps. A box with data-map draws the outlines of data-outline-url; with data-lat-input and data-lon-input it has a pin
    that fills them; with data-points-url it shows places with their titles. Tiles only if data-tiles is set.
    Without script the address line alone does. People's words are only ever set as text. */
import "leaflet/dist/leaflet.css";
import L from "leaflet";
import { thinNames } from "./map_names.js";
import { pinOn } from "./map_pin.js";
import { askAgain, pointsOn } from "./map_points.js";

const CHINA = [[18, 73], [54, 135]];
const MIDDLE = { direction: "center" };
const ABOVE = { direction: "top", offset: [0, -10] }; // names make way for the places

async function fetchJson(url) {
  const answer = await fetch(url, { credentials: "same-origin", headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function outline(map, url, place) {
  const shapes = L.geoJSON(await fetchJson(url), {
    interactive: false,
    style: { className: "outline", fillOpacity: 1 },
    pointToLayer: (_feature, at) => L.circleMarker(at, { radius: 3, interactive: false, className: "outline" }),
    onEachFeature: (feature, layer) => {
      const name = document.createElement("span");
      name.textContent = (feature.properties && feature.properties.name) || "";
      if (name.textContent) layer.bindTooltip(name, { permanent: true, className: "outline-name", ...place });
    },
  }).addTo(map);
  return shapes.getBounds();
}

async function draw(box) {
  box.hidden = false;
  const map = L.map(box, { attributionControl: false, scrollWheelZoom: false, zoomControl: false, maxZoom: 19, zoomSnap: box.dataset.tiles ? 1 : 0.1 });
  L.control.zoom({ zoomInTitle: box.dataset.zoomIn, zoomOutTitle: box.dataset.zoomOut }).addTo(map);
  map.fitBounds(CHINA);
  if (box.dataset.tiles) {
    L.control.attribution({ prefix: false }).addTo(map);
    L.tileLayer(box.dataset.tiles, { maxZoom: 19, attribution: box.dataset.tilesCredit || "" }).addTo(map);
  }
  let bounds = null;
  try {
    if (box.dataset.outlineUrl) bounds = await outline(map, box.dataset.outlineUrl, box.dataset.pointsUrl ? ABOVE : MIDDLE);
  } catch {
    box.classList.add("no-outline");
  }
  if (bounds && bounds.isValid()) map.fitBounds(bounds, { animate: false, padding: [8, 8] });
  thinNames(map);
  map.on("zoomend", () => thinNames(map));
  if (box.dataset.latInput) pinOn(map, box, Boolean(bounds && bounds.isValid()));
  if (box.dataset.pointsUrl) {
    const data = await fetchJson(box.dataset.pointsUrl);
    const layer = pointsOn(map, data, bounds, box.dataset.many);
    if (data.clustered) askAgain(map, box.dataset.pointsUrl, layer, fetchJson, box.dataset.many);
  }
}

document.querySelectorAll("[data-map]").forEach((box) => draw(box));
