// Marks the row whose message is open, takes the mark of the unread from it, and on a narrow screen leads the focus along.
// A message and the conversation it was opened in are the same row.
const place = ({ pathname }) => pathname.replace(/\/conversation$/, "");
const isMarked = (link) => link.closest(".row").hasAttribute("aria-current");

// The row that was marked last. A conversation may be open at a message that no row leads to: then the server says which
// it is, and a list that takes the place of this one does not.
let last = null;

export function rows(list) {
  const mark = () => {
    const links = [...list.querySelectorAll(".row__link")];
    const ways = [(link) => place(link) === place(location), isMarked, ({ id }) => id === last];
    const open = ways.map((way) => links.find(way)).find(Boolean);
    for (const link of links.filter((each) => each !== open && isMarked(each))) {
      link.closest(".row").removeAttribute("aria-current");
    }
    if (!open) return;
    last = open.id;
    const row = open.closest(".row");
    row.setAttribute("aria-current", "true");
    if (document.querySelector(".message[data-unread]")) return;
    row.classList.remove("row--unread");
    row.querySelector(".row__who .spoken")?.remove();
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
  if (!document.querySelector(".message")) return;
  const fresh = last === null;
  mark();
  // A page that was loaded whole begins at its top, and the open row may be far below.
  if (fresh && !location.hash) list.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
}
