// Rows are drawn onto a folder: the selected ones together, or the one that was taken. "Move …" does the same by keyboard.
const KIND = "application/x-dienstpost-rows";

// What lies in the air; the tree is bound anew after each deed, the list too.
let taken = [];

function boxOf(row) {
  return row.querySelector(".row__pick input");
}

export function drag(form) {
  const rows = () => [...form.querySelectorAll(".row")];

  form.addEventListener("dragstart", (event) => {
    const row = event.target.closest?.(".row");
    if (!row || !event.target.closest(".row__link")) return;
    const chosen = rows().filter((each) => boxOf(each).checked);
    taken = chosen.includes(row) ? chosen : [row];
    // Nothing of the mail goes along: what is dropped elsewhere, in another program too, is only a number.
    event.dataTransfer.clearData();
    event.dataTransfer.setData(KIND, String(taken.length));
    event.dataTransfer.effectAllowed = "move";
    for (const each of taken) each.classList.add("row--taken");
  });

  form.addEventListener("dragend", () => {
    for (const each of rows()) each.classList.remove("row--taken");
  });
}

function move(form, to) {
  const every = form.querySelector("input[name='everything']");
  // All messages of the list go only if one of them was taken.
  if (every && !boxOf(taken[0]).checked) every.checked = false;
  for (const row of form.querySelectorAll(".row")) boxOf(row).checked = taken.includes(row);
  // The button of the bar would ask where to; and htmx looks at the click for the button's own address.
  const asking = document.querySelector("[data-deed='move'][form='listing']");
  const button = Object.assign(document.createElement("button"), { hidden: true, name: "to", value: to });
  button.setAttribute("formaction", asking.getAttribute("formaction"));
  form.append(button);
  button.click();
  button.remove();
}

export function drop(tree) {
  const target = (event) => {
    const link = event.dataTransfer.types.includes(KIND) && event.target.closest?.(".folder > a.folder__link");
    return link && !link.hasAttribute("aria-current") ? link : null;
  };
  const mark = (link) => {
    for (const each of tree.querySelectorAll(".folder__link--over")) each.classList.remove("folder__link--over");
    link?.classList.add("folder__link--over");
  };

  tree.addEventListener("dragover", (event) => {
    const link = target(event);
    mark(link);
    if (!link) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
  });
  tree.addEventListener("dragleave", () => mark(null));
  tree.addEventListener("drop", (event) => {
    const link = target(event);
    mark(null);
    if (!link) return;
    event.preventDefault();
    const form = document.querySelector("#listing");
    if (form && taken[0]?.isConnected) move(form, new URL(link.href).pathname.split("/").pop());
  });
}
