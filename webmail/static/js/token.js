// A token that died with an older session heals itself where somebody writes: the deed is done again, once, with a fresh
// one, and the text stays on the page.
import { parsed, takeToken } from "./answer.js";

const healed = new WeakSet();

export function token() {
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    const button = requestConfig.elt;
    if (xhr.status !== 400 || !button.closest("#compose")) return;
    event.detail.shouldSwap = false;
    if (takeToken(parsed(xhr.responseText)) && !healed.has(button)) {
      healed.add(button);
      // Only when htmx has let go of this request does it take the next one of the same button.
      setTimeout(() => button.click());
    }
  });
  document.addEventListener("htmx:afterSwap", (event) => healed.delete(event.detail.requestConfig?.elt));
}
