// Large photos are offered smaller before they travel, and who has chosen one by mistake takes it back.
import { isHeic, isReadable, smaller } from "./shrinking.js";
import { said, size, words } from "./uploads.js";

const KINDS = ["image/jpeg", "image/png", "image/webp"];
const LARGE = 1.5 * 1024 * 1024;
// Where Escape already means something else.
const TYPING = "#editor, textarea, input:not([type='file']), details[open]";

// What few devices can show is better made a JPEG, however small it is.
const isAsked = (file) => isHeic(file) || (KINDS.includes(file.type) && file.size > LARGE);

// What this browser cannot read goes as it is: nothing is promised that cannot be kept.
async function askedAbout(files) {
  const found = [];
  for (const file of files.filter(isAsked)) if (await isReadable(file)) found.push(file);
  return found;
}

// "smaller", "original" or "none".
function answered(row, large) {
  const all = size(large.reduce((octets, file) => octets + file.size, 0));
  row.hidden = false;
  for (const place of row.querySelectorAll("[data-one]"))
    place.textContent = place.dataset[large.length > 1 ? "many" : "one"].replace("#", all);
  const over = new AbortController();
  return new Promise((done) => {
    for (const button of row.querySelectorAll("button")) button.onclick = () => done(button.dataset.answer);
    const leave = (event) => {
      if (event.key !== "Escape" || event.defaultPrevented || !row.isConnected) return;
      if (!event.target.closest(TYPING)) done("none");
    };
    document.addEventListener("keydown", leave, { signal: over.signal });
  }).finally(() => {
    over.abort();
    row.hidden = true;
    words()?.focus();
  });
}

export async function photos(place, files) {
  const large = await askedAbout(files);
  const answer = large.length ? await answered(place.querySelector(".photos"), large) : "original";
  if (answer === "original") return files;
  if (answer === "none") {
    said(place, "none");
    return files.filter((file) => !large.includes(file));
  }
  const made = [];
  for (const file of files) made.push(large.includes(file) ? await smaller(file) : file);
  return made;
}
