// A long press selects a row; the tap it would otherwise have been, and the menu of the browser, stay away. As long as
// something is selected then, a tap selects too, or takes back.
const LONG = 500;

export function press(section) {
  let timer;
  let held = null;
  let chosen = null;
  let choosing = false;

  const boxOf = (row) => row.querySelector(".row__pick input");
  const stop = () => {
    clearTimeout(timer);
    held = null;
  };

  const choose = () => {
    chosen = held;
    choosing = true;
    stop();
    boxOf(chosen).click();
  };

  // The row that a tap is to select: its link, for box and star are what they are.
  const selects = ({ target }) => {
    choosing &&= section.querySelector(".row__pick :checked") !== null;
    return choosing ? target.closest(".row__link")?.closest(".row") : null;
  };

  // Before htmx, which listens on the link itself. The box that is clicked for the finger is no tap.
  section.addEventListener("click", (event) => {
    if (!event.isTrusted) return;
    const pressed = chosen?.contains(event.target);
    const row = pressed ? null : selects(event);
    if (!pressed && !row) return;
    event.preventDefault();
    event.stopPropagation();
    chosen = null;
    if (row) boxOf(row).click();
  }, { capture: true });

  // Some browsers have this idea a little earlier than we.
  section.addEventListener("contextmenu", (event) => {
    if (held) choose();
    if (chosen?.contains(event.target)) event.preventDefault();
  }, { capture: true });

  return {
    start({ row }) {
      stop();
      chosen = null;
      held = row;
      if (row) timer = setTimeout(choose, LONG);
    },
    move: stop,
    end: stop,
    cancel: stop,
  };
}
