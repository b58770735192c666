// Says so when the server cannot be reached, and lets a whole error page be a page.
function offline() {
  const notice = document.querySelector("[data-behavior='notice']");
  // A page that is on its way to the door shows nothing any more.
  if (!notice) return;
  const box = document.createElement("div");
  box.textContent = notice.dataset.offline;
  notice.replaceChildren(box);
}

export function connection() {
  document.addEventListener("htmx:sendError", offline);
  document.addEventListener("htmx:timeout", offline);
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target === document.body) {
      event.detail.selectOverride = undefined;
    }
  });
}
