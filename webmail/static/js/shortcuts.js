// Hears the keys, never while somebody types, holds a modifier, or stands in a menu or a dialog; and shows which there are.
import { parsed } from "./answer.js";
import { atRest } from "./busy.js";
import { KEYS } from "./keys.js";

const WAITS = 1500;
// What is done to messages, one after the other.
const DEEDS = ["e", "#", "s", "b", "I", "U"];
const ELSEWHERE = "input:not([type='checkbox']), textarea, select, [contenteditable], .menu[open], dialog";

// The keys stand on a page of their own, from where they are fetched; without an answer that page is shown.
async function show(dialog) {
  const page = dialog.dataset.page;
  if (!dialog.querySelector(".keys")) {
    const answer = await fetch(page).catch(() => null);
    const keys = answer?.ok ? parsed(await answer.text()).querySelector(".keys") : null;
    if (!keys) return location.assign(page);
    dialog.append(document.adoptNode(keys));
  }
  if (!dialog.open) dialog.showModal();
}

// With the shift key or without, whatever the caps lock says.
function letter({ key, shiftKey }) {
  if (!/^[a-z]$/i.test(key)) return key;
  return shiftKey ? key.toUpperCase() : key.toLowerCase();
}

export function shortcuts(dialog) {
  let first = "";
  let timer;

  const hear = (event) => {
    const { ctrlKey, altKey, metaKey, isComposing, defaultPrevented, key, target } = event;
    if (ctrlKey || altKey || metaKey || isComposing || defaultPrevented || key.length > 1) return;
    if (target.closest?.(ELSEWHERE) || document.querySelector("dialog[open]")) return;
    const pressed = first + letter(event);
    const does = pressed === "?" ? () => show(dialog) : KEYS[pressed];
    clearTimeout(timer);
    first = "";
    if (does) {
      event.preventDefault();
      if (DEEDS.includes(pressed)) event.repeat || atRest(does);
      else if (!event.repeat || pressed === "j" || pressed === "k") does();
    } else if (pressed === "g" || pressed === "*") {
      first = pressed;
      timer = setTimeout(() => (first = ""), WAITS);
    }
  };

  const listen = (event) => (dialog.isConnected ? hear(event) : document.removeEventListener("keydown", listen));
  document.addEventListener("keydown", listen);
}
