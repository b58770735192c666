// Proposals for what is typed: asked for when the typing rests, chosen by arrows and Enter or by a click (the combobox
// pattern of ARIA).
import { asked } from "./asking.js";

const REST = 120;

export function proposals(field, address) {
  const { input, place } = field;
  const box = place.querySelector(".recipients__proposals");
  let [timer, under, active, held] = [0, null, -1, false];

  box.id = `${input.id}-proposals`;
  input.setAttribute("aria-controls", box.id);

  const options = () => [...box.querySelectorAll("[role='option']")];
  const mark = (at) => {
    active = at;
    options().forEach((each, number) => each.setAttribute("aria-selected", String(number === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", options()[at].id);
    options()[at]?.scrollIntoView({ block: "nearest" });
  };
  const show = (found) => {
    found.forEach((each, number) => (each.id = `${box.id}-${number}`));
    box.replaceChildren(...found);
    box.hidden = !found.length;
    input.setAttribute("aria-expanded", String(!box.hidden));
    // Whoever types a whole address means that one; of a name the first is proposed.
    mark(found.length && !input.value.includes("@") ? 0 : -1);
  };
  const close = () => {
    clearTimeout(timer);
    under?.abort();
    show([]);
  };
  const pick = (option) => {
    close();
    input.value = "";
    field.take(option.dataset.written);
    input.focus();
  };
  const ask = async () => {
    under?.abort();
    under = new AbortController();
    const { signal } = under;
    const typed = input.value.trim();
    const answer = typed ? await asked(address, { q: typed, field: field.textarea.name }, { signal }) : null;
    if (!signal.aborted && document.activeElement === input) show([...(answer?.querySelectorAll("[role='option']") ?? [])]);
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (input.value.trim()) timer = setTimeout(ask, REST);
    else close();
  });
  box.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    held = true;
  });
  addEventListener("pointerup", () => setTimeout(() => (held = false)));
  box.addEventListener("click", ({ target }) => target.closest("[role='option']") && pick(target.closest("[role='option']")));

  const does = {
    ArrowDown: () => mark((active + 1) % options().length),
    ArrowUp: () => mark((active <= 0 ? options().length : active) - 1),
    Escape: close,
    Enter: () => active >= 0 && pick(options()[active]),
    Tab: () => active >= 0 && pick(options()[active]),
  };
  // Whether the key was one for the proposals.
  const key = (event) => {
    if (box.hidden || !does[event.key] || event.shiftKey || does[event.key]() === false) return false;
    event.preventDefault();
    return true;
  };
  return { key, close, pressed: () => held };
}
