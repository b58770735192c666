// Says so when the server cannot be reached, lets a whole error page be a page, and every other answer take its place.
const place = ({ id }) => (id === "message" ? "outerHTML show:window:top" : "outerHTML");

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
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const asker = detail.requestConfig.elt;
    if (detail.target === document.body) detail.selectOverride = undefined;
    // A row or a tree that was renewed while its answer was on the way no longer stands where the way to put it stands.
    else if (!asker.isConnected) detail.swapOverride ??= asker.getAttribute("hx-swap") ?? place(detail.target);
  });
}
