// A long press selects a row; the tap it would otherwise have been, and the menu of the browser, stay away.
const LONG = 500;

export function press(section) {
  let timer;
  let held = null;
  let chosen = null;

  const stop = () => {
    clearTimeout(timer);
    held = null;
  };

  const choose = () => {
    chosen = held;
    stop();
    chosen.querySelector(".row__pick input").click();
  };

  // Before htmx, which listens on the link itself. The box that is clicked for the finger is no tap.
  section.addEventListener("click", (event) => {
    if (!event.isTrusted || !chosen?.contains(event.target)) return;
    event.preventDefault();
    event.stopPropagation();
    chosen = null;
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
