// Says that a message has been read when it was in sight for as long as the person chose.
const TICK = 1000;

export function seen(form) {
  let left = Number(form.dataset.seconds) * 1000;

  const timer = setInterval(() => {
    if (!form.isConnected) {
      clearInterval(timer);
    } else if (!document.hidden && (left -= TICK) <= 0) {
      clearInterval(timer);
      form.requestSubmit();
    }
  }, TICK);

  form.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (!detail.successful) return;
    form.closest(".message").removeAttribute("data-unread");
    form.dispatchEvent(new CustomEvent("seen", { bubbles: true }));
    form.remove();
  });
}
