// The focus stays at the attachment that was moved, however often the list is made anew meanwhile; after taking away, at
// the next one.
import { words } from "./uploads.js";

let spot = null;

const within = ({ target }) => target.closest?.("#attachments li button");
const keep = (event) => {
  const button = within(event);
  spot = button && { name: button.closest("li").dataset.name, title: button.title };
};
// Not every browser gives a pressed button the focus; and whoever goes elsewhere is not brought back.
for (const event of ["focusin", "pointerdown", "click"]) document.addEventListener(event, keep);

export function order(list) {
  if (!spot || document.activeElement?.closest("#compose")) return;
  const row = [...list.querySelectorAll("li")].find(({ dataset }) => dataset.name === spot.name) ?? list;
  const buttons = [...row.querySelectorAll("button")];
  const next = buttons.find(({ title }) => title === spot.title) ?? buttons[0];
  (next ?? words())?.focus({ preventScroll: true });
}
