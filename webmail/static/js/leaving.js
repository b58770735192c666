// What a button asks first, it asks on a page of its own: the browser goes there, for htmx would keep this page's styles,
// address and place in the history.
export function leaving() {
  document.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("data-leaves")) event.stopPropagation();
  }, { capture: true });
}
