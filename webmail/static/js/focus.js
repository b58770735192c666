// The focus is never lost after a deed: it stays with its message, or goes to the one that took its place.
const links = () => [...document.querySelectorAll("#messages .row__link")];
const current = () => links().find((link) => link.closest(".row").hasAttribute("aria-current"));

// The ids of this row and all behind it, then those before it: the first that is still there afterwards is next.
function fromHereOn(row) {
  const all = links();
  const at = all.findIndex((link) => row?.contains(link));
  return at < 0 ? [] : [...all.slice(at), ...all.slice(0, at).reverse()].map((link) => link.id);
}

function row() {
  const focused = document.activeElement.closest?.("#messages .row");
  return focused ?? document.querySelector("#messages .row:has(.row__pick :checked)") ?? current()?.closest(".row");
}

function isLost() {
  const focused = document.activeElement;
  return !focused || focused === document.body || !focused.checkVisibility();
}

// What a deed on the opened message leads back to: the list, at the message itself or at the next one.
function leave({ target, submitter }) {
  const back = target.matches("#message .toolbar") && target.elements.back;
  const open = current();
  if (!back || !open) return;
  const [itself, next = itself] = fromHereOn(open.closest(".row"));
  const stays = submitter?.name === "flag";
  back.value = `${back.value.split("#")[0]}#${stays ? itself : next}`;
}

export function focus() {
  let wanted = null;

  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    // Who has the focus nowhere, as after a click beside everything, has nothing to lose.
    if (detail.target.id === "messages" && document.activeElement !== document.body) wanted = fromHereOn(row());
  });

  document.addEventListener("htmx:afterSettle", () => {
    const ids = wanted;
    wanted = null;
    if (!ids || !isLost()) return;
    const id = ids.find((each) => document.getElementById(each));
    (document.getElementById(id) ?? links()[0] ?? document.querySelector("#main")).focus();
  });

  document.addEventListener("submit", leave);
}
