// Large photos are offered smaller before they travel: made on this device, upright, and without what the camera noted.
import { size, words } from "./uploads.js";

const KINDS = ["image/jpeg", "image/png", "image/webp"];
const LARGE = 1.5 * 1024 * 1024;
const ENOUGH = 450 * 1024;
const LONGEST = 2048;
const QUALITIES = [0.85, 0.75, 0.65, 0.5, 0.4];
const SHRINKS = 0.75;

const isLarge = ({ type, size: octets }) => KINDS.includes(type) && octets > LARGE;

function painted(image, longest) {
  const scale = Math.min(1, longest / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  const paper = canvas.getContext("2d");
  // What is transparent would become black.
  paper.fillStyle = "white";
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

const written = (canvas, quality) => new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));

async function smaller(file) {
  try {
    // Turned as the camera was held.
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    let blob;
    for (let longest = LONGEST; (blob?.size ?? Infinity) > ENOUGH && longest > 100; longest *= SHRINKS) {
      const canvas = painted(image, longest);
      for (const quality of QUALITIES) {
        blob = await written(canvas, quality);
        if (blob.size <= ENOUGH) break;
      }
    }
    image.close();
    const name = `${file.name.replace(/\.[^.]{1,5}$/, "")}.jpg`;
    return blob.size < file.size ? new File([blob], name, { type: blob.type }) : file;
  } catch {
    // No picture that this browser knows.
    return file;
  }
}

function answered(row, large) {
  const question = row.querySelector("[role='status']");
  const all = size(large.reduce((octets, file) => octets + file.size, 0));
  row.hidden = false;
  question.textContent = (large.length > 1 ? question.dataset.many : question.dataset.one).replace("#", all);
  return new Promise((done) => {
    const buttons = [...row.querySelectorAll("button")];
    for (const button of buttons) button.onclick = () => done("smaller" in button.dataset);
  }).finally(() => {
    row.hidden = true;
    words()?.focus();
  });
}

export async function photos(place, files) {
  const large = files.filter(isLarge);
  if (!large.length || !(await answered(place.querySelector(".photos"), large))) return files;
  const made = [];
  for (const file of files) made.push(isLarge(file) ? await smaller(file) : file);
  return made;
}
