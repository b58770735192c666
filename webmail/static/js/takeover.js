// The editor takes the place of the text field: with the words that were typed there while it was on its way, and with
// the cursor where it stood.
import { lines } from "./clean.js";
import { spot } from "./spot.js";

// What was put in between the words that came with the page; gone are those that were there.
function typed({ defaultValue: was, value: now }) {
  let [start, end] = [0, 0];
  const most = Math.min(was.length, now.length);
  while (start < most && was[start] === now[start]) start += 1;
  while (end < most - start && was.at(-1 - end) === now.at(-1 - end)) end += 1;
  return { start, words: now.slice(start, now.length - end), gone: was.slice(start, was.length - end) };
}

export function takeOver(squire, text, html) {
  const root = squire.getRoot();
  const focused = document.activeElement === text;
  const { start, words, gone } = typed(text);
  const formatted = html && !gone.trim();
  squire.setHTML(formatted ? html : lines(text.value));
  if (formatted && words) {
    squire.setSelection(spot(root, text.defaultValue, start));
    squire.insertPlainText(words, false);
  }
  squire.setSelection(spot(root, text.value, text.selectionEnd));
  [root.hidden, text.hidden] = [false, true];
  if (!focused) return;
  squire.focus();
  if (text.selectionEnd) squire.showCursor();
}
