// Marks the row whose message is open, takes the mark of the unread from it, and on a narrow screen leads the focus along.
// A message and the conversation it was opened in are the same row.
const place = ({ pathname }) => pathname.replace(/\/conversation$/, "");

export function rows(list) {
  const mark = () => {
    for (const link of list.querySelectorAll(".row__link")) {
      const row = link.closest(".row");
      if (place(link) !== place(location)) {
        row.removeAttribute("aria-current");
        continue;
      }
      row.setAttribute("aria-current", "true");
      if (document.querySelector(".message[data-unread]")) continue;
      row.classList.remove("row--unread");
      row.querySelector(".row__who .spoken")?.remove();
    }
  };

  const follow = () => {
    if (!list.isConnected) {
      document.removeEventListener("htmx:afterSettle", follow);
      document.removeEventListener("seen", mark);
    } else if (document.querySelector(".message")) {
      mark();
      // One pane at a time: the list has just gone, and the focus with it.
      if (!list.offsetParent && !document.activeElement?.offsetParent) {
        document.querySelector(".toolbar__back").focus();
      }
    }
  };

  document.addEventListener("htmx:afterSettle", follow);
  document.addEventListener("seen", mark);
  if (document.querySelector(".message")) mark();
}
