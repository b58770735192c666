// Notifications of the device: asked for by a click only, and without a word of what the mail says.
const allowed = () => window.Notification?.permission;

export function notify(place, count) {
  const { one, many, sender } = place.dataset;
  // Who looks at the page sees it anyway.
  if (!one || allowed() !== "granted" || document.hasFocus()) return;
  const who = sender && count === 1 && document.querySelector("#messages[data-live] .row--unread .row__who bdi");
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
