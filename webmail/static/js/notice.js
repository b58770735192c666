// A notice leaves by itself after ten seconds, but never while somebody points at it or stands in it.
const STAYS = 10_000;

export function notice(region) {
  let timer;

  const busy = () => region.matches(":hover") || region.contains(document.activeElement);
  const leave = () => (busy() ? wait() : region.replaceChildren());
  const wait = () => {
    clearTimeout(timer);
    if (region.querySelector("[data-passing]")) {
      timer = setTimeout(leave, STAYS);
    }
  };

  new MutationObserver(wait).observe(region, { childList: true });
  wait();
}
