// A click on an address in a message writes to it here, in the same window, and not in another program.
export function mailto(root) {
  root?.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='mailto:' i]");
    const header = document.querySelector("[data-mailto]");
    if (!link || !header || event.defaultPrevented) return;
    event.preventDefault();
    location.assign(`${header.dataset.mailto}?to=${encodeURIComponent(link.href)}`);
  });
}
