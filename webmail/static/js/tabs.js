// When somebody leaves in one tab, the others of this browser show their mail no longer.
const CHANNEL = "dienstpost";

export function left() {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage("left");
  channel.close();
}

export function tabs(header) {
  const channel = new BroadcastChannel(CHANNEL);
  channel.addEventListener("message", () => location.replace(header.dataset.door));
  // A page out of the browser's memory asks the server again whether it may be shown.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}
