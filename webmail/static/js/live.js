// Hears from the server that something has changed, by a stream, or by asking where that is cut off. One tab of a browser
// hears for all of them; whoever it is, no name and no subject passes here.
import { parsed } from "./answer.js";
import { notify } from "./notify.js";
import { refresh } from "./refresh.js";
import { announce, listen, signedOut } from "./tabs.js";
import { title } from "./title.js";

const FAILS = 3;
const STREAM_AGAIN = 10;
const GRACE = 700;

export function live(place) {
  const { account, events, since, poll } = place.dataset;
  let [mark, failed, asked, leaving] = ["", 0, 0, false];
  let source, timer, resign;
  const query = () => `?age=${Math.round(performance.now())}`;

  // Mail leaves the screen at once; the door waits for a moment, as this or another tab may be on its way to the receipt.
  const over = (answer) => {
    source?.close();
    resign?.();
    if (leaving) return;
    if (!document.querySelector("main form textarea")) document.querySelector("main").hidden = true;
    // Whoever hears it first, the stream, the question or the countdown: the way back is the same.
    const next = location.pathname + location.search;
    setTimeout(() => leaving || signedOut({ answer, next }), GRACE);
  };

  const hear = (said) => (said.ended ? over() : refresh(said));
  const tell = async (said) => {
    mark = said.mark ?? mark;
    announce({ live: said, of: account });
    await hear(said);
    notify(place, said);
  };

  function open() {
    failed = 0;
    source?.close();
    source = new EventSource(events + query());
    source.addEventListener("changed", ({ data }) => tell(JSON.parse(data)));
    source.addEventListener("ended", () => tell({ ended: true }));
    source.addEventListener("crowded", ask);
    source.addEventListener("open", () => (failed = 0));
    source.addEventListener("error", () => {
      failed += 1;
      if (source.readyState === EventSource.CLOSED || failed >= FAILS) ask();
    });
  }

  async function ask() {
    source?.close();
    asked += 1;
    const answer = await fetch(since + (mark && `/${mark}`) + query()).catch(() => null);
    if (answer?.status === 401) return over(parsed(await answer.text()));
    if (answer?.status === 200) tell(await answer.json());
    // Where there is no room, or nobody, it is asked less often.
    const wait = Number(poll) * 1_000 * (answer?.status === 200 ? 1 : 4);
    clearTimeout(timer);
    timer = setTimeout(asked % STREAM_AGAIN ? ask : open, wait);
  }

  listen((said) => said.live && said.of === account && hear(said.live));
  document.addEventListener("htmx:afterSettle", title);
  title();

  for (const way of ["pagehide", "beforeunload"]) addEventListener(way, () => (leaving = true));
  document.addEventListener("submit", (event) => (leaving ||= !event.defaultPrevented));
  for (const sign of ["pointerdown", "keydown", "pageshow"]) addEventListener(sign, () => (leaving = false), true);

  // The tab that has the lock hears; when it is closed, the next one has it.
  const lead = () => new Promise((done) => ((resign = done), open()));
  navigator.locks ? navigator.locks.request(`live ${account}`, lead) : lead();
  // What came between this page and its listening to the others.
  setTimeout(async () => {
    const answer = source ? null : await fetch(since + query()).catch(() => null);
    if (answer?.status === 200) hear(await answer.json());
  }, 1_000);
}
