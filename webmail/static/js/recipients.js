// The fields of recipients as chips; the text fields of the form stay the truth and are kept up to date, out of sight.
import { chipCount } from "./chipcount.js";
import { chipField } from "./chipfield.js";
import { chipDrag } from "./chipdrag.js";
import { chipKeys } from "./chipkeys.js";
import { chipMenu } from "./chipmenu.js";
import { proposals } from "./proposals.js";

export function recipients(people) {
  const said = people.querySelector("[data-chip-said]");
  const copies = people.querySelector("details");
  const fields = new Map();

  const say = (sentence) => {
    // What is said twice in a row is a change only if something else was said in between.
    said.textContent = "";
    setTimeout(() => (said.textContent = sentence));
  };
  const nameOf = (chip) => chip.querySelector(".recipient__name")?.textContent ?? chip.textContent;
  const told = (name, chip) => say(said.dataset[name].replace("#", nameOf(chip)));
  const of = (chip) => fields.get(chip.closest("[data-field]").dataset.field);

  const tools = {
    address: people.dataset.chips,
    pattern: people.querySelector("[data-chip-field]"),
    say,
    twice: () => say(said.dataset.twice),
  };

  const deeds = {
    of,
    remove(chip) {
      const field = of(chip);
      const next = chip.nextElementSibling ?? chip.previousElementSibling;
      told("removed", chip);
      chip.remove();
      field.changed();
      (next?.querySelector("button") ?? field.input).focus();
    },
    move(chip, name) {
      const [from, to] = [of(chip), fields.get(name)];
      if (!to || from === to) return;
      if (to.textarea.closest("details")) copies.open = true;
      to.put([chip]);
      from.changed();
      told("moved", chip);
    },
    edit(chip) {
      const field = of(chip);
      field.commit();
      chip.remove();
      field.type(chip.dataset.written);
    },
    correct(chip) {
      const at = chip.dataset.spec.lastIndexOf("@");
      const text = chip.dataset.written;
      const found = text.toLowerCase().lastIndexOf(chip.dataset.spec.slice(at));
      const rest = text.slice(found + chip.dataset.spec.length - at);
      of(chip).replace(chip, text.slice(0, found) + chip.dataset.meant.slice(chip.dataset.meant.lastIndexOf("@")) + rest);
    },
    open: (chip) => of(chip).replace(chip, chip.dataset.people),
  };

  for (const textarea of people.querySelectorAll("[data-field] > textarea")) {
    const field = chipField(textarea, tools);
    fields.set(textarea.name, Object.assign(field, { of }));
    for (const chip of field.chips().filter((each) => !each.querySelector("[title]"))) field.understand(chip);
    const listed = people.dataset.suggest ? proposals(field, people.dataset.suggest) : null;
    chipKeys(field, { deeds, listed });
  }
  chipMenu(people, deeds);
  chipDrag(people, deeds);
  chipCount(people);
}
