/** Pictures before they are sent: a preview of each, and a smaller copy (2,000 pixels) to spare the resident's data. */
const SIDE = 2000;
const SMALL_ENOUGH = 600 * 1024;

function load(file) {
  return new Promise((done, failed) => {
    const image = new Image();
    image.onload = () => done(image);
    image.onerror = failed;
    image.src = URL.createObjectURL(file);
  });
}

async function shrink(file) {
  const image = await load(file);
  const scale = Math.min(1, SIDE / Math.max(image.naturalWidth, image.naturalHeight));
  if (file.size <= SMALL_ENOUGH && scale === 1) return { file, image };
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.naturalWidth * scale);
  canvas.height = Math.round(image.naturalHeight * scale);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  if (!blob || blob.size >= file.size) return { file, image };
  return { file: new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }), image };
}

async function take(input, shelf) {
  shelf.textContent = "";
  const smaller = [];
  for (const file of Array.from(input.files)) {
    try {
      const { file: kept, image } = await shrink(file);
      smaller.push(kept);
      shelf.append(preview(image, file.name));
    } catch {
      smaller.push(file);
    }
  }
  try {
    const bag = new DataTransfer();
    smaller.forEach((file) => bag.items.add(file));
    input.files = bag.files;
  } catch {
    /* an old web view cannot exchange the files: the originals are sent, the server makes them small */
  }
}

function preview(image, name) {
  const figure = document.createElement("figure");
  const box = document.createElement("span");
  box.className = "photo";
  image.alt = name;
  box.append(image);
  figure.append(box);
  return figure;
}

export function watchPictures() {
  document.querySelectorAll("input[type=file][accept*=image]").forEach((input) => {
    const shelf = document.createElement("div");
    shelf.className = "shots";
    shelf.setAttribute("aria-live", "polite");
    const place = input.closest(".photo-add") || input;
    place.insertAdjacentElement("afterend", shelf);
    input.addEventListener("change", () => take(input, shelf));
  });
}
