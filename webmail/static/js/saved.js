// One save of what is being written, and what its answer changes on the page: KEPT, CHANGED elsewhere, PUT_BY though
// nobody is signed in, HEALED or FAILED.
import { parsed, takeToken, tell, untell } from "./answer.js";
import { settle } from "./merge.js";

const PATIENCE = 30_000;
const HEADERS = { "HX-Request": "true", "HX-Target": "saved" };
export const [KEPT, CHANGED, PUT_BY, HEALED, FAILED] = ["kept", "changed", "put by", "healed", "failed"];

async function post(form, { last }) {
  const body = new FormData(form);
  // Files travel by themselves, when they are chosen.
  body.delete("files");
  body.set("auto", "1");
  const signal = AbortSignal.timeout(PATIENCE);
  try {
    const answer = await fetch(form.dataset.save, { method: "POST", body, headers: HEADERS, keepalive: last, signal });
    return { status: answer.status, page: parsed(await answer.text()) };
  } catch {
    return null;
  }
}

function put(form, fresh) {
  const place = document.adoptNode(fresh);
  form.querySelector(`#${place.id}`)?.replaceWith(place);
  settle(place);
  return place;
}

function complain(form, sentence) {
  const problem = form.querySelector(".saved__problem");
  // Said once: whoever listens hears every change.
  if (problem && problem.textContent !== sentence) problem.textContent = sentence;
}

// The sign-in is dead, and the server has kept the words all the same.
export function putBy(form, answer) {
  const mark = answer?.status === 401 && answer.page.querySelector("[data-put-by]");
  if (!mark) return false;
  form.toggleAttribute("data-put-by", true);
  form.querySelector(".saved__line").textContent = mark.textContent;
  complain(form, "");
  tell(answer.page);
  return true;
}

export async function saved(form, { last = false } = {}) {
  const answer = await post(form, { last });
  const fresh = answer?.page.querySelector("#saved");
  if (fresh) {
    untell();
    form.removeAttribute("data-put-by");
    document.dispatchEvent(new Event("saved"));
    // Which rule counts now; and what is attached, where another window or another program was at it.
    for (const other of answer.page.querySelectorAll("#rule, #attachments")) put(form, other);
    const place = put(form, fresh);
    return place.hasAttribute("data-changed") ? CHANGED : KEPT;
  }
  if (putBy(form, answer)) return PUT_BY;
  if (answer?.status === 400 && takeToken(answer.page)) return HEALED;
  if (answer) tell(answer.page);
  complain(form, answer ? form.dataset.failed : form.dataset.offline);
  return FAILED;
}
