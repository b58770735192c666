// The paper of the editor: Squire, and what a person expects of it besides.
import Squire from "../squire-2.4.8.mjs";
import { gaps } from "./spot.js";

const FORMATS = new Set(["B", "STRONG", "I", "EM", "U", "S", "SPAN"]);
const kind = (format) => `${format.nodeName} ${format.className}`;
const holdsWords = (format) => format.querySelector("img") || format.textContent.replaceAll("\u200b", "");

export class Paper extends Squire {
  formatsAround(node) {
    const found = [];
    for (let at = node; at && at !== this.getRoot(); at = at.parentNode) if (FORMATS.has(at.nodeName)) found.push(at);
    return found;
  }

  // Squire looks for the cursor inside of the words before it: what was switched off behind them would begin again.
  splitBlock(lineBreak, range = this.getSelection()) {
    const before = new Set(this.formatsAround(range.startContainer).map(kind));
    super.splitBlock(lineBreak, range);
    const { startContainer: at, startOffset: offset } = this.getSelection();
    const again = this.formatsAround(at).filter((format) => !before.has(kind(format)) && !holdsWords(format));
    if (!again.length) return this;
    const around = again.at(-1).parentNode;
    for (const format of again) format.replaceWith(...format.childNodes);
    const caret = document.createRange();
    if (at.isConnected) caret.setStart(at, offset);
    else caret.setStart(around, 0);
    return this.setSelection(caret);
  }

  showCursor() {
    const { startContainer: at } = this.getSelection();
    (at.parentElement?.closest("div, p, li") ?? this.getRoot()).scrollIntoView({ block: "nearest" });
  }

  // A piece of text where the cursor stands, with its look if it has one, in one step back; the first of its gaps is
  // marked.
  insertPiece({ words, html, places }) {
    this.focus();
    if (html) this.insertHTML(html);
    else this.insertPlainText(words, false);
    const gap = places ? gaps(this.getRoot(), this.getSelection()).at(-places) : null;
    if (gap) this.setSelection(gap);
    this.showCursor();
  }
}
