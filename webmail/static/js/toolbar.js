// The toolbar of the editor: one stop for the Tab key, arrows within it, and each button says whether it is on.
const DEEDS = {
  bold: ["B", "bold", "removeBold"],
  italic: ["I", "italic", "removeItalic"],
  list: ["UL", "makeUnorderedList", "removeList"],
  numbers: ["OL", "makeOrderedList", "removeList"],
  quote: ["BLOCKQUOTE", "increaseQuoteLevel", "decreaseQuoteLevel"],
  link: ["A"],
};
const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

const names = (choice) => [...choice.options].map((option) => option.value).filter(Boolean);
const span = (name) => ({ tag: "SPAN", attributes: { class: name } });

function choose(squire, choice) {
  const wanted = choice.value;
  for (const name of names(choice)) {
    if (name !== wanted && squire.hasFormat("SPAN", { class: name })) squire.changeFormat(null, span(name));
  }
  if (wanted) squire.changeFormat(span(wanted), null);
}

export function toolbar(bar, squire, { link, picture }) {
  const stops = [...bar.querySelectorAll("[data-command]")];
  const more = { link, picture, clear: () => squire.removeAllFormatting() };
  let at = stops[0];

  const stand = (stop) => {
    at.tabIndex = -1;
    at = stop;
    at.tabIndex = 0;
  };
  stand(at);

  const show = () => {
    for (const stop of stops) {
      if (stop.options) stop.value = names(stop).find((name) => squire.hasFormat("SPAN", { class: name })) ?? "";
      else if (DEEDS[stop.dataset.command]) stop.ariaPressed = String(squire.hasFormat(DEEDS[stop.dataset.command][0]));
      else stop.removeAttribute("aria-pressed");
    }
  };
  show();
  for (const change of ["pathChange", "select", "input"]) squire.addEventListener(change, show);

  // Who presses goes on writing, with what was selected.
  bar.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
  bar.addEventListener("click", ({ target }) => {
    const command = target.closest("button")?.dataset.command;
    if (!command) return;
    stand(target.closest("button"));
    if (more[command]) return more[command]();
    const [tag, on, off] = DEEDS[command];
    squire[squire.hasFormat(tag) ? off : on]();
    squire.focus();
    show();
  });
  bar.addEventListener("change", ({ target }) => {
    if (!target.options) return;
    choose(squire, target);
    squire.focus();
  });
  bar.addEventListener("focusin", ({ target }) => stops.includes(target) && stand(target));
  bar.addEventListener("keydown", (event) => {
    const there = stops.filter((stop) => stop.offsetParent);
    if (event.key === "Escape") squire.focus();
    else if (event.key in STEPS) stand(there.at((there.indexOf(at) + STEPS[event.key]) % there.length));
    else if (event.key === "Home" || event.key === "End") stand(there.at(event.key === "Home" ? 0 : -1));
    else return;
    event.preventDefault();
    if (event.key !== "Escape") at.focus();
  });
  return { into: () => at.focus(), first: () => stand(stops[0]) };
}
