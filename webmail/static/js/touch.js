// One finger on the list: told to swipe, press and pull together, since each must know that it is none of the others.
import { press } from "./press.js";
import { pull } from "./pull.js";
import { swipe } from "./swipe.js";

const SURE = 10;

// Which way the finger went first decides what it means; until then it may still be a tap.
export function touch(section) {
  const gestures = [press, pull, swipe].map((gesture) => gesture(section));
  const each = (name, value) => gestures.forEach((gesture) => gesture[name]?.(value));
  let from = null;
  let axis = null;

  section.addEventListener("touchstart", (event) => {
    const [finger, second] = event.touches;
    if (second || event.target.closest("input, label, button")) return cancel();
    from = { x: finger.clientX, y: finger.clientY, row: event.target.closest(".row") };
    axis = null;
    from.row?.setAttribute("data-touched", "");
    each("start", from);
  }, { passive: true });

  section.addEventListener("touchmove", (event) => {
    if (!from) return;
    const [x, y] = [event.touches[0].clientX - from.x, event.touches[0].clientY - from.y];
    if (!axis && Math.hypot(x, y) < SURE) return;
    axis ??= Math.abs(x) > 2 * Math.abs(y) ? "x" : Math.abs(y) > 2 * Math.abs(x) ? "y" : "none";
    each("move", { ...from, axis, dx: x, dy: y });
  }, { passive: true });

  function over(how) {
    from?.row?.removeAttribute("data-touched");
    if (from) each(how, from);
    from = null;
  }

  const cancel = () => over("cancel");
  section.addEventListener("touchcancel", cancel);
  section.addEventListener("touchend", () => over("end"));
}
