// Pictures in the text, chosen, dropped or pasted: each goes into the stored draft, and then it is shown from there.
import { parsed } from "./answer.js";

const SHOWN = /^image\/(?:png|jpeg|gif|webp)$/;
const HEADERS = { "HX-Request": "true", "HX-Target": "saved" };

function fresh_id() {
  const octets = crypto.getRandomValues(new Uint8Array(16));
  return `${Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join("")}@inline`;
}

const shown = (files) => [...(files ?? [])].filter((file) => SHOWN.test(file.type));

export function pictures(root, input, squire) {
  const form = root.closest("form");
  const send = form.querySelector("[data-deed='send']");

  const say = (sentence) => {
    form.querySelector("[data-told='pictures']").textContent = sentence;
  };

  async function stored(file, name) {
    const body = new FormData(form);
    body.delete("files");
    body.append("files", file, file.name);
    body.set("picture", name);
    const answer = await fetch(root.dataset.upload, { method: "POST", body, headers: HEADERS });
    const saved = answer.ok && parsed(await answer.text()).querySelector("#saved");
    if (!saved) throw new Error("not stored");
    const place = document.adoptNode(saved);
    form.querySelector("#saved").replaceWith(place);
    htmx.process(place);
  }

  async function add(files) {
    send.disabled = true;
    say(root.dataset.uploading);
    try {
      for (const file of files) {
        const name = fresh_id();
        await stored(file, name);
        squire.insertImage(root.dataset.pictures + name, { alt: file.name.replace(/[<>"&\s]+/g, " ").trim() });
      }
      say("");
    } catch {
      say(root.dataset.failed);
    }
    send.disabled = false;
  }

  const take = (event, data) => {
    const files = shown(data?.files);
    // Text from an office program brings a picture of itself along.
    if (!files.length || data.types.includes("text/plain")) return;
    event.preventDefault();
    event.stopPropagation();
    add(files);
  };

  root.addEventListener("paste", (event) => take(event, event.clipboardData), { capture: true });
  root.addEventListener("drop", (event) => take(event, event.dataTransfer), { capture: true });
  input.addEventListener("change", (event) => {
    event.stopPropagation();
    add(shown(input.files)).then(() => (input.value = ""));
  });
  return () => input.click();
}
