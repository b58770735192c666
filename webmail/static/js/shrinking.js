// Makes a photo smaller on this device: a JPEG, upright, without what the camera noted.
const ENOUGH = 450 * 1024;
const LONGEST = 2048;
const QUALITIES = [0.85, 0.75, 0.65, 0.5, 0.4];
const SHRINKS = 0.75;

// As telephones of one maker take photos; many browsers give no type for it.
export const isHeic = ({ type, name }) => /^image\/hei[cf] |\.hei[cf]$/i.test(`${type} ${name}`);

// Turned as the camera was held.
const decoded = (file) => createImageBitmap(file, { imageOrientation: "from-image" });

export async function isReadable(file) {
  const image = await decoded(file).catch(() => null);
  image?.close();
  return image !== null;
}

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

export async function smaller(file) {
  try {
    const image = await decoded(file);
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
    return blob.size < file.size || isHeic(file) ? new File([blob], name, { type: blob.type }) : file;
  } catch {
    // Gone meanwhile, or too large for this device.
    return file;
  }
}
