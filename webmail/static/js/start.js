// Binds each element with data-behavior to its module, now and whenever htmx brings new ones.
import { behaviors } from "./behaviors.js";
import { stars } from "./busy.js";
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
import { notifications } from "./notify.js";
import { printing } from "./printing.js";
import { rows } from "./rows.js";
import { selection } from "./selection.js";
import { shortcuts } from "./shortcuts.js";
import { steps } from "./steps.js";
import { left, tabs } from "./tabs.js";
import { token } from "./token.js";

const folder = { drag, drop, filter, foldermenu };
const list = { rows, selection, shortcuts };
const frames = { countdown, frame, left, live, menu, notice, notifications, printing, tabs };
Object.assign(behaviors, folder, list, frames);
const bound = new WeakSet();
const fetched = (name) => (element) => import(`./${name}.js`).then((module) => module[name](element));
// What few pages need, and those not at once; the editor is large too.
for (const name of ["editor", "mailhandler", "seen"]) behaviors[name] = fetched(name);
// Without a finger there is nothing to tell apart.
if (navigator.maxTouchPoints) behaviors.touch = fetched("touch");

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
