// Says so when the server cannot be reached, and lets a whole error page be a page.
function say(sentence) {
  const notice = document.querySelector("[data-behavior='notice']");
  const box = document.createElement("div");
  box.textContent = sentence;
  notice.replaceChildren(box);
}

export function connection() {
  const offline = () => say(document.querySelector("[data-offline]").dataset.offline);
  document.addEventListener("htmx:sendError", offline);
  document.addEventListener("htmx:timeout", offline);
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target === document.body) {
      event.detail.selectOverride = undefined;
    }
  });
}
