// Pictures that stand inside of pasted text: each leaves a mark where it stood, which is its picture once that is stored;
// until then, and if it cannot be, its words stand there in the message.
import { Arrival, kindOf } from "./arrival.js";

const MARK = /<img((?: [\w-]+="[^"]*")*) class="arriving"(?: [\w-]+="[^"]*")*>/g;
const MOST = 30;

const called = (words) => words && `[${words}]`;

export class Arrivals {
  #known = new Map();
  left = 0;

  constructor(root) {
    this.root = root;
    this.form = root.closest("form");
  }

  get waiting() {
    return [...this.#known.values()].filter(({ shown }) => shown === undefined);
  }

  #fits(fresh) {
    const [limit, used] = ["limit", "used"].map((name) => Number(this.form.querySelector(`[data-${name}]`).dataset[name]));
    const waiting = this.waiting;
    return waiting.length < MOST && [...waiting, fresh].reduce((octets, { size }) => octets + size, 0) <= limit - used;
  }

  // The same one twice travels once.
  #of(image) {
    const source = image.getAttribute("src") ?? "";
    const same = this.waiting.find((each) => each.source === source);
    if (same || !kindOf(source) || !this.root.dataset.pictures) return same;
    const fresh = new Arrival(source, image.alt);
    if (!this.#fits(fresh)) return undefined;
    this.#known.set(fresh.name, fresh);
    return fresh;
  }

  // In HTML that is clean but for these: no address stays in it that is not ours.
  mark(fragment) {
    this.left = 0;
    for (const image of fragment.querySelectorAll("img:not([src]), img[src^='data:' i]")) {
      const found = this.#of(image);
      image.removeAttribute("src");
      if (found) [image.className, image.dataset.picture] = ["arriving", found.name];
      else image.replaceWith(called(image.alt.trim()));
      this.left += Number(!found);
    }
  }

  // Undoing brings marks back whose picture is there. Which are shown now.
  settle(squire) {
    const marks = [...this.root.querySelectorAll("img.arriving")];
    const ready = marks.filter(({ dataset }) => this.#known.get(dataset.picture)?.shown !== undefined);
    if (!ready.length) return [];
    squire.modifyDocument(() => {
      for (const image of ready) {
        const { shown } = this.#known.get(image.dataset.picture);
        for (const name of ["class", "data-picture"]) image.removeAttribute(name);
        if (shown) image.src = shown;
        else image.replaceWith(this.words(image.alt));
      }
    });
    return ready.filter(({ isConnected }) => isConnected);
  }

  words = (alt) => called(alt.trim() || this.root.dataset.nameless);

  // HTML as it is sent: marks are their words.
  unmarked(html) {
    return html.replace(MARK, (_tag, attributes) => {
      const alt = / alt="([^"]*)"/.exec(attributes)?.[1] ?? "";
      return this.words(alt).replaceAll("<", "&lt;").replaceAll(">", "&gt;");
    });
  }
}
