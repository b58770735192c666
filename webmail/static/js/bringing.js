// Brings pictures of pasted text up, one after the other. What the line has failed is tried again as soon as the text could
// be saved; what is refused is not.
const REFUSED = [400, 413, 422];
const LOOKS = 3;

const looked = (image) => image.complete || new Promise((done) => ["load", "error"].forEach((each) => (image[`on${each}`] = done)));

export function bringing(root, squire, arrivals, { inTurn, stored, say }) {
  const form = root.closest("form");
  const { uploading, failed, left } = root.dataset;
  let busy = false;

  async function one(arrival) {
    let file;
    try {
      file = arrival.file();
      await stored(file, arrival.name);
      arrival.end(root.dataset.pictures + arrival.name);
      return true;
    } catch (error) {
      if (!file || REFUSED.includes(error.cause)) arrival.end("");
      return false;
    }
  }

  // Those of a text that is pasted meanwhile come at the end of the row.
  async function bring() {
    let whole = true;
    const done = [];
    const next = () => arrivals.waiting.find((each) => !done.includes(each));
    for (let arrival = next(); arrival && form.isConnected; arrival = next()) {
      done.push(arrival);
      const all = done.length + arrivals.waiting.filter((each) => !done.includes(each)).length;
      if (all > 1) say(`${uploading} (${done.length}/${all})`);
      whole = (await one(arrival)) && whole;
      const shown = arrivals.settle(squire);
      squire.fireEvent("input");
      // Before the draft is stored once more, and the picture lies elsewhere.
      await Promise.all(shown.map(looked));
    }
    busy = false;
    return [!whole && failed, arrivals.left && left].filter(Boolean).join(" ");
  }

  const go = () => {
    if (busy || !arrivals.waiting.length) return busy;
    busy = true;
    inTurn(bring);
    return busy;
  };

  squire.addEventListener("willPaste", () => go() || say(arrivals.left ? left : ""));
  squire.addEventListener("input", () => arrivals.settle(squire));
  // Stored once more while its picture was asked for.
  const looks = new WeakMap();
  root.addEventListener(
    "error",
    ({ target }) => {
      const times = looks.get(target) ?? 0;
      looks.set(target, times + 1);
      if (times < LOOKS && target.src) squire.modifyDocument(() => target.setAttribute("src", target.getAttribute("src")));
    },
    { capture: true },
  );
  document.addEventListener("saved", () => form.isConnected && go());
}
