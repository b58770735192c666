// Lets the menu of a folder float beside the folder it was asked for, and takes it away again.
const EDGE = 8;

export function foldermenu(panel) {
  const asking = () => [...document.querySelectorAll(`.folder__more[href="${CSS.escape(panel.dataset.of)}"]`)];
  const opener = asking().find((link) => link === document.activeElement) ?? asking()[0];
  // As a page of its own it stays where it is.
  if (!opener) return;

  const leave = () => {
    panel.replaceChildren();
    panel.classList.remove("folder-menu--floating");
    // htmx would carry it over to the next menu as an attribute, which the policy of the page forbids.
    panel.removeAttribute("style");
    document.removeEventListener("click", outside);
    document.removeEventListener("htmx:afterSettle", done);
  };
  const outside = (event) => {
    if (!panel.contains(event.target)) leave();
  };
  const done = (event) => {
    // Mail that arrives is no deed: it takes nothing away from whoever is choosing.
    if (event.detail.xhr && event.detail.target.id !== panel.id) leave();
  };

  panel.classList.add("folder-menu--floating");
  const beside = opener.getBoundingClientRect();
  const top = Math.min(beside.bottom, innerHeight - panel.offsetHeight - EDGE);
  const left = Math.min(beside.left, innerWidth - panel.offsetWidth - EDGE);
  panel.style.top = `${Math.max(EDGE, top)}px`;
  panel.style.left = `${Math.max(EDGE, left)}px`;
  panel.querySelector(".menu__entry")?.focus({ preventScroll: true });

  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    leave();
    // The folders may have been made anew meanwhile.
    (opener.isConnected ? opener : asking()[0])?.focus();
  });
  panel.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !panel.contains(event.relatedTarget)) leave();
  });
  document.addEventListener("click", outside);
  document.addEventListener("htmx:afterSettle", done);
}
