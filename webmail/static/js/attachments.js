// Files that are chosen, dropped or pasted go up one after the other; each can be called off, and tried again alone.
import { drops } from "./drops.js";
import { photos } from "./photos.js";
import { put, said, Upload } from "./uploads.js";

// The server has said why, at the attachments.
const REASON_SAID = 422;

export function attachments(place) {
  const form = place.closest("form");
  const [list, send] = [".uploads", "[data-deed='send']"].map((each) => form.querySelector(each));
  const [input, button] = ["input", "button"].map((each) => place.querySelector(each));
  // Chosen, and not answered about yet: who sends before answering sends them as they are.
  let [uploads, open, asked] = [[], [], Promise.resolve()];

  const inState = (state) => uploads.filter((each) => each.state === state);

  // One file at a time, and in between those that failed, so that "Send" takes them along.
  const goOn = () => {
    if (inState("running").length) return;
    uploads = uploads.filter(({ state }) => state !== "over");
    const [next] = inState("waiting");
    send.disabled = input.disabled = false;
    put(input, next ? [next] : [...inState("failed"), ...open.flat().map((file) => ({ file }))]);
    next?.become("running");
    if (next) button.click();
  };

  const cancel = (upload) => {
    const runs = upload.state === "running";
    upload.end();
    if (runs) htmx.trigger(button, "htmx:abort");
    else goOn();
  };

  const retry = (upload) => {
    upload.become("waiting");
    upload.away.focus();
    goOn();
  };

  const add = (files) => {
    const room = Number(place.dataset.limit) - Number(form.querySelector("#attachments").dataset.used);
    for (const file of files) {
      const upload = new Upload(list, file, { retry, cancel });
      uploads.push(upload);
      const goes = [...inState("waiting"), ...inState("running")];
      if (goes.reduce((octets, each) => octets + each.file.size, 0) > room) upload.become("refused", "tooLarge");
    }
    goOn();
  };

  const take = (files) => {
    const chosen = [...files];
    open.push(chosen);
    goOn();
    asked = asked.then(() => photos(list, chosen)).then((made) => open.shift() && add(made));
  };

  input.addEventListener("change", () => take(input.files));
  button.addEventListener("htmx:beforeSend", ({ detail }) => {
    // However long it takes; only a line that breaks ends it.
    detail.xhr.timeout = 0;
    send.disabled = input.disabled = true;
  });
  button.addEventListener("htmx:xhr:progress", ({ detail }) => inState("running")[0]?.progress(detail));
  button.addEventListener("htmx:afterRequest", ({ detail }) => {
    const [upload] = inState("running");
    if (detail.successful && upload) said(list, "done", upload.file.name);
    if (detail.successful || detail.xhr.status === REASON_SAID) upload?.end();
    else upload?.become("failed", "failed");
    // For htmx this one is over only behind its event.
    setTimeout(goOn);
  });
  addEventListener("beforeunload", (event) => {
    if (form.isConnected && inState("running").length) event.preventDefault();
  });
  drops(form, take);
  if (input.files.length) take(input.files); // Chosen before this script was there.
}
