// Formatted text: an editor in the place of the text field. Whatever is done in it stands in the form at once, so that
// saving, sending and leaving take it along like any other field.
import { Arrivals } from "./arrivals.js";
import { cleaner } from "./clean.js";
import { link } from "./link.js";
import { Paper } from "./paper.js";
import { pictures } from "./pictures.js";
import { takeOver } from "./takeover.js";
import { toolbar } from "./toolbar.js";

// What is needed seldom is there when it is asked for; on a narrow page that is the whole toolbar.
function opening(bar, first) {
  const button = bar.nextElementSibling;
  const open = (on) => {
    button.ariaExpanded = String(on);
    bar.toggleAttribute("data-open", on);
    first();
  };
  bar.inert = button.inert = false;
  button.addEventListener("click", () => open(button.ariaExpanded !== "true"));
  return open;
}

// Without what an editor puts between the words for itself.
const plain = (root) => root.innerText.replaceAll("\u200b", "").replaceAll("\u00a0", " ");

// Where no picture may stand, that is said.
function told(root, left) {
  root.closest("form").querySelector("[data-told='pictures']").textContent = left ? root.dataset.left : "";
}

export function editor(root) {
  const form = root.closest("form");
  const bar = form.querySelector("[role='toolbar']");
  const [text, html, edited] = ["text", "html", "editor"].map((name) => form.elements.namedItem(name));
  const arrivals = new Arrivals(root);
  const { fragment, written } = cleaner(bar, root.dataset.pictures, arrivals);
  const squire = new Paper(root, { blockTag: "DIV", sanitizeToDOMFragment: fragment });
  const early = text.value !== text.defaultValue;

  const write = () => {
    const now = written(squire.getHTML());
    // The editor tells of more than words.
    if (now === html.value && edited.value) return;
    [html.value, text.value, edited.value] = [now, plain(root), "on"];
    html.dispatchEvent(new Event("input", { bubbles: true }));
  };

  takeOver(squire, text, html.value);
  form.querySelector("#text-label").removeAttribute("for");
  // Before what is written is looked at: marks of pictures that are there have become their pictures by then.
  const choose = root.dataset.pictures && pictures(root, bar.querySelector("input"), squire, arrivals);
  if (!choose) squire.addEventListener("willPaste", () => told(root, arrivals.left));
  squire.addEventListener("input", write);
  if (early) write();

  const ask = link(form.querySelector(".formats__link"), squire);
  const { into, first } = toolbar(bar, squire, { link: ask, picture: choose });
  const open = opening(bar, first);
  for (const key of ["Ctrl-k", "Meta-k"]) {
    squire.setKeyHandler(key, (_squire, event) => {
      event.preventDefault();
      ask();
    });
  }
  root.addEventListener("keydown", (event) => {
    if (event.key !== "F10" || !event.altKey) return;
    event.preventDefault();
    open(true);
    into();
  });
  root.addEventListener("piece", ({ detail }) => squire.insertPiece(detail));
  // The empty paper below goes on writing here.
  form.querySelector(".compose__rest")?.addEventListener("click", () => {
    squire.moveCursorToEnd();
    squire.focus();
  });
}
