// Counts the selected rows aloud, offers "select all", and selects a stretch with Shift.
export function selection(bar) {
  const pane = bar.parentElement;
  const all = bar.querySelector(".bar__all");
  const box = all.querySelector("input");
  const count = bar.querySelector(".bar__count");
  const number = bar.querySelector(".bar__number");
  const boxes = () => [...pane.querySelectorAll(".row .row__pick input")];
  let last = null;

  const tell = () => {
    const every = pane.querySelector("input[name='everything']:checked");
    const checked = every ? Number(every.dataset.count) : boxes().filter((one) => one.checked).length;
    count.textContent = checked === 1 ? count.dataset.one : count.dataset.many.replace("#", checked);
    number.textContent = checked;
    const more = pane.querySelector("[data-everything]");
    if (more) more.hidden = checked < boxes().length;
    box.checked = checked > 0 && checked >= boxes().length;
    box.indeterminate = checked > 0 && !box.checked;
  };

  const stretch = (to) => {
    const row = boxes();
    const [from, until] = [row.indexOf(last), row.indexOf(to)].sort((a, b) => a - b);
    if (from >= 0) {
      for (const one of row.slice(from, until + 1)) one.checked = to.checked;
    }
  };

  pane.addEventListener("click", (event) => {
    if (event.target.matches("input[name='everything']")) tell();
    if (!event.target.matches(".row .row__pick input")) return;
    if (event.shiftKey && last) stretch(event.target);
    last = event.target;
    tell();
  });

  box.addEventListener("change", () => {
    const every = pane.querySelector("input[name='everything']");
    if (every) every.checked = box.checked;
    for (const one of boxes()) one.checked = box.checked;
    tell();
  });

  pane.addEventListener("htmx:afterSettle", tell);
  all.hidden = false;
  tell();
}
