// The focus is never lost after a deed: it stays with its message, or goes to the one that took its place; and the list
// stays where it was scrolled to.
const links = () => [...document.querySelectorAll("#messages .row__link")];
const current = () => links().find((link) => link.closest(".row").hasAttribute("aria-current"));

// The ids of this row and all behind it, then those before it: the first that is still there afterwards is next.
function fromHereOn(row) {
  const all = links();
  const at = all.findIndex((link) => row?.contains(link));
  return at < 0 ? [] : [...all.slice(at), ...all.slice(0, at).reverse()].map((link) => link.id);
}

// Where the work in the list went on last; who steps back stands in the notice meanwhile.
let last = null;

function row() {
  const focused = document.activeElement.closest?.("#messages .row");
  const checked = document.querySelector("#messages .row:has(.row__pick :checked)");
  return focused ?? checked ?? (document.getElementById(last) ?? current())?.closest(".row");
}

function kept({ target, requestConfig }) {
  const focused = document.activeElement;
  const stepsBack = requestConfig.elt.closest("#notice");
  return {
    top: requestConfig.verb === "post" ? target.scrollTop : 0,
    // Who has the focus nowhere, as after a click beside everything, has nothing to lose.
    ids: focused === document.body ? null : fromHereOn(row()),
    known: stepsBack && new Set(links().map(({ id }) => id)),
    // The deeds of a message are made anew with it.
    deeds: focused.closest("#message form[id]")?.id,
  };
}

// Back to the deeds, to what was brought back, or to the row itself.
function next({ ids, known, deeds }) {
  const bar = document.getElementById(deeds)?.querySelector("summary");
  const back = known && links().find(({ id }) => !known.has(id));
  const stayed = document.getElementById(ids.find((each) => document.getElementById(each)));
  return bar ?? back ?? stayed ?? links()[0] ?? document.querySelector("#main");
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
  let before = null;

  document.addEventListener("focusin", ({ target }) => {
    last = target.closest("#messages .row")?.querySelector(".row__link").id ?? last;
  });

  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.target.id === "messages") before = kept(detail);
  });

  document.addEventListener("htmx:afterSettle", () => {
    if (!before) return;
    const was = before;
    before = null;
    if (was.top) document.querySelector("#messages").scrollTop = was.top;
    if (was.ids && isLost()) next(was).focus();
  });

  document.addEventListener("submit", leave);
}
