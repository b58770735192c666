// Asks the server for a piece of page while somebody writes; null when there is no answer, and the words stay where they
// are.
import { parsed, takeToken } from "./answer.js";

const PATIENCE = 15_000;

export async function asked(address, fields, { signal, again = true } = {}) {
  const body = new FormData();
  // A page has one token in all of its forms.
  body.set("csrf_token", document.querySelector("input[name='csrf_token']").value);
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  const patience = AbortSignal.timeout(PATIENCE);
  try {
    const headers = { "HX-Request": "true" };
    const limits = signal ? AbortSignal.any([signal, patience]) : patience;
    const answer = await fetch(address, { method: "POST", body, headers, signal: limits });
    const page = parsed(await answer.text());
    if (answer.ok) return page;
    if (answer.status === 400 && again && takeToken(page)) return asked(address, fields, { signal, again: false });
  } catch {
    // No line, or nobody waits for it any more.
  }
  return null;
}
