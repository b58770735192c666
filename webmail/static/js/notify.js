// Notifications of the device: asked for by a click only, and without a word of what the mail says.
const allowed = () => window.Notification?.permission;

// Only the inbox is counted, so a row of another list is not what has arrived.
function rows() {
  const list = document.querySelector("#messages[data-live]");
  const inbox = document.querySelector(".folders [data-use='inbox']")?.pathname.split("/").pop();
  return list && list.dataset.live === inbox ? [...list.querySelectorAll(".row")] : [];
}

const uidOf = (row) => Number(row.querySelector(".row__link").id.slice(1));

// The list is up to date: of its unread rows, those from the first UID on are what has arrived.
export function notify(place, { arrived: count, first }) {
  const { one, many, sender } = place.dataset;
  // Who looks at the page sees it anyway.
  if (!count || !one || allowed() !== "granted" || document.hasFocus()) return;
  const [row, second] = rows().filter((each) => each.matches(".row--unread") && uidOf(each) >= first);
  // A row of a conversation names all who have written.
  const certain = sender && count === 1 && row && !second && !row.querySelector(".row__count");
  const who = certain && row.querySelector(".row__who bdi");
  const body = who ? sender.replace("#", who.textContent.trim()) : "";
  try {
    const told = new Notification(count === 1 ? one : many.replace("#", count), { tag: "dienstpost", body });
    told.addEventListener("click", () => (window.focus(), told.close()));
  } catch {
    // Some phones offer them to installed pages only.
  }
}

export function notifications(form) {
  if (!window.Notification) return;
  form.hidden = false;
  const wanted = form.querySelector("[value='on']");
  const unwanted = form.querySelector("[value='off']");
  const show = () => {
    const on = "on" in form.dataset && allowed() === "granted";
    [wanted.hidden, unwanted.hidden] = [on, !on];
  };
  form.addEventListener("submit", async (event) => {
    if (event.submitter !== wanted || allowed() === "granted") return;
    event.preventDefault();
    const given = (await Notification.requestPermission()) === "granted";
    form.querySelector(".menu__hint").hidden = given;
    // Only when this submitting has come to its end is there another one.
    if (given) setTimeout(() => form.requestSubmit(wanted));
  });
  show();
}
