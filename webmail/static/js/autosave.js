// Saves what is typed without being asked: soon, one request at a time, and once more when the page is left; where it
// does not succeed it goes on trying, and warns before words would be lost.
import { parsed } from "./answer.js";
import { CHANGED, HEALED, KEPT, PUT_BY, putBy, saved } from "./saved.js";

const SOON = 2_500;
const AGAIN = 5_000;
// More than this browsers do not send any more for a page that is gone.
const LAST_WORDS = 60_000;

export function autosave(form) {
  let [dirty, outcome, rested, typed, taken] = [form.hasAttribute("data-unsaved"), KEPT, 0, 0, 0];
  let busy, sending, leaving, timer;

  // Changed elsewhere, or another person is in (tabs.js): nothing of this is sent, and leaving would lose it.
  const held = () => form.querySelector("#saved").hasAttribute("data-changed") || form.hasAttribute("data-foreign");
  const unsaved = () => form.isConnected && (dirty || busy) && !sending && !leaving;
  const long = () => new Blob([...new FormData(form).values()]).size > LAST_WORDS;

  const later = (wait) => {
    timer ??= setTimeout(save, Math.max(wait, rested - Date.now()));
  };

  async function save() {
    timer = clearTimeout(timer);
    if (busy || !unsaved() || held()) return;
    [busy, dirty] = [true, false];
    const before = outcome;
    outcome = await saved(form);
    busy = false;
    dirty ||= outcome !== KEPT && outcome !== PUT_BY;
    rested = Date.now() + 1_000 * (form.querySelector("#saved").dataset.pause ?? 0);
    if (outcome === HEALED && before !== HEALED) save();
    else if (dirty && outcome !== CHANGED) later(outcome === KEPT ? SOON : AGAIN);
  }

  const touch = () => {
    [dirty, leaving] = [true, false];
    typed += 1;
    later(SOON);
  };
  const now = () => save(touch());

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
    taken = typed;
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.target.dataset.deed === "send") sending = event.detail.xhr.getResponseHeader("HX-Redirect") !== null;
    if (!form.isConnected || sending) return;
    const { responseText, status } = event.detail.xhr;
    const [page, all] = [parsed(responseText), typed === taken];
    // Refused, or an upload, which took the text along as it was when the upload began; as a rule that was all.
    if (putBy(form, { status, page })) [dirty, outcome] = all ? [false, PUT_BY] : [dirty, outcome];
    else if (all && status === 200 && page.querySelector("#saved:not([data-changed])")) dirty = false;
    else now();
  });

  addEventListener("online", save);
  // The person is in again, in another tab.
  form.addEventListener("back", () => (dirty || outcome !== KEPT) && now());
  document.addEventListener("visibilitychange", () => document.hidden && save());
  addEventListener("pagehide", () => unsaved() && !held() && saved(form, { last: true }));
  addEventListener("beforeunload", (event) => {
    if (!unsaved() || ([KEPT, PUT_BY].includes(outcome) && !held() && !long())) return;
    event.preventDefault();
    save();
  });

  if (dirty) later(0);
}
