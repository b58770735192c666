// Pictures in the text, chosen, dropped or pasted: each goes into the stored draft, and then it is shown from there.
import { parsed } from "./answer.js";
import { freshName } from "./arrival.js";
import { bringing } from "./bringing.js";

const SHOWN = /^image\/(?:png|jpeg|gif|webp)$/;
const HEADERS = { "HX-Request": "true", "HX-Target": "saved" };

const shown = (files) => [...(files ?? [])].filter((file) => SHOWN.test(file.type));

export function pictures(root, input, squire, arrivals) {
  const form = root.closest("form");
  const send = form.querySelector("[data-deed='send']");
  let [turn, running] = [Promise.resolve(), 0];

  const say = (sentence) => {
    form.querySelector("[data-told='pictures']").textContent = sentence;
  };

  // One after the other; nothing is sent in between, and who leaves is asked.
  function inTurn(deed) {
    running += 1;
    send.disabled = true;
    turn = turn.then(async () => {
      say(root.dataset.uploading);
      say(await deed().catch(() => root.dataset.failed));
      running -= 1;
      send.disabled = running > 0;
    });
    return turn;
  }

  async function stored(file, name) {
    const body = new FormData(form);
    body.delete("files");
    body.append("files", file, file.name);
    body.set("picture", name);
    const answer = await fetch(root.dataset.upload, { method: "POST", body, headers: HEADERS });
    const saved = answer.ok && parsed(await answer.text()).querySelector("#saved");
    if (!saved) throw new Error("not stored", { cause: answer.status });
    const place = document.adoptNode(saved);
    form.querySelector("#saved").replaceWith(place);
    htmx.process(place);
  }

  async function add(files) {
    for (const file of files) {
      const name = freshName();
      await stored(file, name);
      squire.insertImage(root.dataset.pictures + name, { alt: file.name.replace(/[<>"&\s]+/g, " ").trim() });
    }
    return "";
  }

  const take = (event, data) => {
    const files = shown(data?.files);
    // Text from an office program brings a picture of itself along.
    if (!files.length || data.types.includes("text/plain")) return;
    event.preventDefault();
    event.stopPropagation();
    inTurn(() => add(files));
  };

  root.addEventListener("paste", (event) => take(event, event.clipboardData), { capture: true });
  root.addEventListener("drop", (event) => take(event, event.dataTransfer), { capture: true });
  input.addEventListener("change", (event) => {
    event.stopPropagation();
    const files = shown(input.files);
    inTurn(() => add(files)).then(() => (input.value = ""));
  });
  addEventListener("beforeunload", (event) => {
    if (form.isConnected && running) event.preventDefault();
  });
  bringing(root, squire, arrivals, { inTurn, stored, say });
  return () => input.click();
}
