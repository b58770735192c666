// Brings the list and the counts of an open page up to date, by the address that the list has anyway.
import { parsed } from "./answer.js";
import { merge, settle } from "./merge.js";
import { title } from "./title.js";

const HEADERS = { "HX-Request": "true", "HX-Target": "messages", "Live-Refresh": "1" };
const PATIENCE = 20_000;
let running = null;
let again = null;

export function counts(answer) {
  for (const id of ["tree", "unread"]) {
    const [now, was] = [answer.querySelector(`#${id}`), document.querySelector(`#${id}`)];
    now?.removeAttribute("hx-swap-oob");
    if (!now || !was || now.isEqualNode(was) || was.querySelector(".htmx-request")) continue;
    const spot = [...was.querySelectorAll("a, button")].indexOf(document.activeElement);
    was.replaceWith(now);
    settle(now);
    if (spot >= 0) now.querySelectorAll("a, button")[spot]?.focus();
  }
  title();
}

async function once({ all, lists = [] }) {
  const list = document.querySelector("#messages[data-list]");
  if (!list) return true;
  const signal = AbortSignal.timeout(PATIENCE);
  const answer = await fetch(list.dataset.list, { headers: HEADERS, signal }).catch(() => null);
  // Signed out, the store is away, or the page is being left: others say so.
  const text = answer?.ok ? await answer.text().catch(() => null) : null;
  if (text === null) return true;
  const page = parsed(text);
  // A deed has brought a newer list meanwhile.
  if (!list.isConnected) return false;
  counts(page);
  const { live } = list.dataset;
  const fresh = page.querySelector("#messages");
  if (fresh && live && (all || live === "*" || lists.includes(live))) merge(list, fresh);
  return true;
}

// One after the other; what is told meanwhile is looked at once more, together.
export function refresh(said) {
  if (running) {
    again = { all: again?.all || said.all, lists: [...(again?.lists ?? []), ...(said.lists ?? [])] };
  } else if (said.all || said.lists?.length) {
    running = work(said).finally(() => (running = null));
  }
  return running;
}

async function work(said) {
  let next = said;
  while (next) {
    again = null;
    next = (await once(next)) ? again : { all: true };
  }
}
