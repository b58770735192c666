// Offers this service to the browser as the one that writes to addresses on other pages; browsers take only their own
// question for an answer.
export function mailhandler(section) {
  const button = section.querySelector("button");
  if (!navigator.registerProtocolHandler || !isSecureContext) return;
  section.hidden = false;
  button.addEventListener("click", () => {
    const address = new URL(`${section.dataset.address}?to=%s`, location.href);
    navigator.registerProtocolHandler("mailto", address.href.replace("%25s", "%s"));
    section.querySelector("[role='status']").textContent = section.dataset.asked;
  });
}
