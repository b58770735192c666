// Where the cursor stands: a place in plain text is found again in the same text formatted.
export const PLACES = /\{[^{}\n]{1,40}\}/g;
const LINES = "div, p, li";

const texts = function* (root) {
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) yield walk.currentNode;
};

function inLine(line, offset) {
  const caret = document.createRange();
  caret.selectNodeContents(line);
  caret.collapse(true);
  for (const words of texts(line)) {
    caret.setStart(words, Math.min(offset, words.length));
    if (offset <= words.length) break;
    offset -= words.length;
  }
  caret.collapse(true);
  return caret;
}

// Counted from the end that is nearer: a quote in between may have other lines than its plain form.
export function spot(root, text, at) {
  const lines = [...root.querySelectorAll(LINES)].filter((line) => !line.querySelector(LINES));
  const above = text.slice(0, at).split("\n");
  const below = text.slice(at).split("\n").length;
  const line = above.length <= below ? lines[above.length - 1] : lines.at(-below);
  return inLine(line ?? root, above.at(-1).length);
}

// The gaps before the cursor that are still to be filled in.
export function gaps(root, caret) {
  const found = [];
  for (const words of texts(root)) {
    for (const { 0: place, index } of words.data.matchAll(PLACES)) {
      if (caret.comparePoint(words, index) >= 0) continue;
      const gap = document.createRange();
      gap.setStart(words, index);
      gap.setEnd(words, index + place.length);
      found.push(gap);
    }
  }
  return found;
}
