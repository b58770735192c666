// Saves what is typed without being asked: soon, one request at a time, and once more when the page is left; where it
// does not succeed it goes on trying, and warns before words would be lost.
import { CHANGED, HEALED, KEPT, saved } from "./saved.js";

const SOON = 2_500;
const AGAIN = 5_000;
// More than this browsers do not send any more for a page that is gone.
const LAST_WORDS = 60_000;

export function autosave(form) {
  let dirty = form.hasAttribute("data-unsaved");
  let outcome = KEPT;
  let rested = 0;
  let busy, sending, leaving, timer;

  const changed = () => form.querySelector("#saved").hasAttribute("data-changed");
  const unsaved = () => form.isConnected && (dirty || busy) && !sending && !leaving;
  const long = () => new Blob([...new FormData(form).values()]).size > LAST_WORDS;

  const later = (wait) => {
    timer ??= setTimeout(save, Math.max(wait, rested - Date.now()));
  };

  async function save() {
    clearTimeout(timer);
    timer = undefined;
    if (busy || !unsaved() || changed()) return;
    [busy, dirty] = [true, false];
    const before = outcome;
    outcome = await saved(form);
    busy = false;
    dirty ||= outcome !== KEPT;
    rested = Date.now() + 1_000 * (form.querySelector("#saved").dataset.pause ?? 0);
    if (outcome === HEALED && before !== HEALED) save();
    else if (dirty && outcome !== CHANGED) later(outcome === KEPT ? SOON : AGAIN);
  }

  const touch = () => {
    dirty = true;
    leaving = false;
    later(SOON);
  };

  const now = () => {
    touch();
    save();
  };

  form.addEventListener("input", touch);
  form.addEventListener("submit", () => (leaving = true));
  // One of them stands in the initials menu.
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-deed='save']")?.form !== form || !form.isConnected) return;
    event.preventDefault();
    now();
  });

  form.addEventListener("htmx:beforeRequest", (event) => {
    sending ||= event.target.dataset.deed === "send";
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.target.dataset.deed === "send") sending = event.detail.xhr.getResponseHeader("HX-Redirect") !== null;
    // Refused, or an upload, which took the text along as it was when the upload began.
    if (form.isConnected && !sending) now();
  });

  addEventListener("online", save);
  document.addEventListener("visibilitychange", () => document.hidden && save());
  addEventListener("pagehide", () => unsaved() && !changed() && saved(form, { last: true }));
  addEventListener("beforeunload", (event) => {
    if (!unsaved() || (outcome === KEPT && !changed() && !long())) return;
    event.preventDefault();
    save();
  });

  if (dirty) later(0);
}
