// Asks for the address of a link; Enter sets it, Escape leaves everything as it was. What is no address for a link is said,
// and stays to be put right.
import { whole } from "./address.js";

export function link(dialog, squire) {
  const [input, problem] = ["input", "[role='alert']"].map((each) => dialog.querySelector(each));

  const complain = (sentence) => {
    problem.textContent = sentence;
    input.ariaInvalid = sentence ? "true" : null;
    if (sentence) input.focus();
  };

  const close = (deed) => {
    const typed = input.value.trim();
    const address = deed === "set" && typed && whole(typed);
    if (address === null) return complain(problem.dataset.refused);
    dialog.close();
    squire.focus();
    if (address) squire.makeLink(address);
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
  input.addEventListener("input", (event) => {
    event.stopPropagation();
    complain("");
  });

  return () => {
    const range = squire.getSelection();
    const inside = range.startContainer.parentElement?.closest("a") ?? range.cloneContents().querySelector("a");
    input.value = inside?.getAttribute("href") ?? "";
    complain("");
    dialog.showModal();
    input.select();
  };
}
