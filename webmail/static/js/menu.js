// A <details> menu closes by Escape, by a click elsewhere, and when the focus has left it; opened, it is in sight.
export function menu(details) {
  const summary = details.querySelector("summary");

  document.addEventListener("click", (event) => {
    if (!details.isConnected || !details.open) return;
    const panel = details.classList.contains("drawer") ? document.querySelector(".folders") : details;
    if (!details.contains(event.target) && !panel.contains(event.target)) {
      details.open = false;
    }
  });

  details.addEventListener("toggle", () => {
    if (details.open) details.querySelector(".menu__panel")?.scrollIntoView({ block: "nearest" });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && details.isConnected && details.open) {
      details.open = false;
      summary.focus();
    }
  });

  details.addEventListener("focusout", (event) => {
    const leaves = event.relatedTarget && !details.contains(event.relatedTarget);
    if (leaves && !details.classList.contains("drawer")) {
      details.open = false;
    }
  });
}
