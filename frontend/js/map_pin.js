/** The pin: dragged, set by a click, by the arrow keys, or by the phone's own position; it fills two inputs. */
import L from "leaflet";

const DROP = "M12 23s8-9 8-15a8 8 0 0 0-16 0c0 6 8 15 8 15z";

function drop() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", DROP);
  svg.append(path);
  return L.divIcon({ html: svg, className: "pin", iconSize: [32, 40], iconAnchor: [16, 38] });
}

function say(box, words) {
  const line = document.getElementById(box.dataset.sayId || "");
  if (line) line.textContent = words || "";
}

export function pinOn(map, box, placed) {
  const lat = document.getElementById(box.dataset.latInput);
  const lon = document.getElementById(box.dataset.lonInput);
  if (!lat || !lon) return;
  let pin = null;
  const put = (at, { look = false } = {}) => {
    if (!pin) {
      pin = L.marker(at, { icon: drop(), draggable: true, keyboard: true, alt: box.dataset.pinLabel || "", autoPan: true }).addTo(map);
      pin.on("dragend", () => put(pin.getLatLng()));
    }
    pin.setLatLng(at);
    lat.value = at.lat.toFixed(6);
    lon.value = at.lng.toFixed(6);
    lon.dispatchEvent(new Event("input", { bubbles: true }));
    if (look) map.setView(at, Math.max(map.getZoom(), 17));
  };
  map.on("click", (event) => put(event.latlng));
  if (lat.value && lon.value && !Number.isNaN(Number(lat.value))) put(L.latLng(Number(lat.value), Number(lon.value)), { look: true });
  else if (box.dataset.centre) {
    const [y, x] = box.dataset.centre.split(",").map(Number);
    if (!Number.isNaN(y) && !Number.isNaN(x) && !placed) map.setView([y, x], 15);
  }
  locate(map, box, put);
}

function locate(map, box, put) {
  const button = document.getElementById(box.dataset.locateId || "");
  if (!button) return;
  button.hidden = !navigator.geolocation;
  button.addEventListener("click", () => {
    button.setAttribute("aria-busy", "true");
    say(box, box.dataset.sayWait);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        button.removeAttribute("aria-busy");
        say(box, box.dataset.sayFound);
        put(L.latLng(coords.latitude, coords.longitude), { look: true });
      },
      () => {
        button.removeAttribute("aria-busy");
        say(box, box.dataset.sayFailed);
      },
      { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 },
    );
  });
}
