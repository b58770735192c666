// What the tabs of one browser tell each other: that somebody has left, who is in now, that something was done. Mail
// leaves the screen at once; what was typed stays.
import { parsed, tell, untell } from "./answer.js";

const CHANNEL = "dienstpost";
let channel;

const line = () => (channel ??= new BroadcastChannel(CHANNEL));
export const announce = (said) => line().postMessage(said);
export const listen = (hear) => line().addEventListener("message", ({ data }) => hear(data));

const place = () => document.querySelector("[data-behavior='countdown']");
const written = () => document.querySelector("#compose") ?? document.querySelector("main form textarea")?.form;
const deeds = (form) => [...form.elements].filter((each) => each.type === "submit");

function toTheDoor(next) {
  const here = place();
  // More than one tells the same: this page is on its way.
  if (!here) return;
  const door = here.dataset.door + (next ? `?next=${encodeURIComponent(next)}` : "");
  // Until the door is there, nothing of the mail is.
  document.body.replaceChildren();
  document.title = "";
  location.replace(door);
}

// Signed out for certain. answer is what the server says to that, next where the same person would go on.
export async function signedOut({ answer, next } = {}) {
  const form = written();
  if (!form) return toTheDoor(next);
  form.toggleAttribute("data-signed-out", true);
  document.querySelector("#folders")?.replaceChildren();
  answer ??= await fetch(place().dataset.remaining).then((said) => said.text()).then(parsed).catch(() => null);
  // Where the text has become a draft, that is what is said.
  if (answer && !form.hasAttribute("data-put-by")) tell(answer);
}

// Not a word of this page may go into another person's hands.
export function another() {
  const form = written();
  if (!form) return toTheDoor();
  form.toggleAttribute("data-foreign", true);
  for (const deed of deeds(form)) deed.disabled = true;
  const words = document.createElement("p");
  words.id = "notice_text";
  words.textContent = place().dataset.other;
  const box = document.createDocumentFragment();
  box.append(words);
  tell(box);
}

// The person of this page is in, perhaps again: what could not be saved meanwhile is saved now.
export function same() {
  const form = written();
  if (!form) return;
  if (form.matches("[data-foreign], [data-signed-out]")) {
    for (const mark of ["data-foreign", "data-signed-out"]) form.removeAttribute(mark);
    for (const deed of deeds(form)) deed.disabled = false;
    untell();
  }
  form.dispatchEvent(new CustomEvent("back"));
}

export function left() {
  announce({ left: true });
}

export function tabs(header) {
  const { account } = header.dataset;
  listen((said) => {
    if (said.left) signedOut();
    else if (said.account && said.account !== account) another();
    else if (said.account) same();
  });
  announce({ account });
  // A page out of the browser's memory asks the server again whether it may be shown.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}
