// A notice leaves by itself after the seconds that it says, but never while somebody points at it or stands in it.
export function notice(region) {
  let timer;

  const busy = () => region.matches(":hover") || region.contains(document.activeElement);
  const leave = () => (busy() ? wait() : region.replaceChildren());
  const wait = () => {
    clearTimeout(timer);
    const passing = region.querySelector("[data-passing]");
    if (passing) {
      timer = setTimeout(leave, 1000 * (Number(passing.dataset.passing) || 10));
    }
  };

  new MutationObserver(wait).observe(region, { childList: true });
  wait();
}
