// One deed at the list after the other: what is pressed while the answer to the last one is on its way would be dropped by
// htmx, and the list it was pressed on is about to be replaced.
const OVER = ["htmx:afterSettle", "htmx:responseError", "htmx:sendError", "htmx:timeout"];
const busy = () => document.querySelector("#listing.htmx-request") !== null;

// Does it now, or as soon as the list is at rest.
export function atRest(does) {
  if (!busy()) return does();
  const stop = new AbortController();
  const look = () => {
    stop.abort();
    atRest(does);
  };
  for (const event of OVER) document.addEventListener(event, look, { signal: stop.signal });
}

// A star names its message, so it can be pressed on the new list too; whatever needs the selection is not guessed at.
export function stars() {
  document.addEventListener("htmx:confirm", (event) => {
    const { elt, triggeringEvent } = event.detail;
    const { name, value } = triggeringEvent?.submitter ?? {};
    if (elt.id !== "listing" || !["star", "unstar"].includes(name) || !busy()) return;
    event.preventDefault();
    atRest(() => document.querySelector(`#listing [name="${name}"][value="${CSS.escape(value)}"]`)?.click());
  });
}
