// Recipients are drawn from one field into another; their menu does the same by keyboard.
const KIND = "application/x-dienstpost-recipient";
const OVER = "line--over";

export function chipDrag(people, deeds) {
  const copies = people.querySelector("details");
  let taken = null;

  people.addEventListener("dragstart", (event) => {
    const chip = event.target.closest?.(".recipient[draggable='true']");
    if (!chip) return;
    taken = chip;
    // Nothing of it goes along into another program.
    event.dataTransfer.clearData();
    event.dataTransfer.setData(KIND, "1");
    event.dataTransfer.effectAllowed = "move";
    // Opened only now, a browser would give up a drag whose element moves while it begins.
    setTimeout(() => (copies.open = true));
  });

  const line = (event) => (taken && event.dataTransfer.types.includes(KIND) ? event.target.closest?.(".line") : null);
  const mark = (over) => {
    for (const each of people.querySelectorAll(`.${OVER}`)) each.classList.remove(OVER);
    over?.classList.add(OVER);
  };
  people.addEventListener("dragover", (event) => {
    const over = line(event);
    mark(over);
    if (!over) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
  });
  people.addEventListener("dragleave", () => mark(null));
  people.addEventListener("drop", (event) => {
    const over = line(event);
    mark(null);
    if (!over) return;
    event.preventDefault();
    deeds.move(taken, over.querySelector("[data-field]").dataset.field);
  });
  people.addEventListener("understood", ({ target, detail }) => {
    if (target === taken) [taken = null] = detail;
  });
  people.addEventListener("dragend", () => mark((taken = null)));
}
