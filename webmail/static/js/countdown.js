// Says from two minutes before the end that the sign-in ends, and lets that be put off. The server alone knows when;
// nothing is ended here, and nothing is asked or done while the page is on its way to another.
import { parsed, takeToken } from "./answer.js";
import { countdownBar } from "./bar.js";
import { announce, another, listen, same, signedOut } from "./tabs.js";

const BEFORE = 120;
const AGAIN = 10_000;
const SELDOM = 60_000;

export function countdown(place) {
  const { account, remaining } = place.dataset;
  const bar = countdownBar(place);
  let [stopped, asked] = [false, Date.now()];
  let ends, extendable, timer;

  const seconds = () => Math.ceil((ends - Date.now()) / 1_000);
  const wait = (work, milliseconds) => {
    clearTimeout(timer);
    if (place.isConnected && !stopped) timer = setTimeout(work, milliseconds);
  };

  const run = () => {
    const left = seconds();
    if (left > BEFORE) {
      bar.hide();
      wait(ask, ends - Date.now() - BEFORE * 1_000);
    } else if (left > 0) {
      bar.show(left, extendable);
      wait(run, (ends - Date.now()) % 1_000 || 1_000);
    } else ask();
  };

  const hear = (said) => {
    [ends, extendable] = [Date.now() + said.seconds * 1_000, said.extendable];
    run();
  };

  async function ask(path = remaining, options = {}) {
    asked = Date.now();
    clearTimeout(timer);
    const answer = await fetch(path, options).catch(() => null);
    if (stopped || !place.isConnected) return answer;
    if (answer?.ok) {
      const said = await answer.json();
      if (said.account !== account) return another();
      same();
      hear(said);
    } else if (answer?.status === 401) {
      bar.hide();
      signedOut({ answer: parsed(await answer.text()), next: location.pathname + location.search });
    } else wait(ask, AGAIN);
    return answer;
  }

  const seen = () => bar.shown() && ask();
  const look = () => document.hidden || (seconds() > BEFORE && Date.now() - asked < SELDOM) || ask();
  const rest = (resting) => {
    if (stopped === resting) return;
    stopped = resting;
    resting ? clearTimeout(timer) : run();
  };

  place.addEventListener("submit", async (event) => {
    event.preventDefault();
    const headers = { "HX-Request": "true" };
    const stay = () => ask(event.target.action, { method: "POST", body: new FormData(event.target), headers });
    const answer = await stay();
    if (answer?.status === 400 && takeToken(parsed(await answer.text()))) await stay();
    announce({ done: true });
  });
  listen(seen);
  for (const deed of ["saved", "htmx:afterRequest"]) document.addEventListener(deed, seen);
  for (const news of ["visibilitychange", "pageshow"]) addEventListener(news, look);
  for (const way of ["pagehide", "beforeunload"]) addEventListener(way, () => rest(true));
  document.addEventListener("submit", (event) => event.defaultPrevented || rest(true));
  // Whoever still does something here has not left: it was a download, or the browser has asked.
  for (const sign of ["pointerdown", "keydown", "pageshow"]) addEventListener(sign, () => rest(false), true);
  hear({ seconds: Number(place.dataset.seconds), extendable: "extendable" in place.dataset });
}
