// Lets the outbox, and the page of a message in it, follow what happens there: asked again as long as something waits.
// What has not changed is left alone, and nothing moves while somebody types in it.
import { parsed } from "./answer.js";
import { settle } from "./merge.js";
import { counts } from "./refresh.js";

const targets = (row) => [...row.querySelectorAll("a, button")];
const rowsOf = (place) => [...place.querySelectorAll("[data-said]")];
const head = () => document.querySelector("h1");
const all = (place) => place.dataset.all ?? head().textContent;

// A token of another second opens the same door.
function sameToken(now) {
  const token = document.querySelector("input[name='csrf_token']")?.getAttribute("value");
  if (token) for (const one of now.querySelectorAll("input[name='csrf_token']")) one.setAttribute("value", token);
}

const typing = (place) =>
  [...place.querySelectorAll("input:not([type='hidden'])")].some(
    (one) => one === document.activeElement || one.value !== one.defaultValue,
  );

// Only what has changed is read out.
function words(was, now, before) {
  const known = new Set(rowsOf(was).map((row) => row.dataset.said));
  const news = rowsOf(now).map((row) => row.dataset.said).filter((said) => !known.has(said));
  return (before === all(now) ? news : [...news, all(now)]).join(" ");
}

function exchange(was, now) {
  const at = was.contains(document.activeElement) ? document.activeElement : null;
  const row = at?.parentElement.closest("[id]");
  const spot = row ? targets(row).indexOf(at) : -1;
  const before = all(was);
  was.replaceWith(now);
  settle(now);
  const said = words(was, now, before);
  if (said) document.querySelector("#waiting-said").textContent = said;
  if (!at) return;
  const again = targets(document.getElementById(row.id) ?? now)[spot];
  if (!again) head().tabIndex = -1;
  (again ?? head()).focus({ preventScroll: true });
}

export function waiting(place) {
  const { again, waits } = place.dataset;
  const headers = { "HX-Request": "true", "HX-Target": place.id, "Live-Refresh": "1" };
  const later = () => waits && setTimeout(look, Number(waits) * 1_000);

  async function look() {
    if (!place.isConnected) return;
    const busy = () => document.hidden || typing(place) || place.querySelector(".htmx-request");
    const answer = busy() ? null : await fetch(again, { headers }).catch(() => null);
    if (answer?.status === 401) return;
    const page = answer?.ok ? parsed(await answer.text()) : null;
    const now = page?.getElementById(place.id);
    if (!place.isConnected || !now || busy()) {
      // It is a draft again, and that is another page.
      if (page && !now && place.isConnected && !busy()) location.reload();
      else later();
      return;
    }
    counts(page);
    sameToken(now);
    if (place.isEqualNode(now)) later();
    else exchange(place, now);
  }

  later();
}
