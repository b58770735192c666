// Binds each element with data-behavior to its module, now and whenever htmx brings new ones.
import { attachments } from "./attachments.js";
import { autosave } from "./autosave.js";
import { blocks } from "./blocks.js";
import { stars } from "./busy.js";
import { caret } from "./caret.js";
import { connection } from "./connection.js";
import { countdown } from "./countdown.js";
import { drag, drop } from "./drag.js";
import { filter } from "./filter.js";
import { foldermenu } from "./foldermenu.js";
import { focus } from "./focus.js";
import { frame } from "./frame.js";
import { leaving } from "./leaving.js";
import { live } from "./live.js";
import { mailto } from "./mailto.js";
import { menu } from "./menu.js";
import { notice } from "./notice.js";
import { printing } from "./printing.js";
import { notifications } from "./notify.js";
import { order } from "./order.js";
import { rows } from "./rows.js";
import { seen } from "./seen.js";
import { selection } from "./selection.js";
import { shortcuts } from "./shortcuts.js";
import { steps } from "./steps.js";
import { left, tabs } from "./tabs.js";
import { token } from "./token.js";
import { touch } from "./touch.js";
import { waiting } from "./waiting.js";

// Large, and only on the page where somebody formats.
const editor = (element) => import("./editor.js").then((module) => module.editor(element));
const writing = { attachments, autosave, blocks, caret, editor, order };
const folder = { drag, drop, filter, foldermenu };
const list = { rows, seen, selection, shortcuts, touch };
const frames = { countdown, frame, left, live, menu, notice, notifications, printing, tabs, waiting };
const behaviors = { ...writing, ...folder, ...list, ...frames };
const bound = new WeakSet();
// What only one page needs is loaded there.
for (const name of ["mailhandler", "recipients"]) {
  behaviors[name] = (element) => import(`./${name}.js`).then((module) => module[name](element));
}

function bind(root) {
  const inside = root.querySelectorAll("[data-behavior]");
  for (const element of [root, ...inside]) {
    const behavior = behaviors[element.dataset?.behavior];
    if (behavior && !bound.has(element)) {
      bound.add(element);
      behavior(element);
    }
  }
}

connection();
focus();
leaving();
mailto(document);
stars();
token();
// htmx begins to listen at this event too, and was here first.
document.addEventListener("DOMContentLoaded", steps);
bind(document.documentElement);
document.addEventListener("htmx:load", (event) => bind(event.detail.elt));
