// Asks for the address of a link; Enter sets it, Escape leaves everything as it was.
const WHOLE = /^(?:https?:\/\/|mailto:)/i;
const PERSON = /^[^\s/@]+@[^\s/@]+$/;

function whole(address) {
  if (!address || WHOLE.test(address)) return address;
  return PERSON.test(address) ? `mailto:${address}` : `https://${address}`;
}

export function link(dialog, squire) {
  const input = dialog.querySelector("input");

  const close = (deed) => {
    dialog.close();
    squire.focus();
    const address = whole(input.value.trim());
    if (deed === "set" && address) squire.makeLink(address);
    else if (deed !== "leave") squire.removeLink();
  };

  dialog.addEventListener("click", ({ target }) => target.dataset.link && close(target.dataset.link));
  // Enter in a field would press the first button of the form around it.
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    close("set");
  });
  // Nothing of this is a word of the message.
  input.addEventListener("input", (event) => event.stopPropagation());

  return () => {
    const range = squire.getSelection();
    const inside = range.startContainer.parentElement?.closest("a") ?? range.cloneContents().querySelector("a");
    input.value = inside?.getAttribute("href") ?? "";
    dialog.showModal();
    input.select();
  };
}
