// Puts the chosen text block where the cursor stands, and marks the first place that is still to be filled in.
import { PLACES } from "./spot.js";

const CLASS = /\{\s*(?:klasse|class)\s*\}/gi;

const inHtml = (value) => value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

export function blocks(list) {
  const form = list.closest(".compose");
  const text = form?.querySelector(".compose__text");
  // On a page of its own the server does it.
  if (!text) return;
  const editor = form.querySelector("#editor:not([hidden])");
  const asked = list.querySelector("input");

  const filled = (words, as = (value) => value) =>
    asked?.value.trim() ? words.replace(CLASS, () => as(asked.value.trim())) : words;

  const put = (words, left) => {
    const start = text.selectionStart;
    text.setRangeText(words, start, text.selectionEnd, "end");
    if (left.length) {
      const first = start + left[0].index;
      text.setSelectionRange(first, first + left[0][0].length);
    }
    text.focus();
  };

  const insert = (words, html) => {
    const left = [...words.matchAll(PLACES)];
    if (editor) editor.dispatchEvent(new CustomEvent("piece", { detail: { words, html, places: left.length } }));
    else put(words, left);
    const places = [...new Set(left.map(([place]) => place))].join(", ");
    form.querySelector("[data-told='blocks']").textContent = places && list.dataset.left.replace("#", places);
  };

  const close = () => {
    const empty = document.createElement("div");
    empty.id = list.id;
    list.replaceWith(empty);
  };

  list.addEventListener(
    "click",
    (event) => {
      const chosen = event.target.closest("[data-text]");
      if (!chosen) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const subject = form.querySelector(".line__input--subject");
      if (!subject.value.trim()) subject.value = filled(chosen.dataset.subject);
      close();
      insert(filled(chosen.dataset.text), chosen.dataset.html && filled(chosen.dataset.html, inHtml));
      text.dispatchEvent(new Event("input", { bubbles: true }));
    },
    { capture: true },
  );
  list.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    close();
    (editor ?? text).focus();
  });
  form.querySelector(".pieces").open = false;
  (asked ?? list.querySelector("button") ?? list).focus();
}
