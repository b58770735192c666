// Marks the row whose message is open, and takes the mark of the unread from it.
function path(link) {
  return new URL(link.href).pathname;
}

export function rows(list) {
  const mark = () => {
    for (const link of list.querySelectorAll(".row__link")) {
      const row = link.closest(".row");
      const open = path(link) === location.pathname;
      row.toggleAttribute("aria-current", open);
      if (open) {
        row.setAttribute("aria-current", "true");
        row.classList.remove("row--unread");
        row.querySelector(".row__who .spoken")?.remove();
      }
    }
  };

  const listen = (event) => {
    if (!list.isConnected) {
      document.removeEventListener("htmx:pushedIntoHistory", listen);
    } else if (event.detail.path) {
      mark();
    }
  };

  document.addEventListener("htmx:pushedIntoHistory", listen);
  if (document.querySelector(".message")) mark();
}
