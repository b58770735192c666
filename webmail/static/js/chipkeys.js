// Recipients by keyboard: what ends an entry, and how the arrows, backspace and delete go from one chip to the next.
const ADDRESS = /^\S+@\S+\.\S+$|>$/;
const buttons = ({ list }) => [...list.querySelectorAll(".recipient:not([hidden]) > button")];
// A comma inside quotes belongs to a name.
const inQuotes = (text) => text.split('"').length % 2 === 0;

function inLine(field, event, listed) {
  const { input } = field;
  const start = input.selectionStart === 0 && input.selectionEnd === 0;
  const ends = { Enter: true, ",": !inQuotes(input.value), ";": !inQuotes(input.value), " ": ADDRESS.test(input.value.trim()) };
  if (event.isComposing || listed?.key(event)) return;
  if (ends[event.key] && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    field.commit(listed?.close());
  } else if (["Backspace", "ArrowLeft"].includes(event.key) && start) {
    event.preventDefault();
    buttons(field).at(-1)?.focus();
  }
}

function onChip(field, event, deeds) {
  const all = buttons(field);
  const at = all.indexOf(event.target);
  const chip = event.target.closest(".recipient");
  const does = {
    ArrowLeft: () => all[Math.max(0, at - 1)].focus(),
    ArrowRight: () => (all[at + 1] ?? field.input).focus(),
    Home: () => all[0].focus(),
    End: () => field.input.focus(),
    Delete: () => deeds.remove(chip),
    Backspace: () => deeds.remove(chip),
    F2: () => deeds.edit(chip),
  }[event.key];
  if (!does || event.target.closest(".recipients__menu") || at < 0) return;
  event.preventDefault();
  does();
}

export function chipKeys(field, { deeds, listed }) {
  const { input, list } = field;
  input.addEventListener("keydown", (event) => inLine(field, event, listed));
  list.addEventListener("keydown", (event) => onChip(field, event, deeds));
  // The keyboards of many phones name no key: the mark stands in the line by then.
  input.addEventListener("input", () => {
    if (!/[,;]$/.test(input.value) || inQuotes(input.value)) return;
    input.value = input.value.slice(0, -1);
    field.commit(listed?.close());
  });
  input.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain");
    if (!/[\n\t,;]|\S@\S+\.\S/.test(text)) return;
    event.preventDefault();
    const [before, behind] = [input.value.slice(0, input.selectionStart), input.value.slice(input.selectionEnd)];
    input.value = "";
    field.take(before + text + behind);
  });
  // A click on a proposal is no leaving, and neither is another window.
  input.addEventListener("blur", () => document.hasFocus() && !listed?.pressed() && field.commit(listed?.close()));
  list.addEventListener("dblclick", ({ target }) => {
    const chip = target.closest(".recipient");
    if (chip) deeds.edit(chip);
  });
}
