// One field of recipients: takes what is typed, pasted or chosen, and shows at once what the server then says about it.
import { asked } from "./asking.js";
import { chipList, unread } from "./chiplist.js";

// A label speaks for the line to type in, and so does what is wrong with the field.
function inherit(textarea, input, list, hint) {
  const label = textarea.labels[0];
  [input.id, hint.id] = [`${textarea.id}-typed`, `${textarea.id}-hint`];
  input.setAttribute("aria-describedby", textarea.getAttribute("aria-describedby") ?? hint.id);
  if (textarea.hasAttribute("aria-invalid")) input.setAttribute("aria-invalid", "true");
  list.setAttribute("aria-label", `${label.textContent}: ${list.dataset.words}`);
  label.htmlFor = input.id;
}

export function chipField(textarea, { address, pattern, say, twice }) {
  const had = document.activeElement === textarea || (textarea.autofocus && document.activeElement === document.body);
  const field = chipList(textarea, pattern);
  const { input, list, place, chips, changed } = field;

  // Each address once; a chip that is moved here keeps what is known of it.
  field.fresh = (found, but = []) => {
    const known = new Set(chips().filter((each) => !but.includes(each)).map((each) => each.dataset.spec));
    return found.filter(({ dataset: { spec } }) => !spec || (!known.has(spec) && known.add(spec)));
  };
  field.put = (moved) => {
    const now = field.fresh(moved);
    if (now.length < moved.length) twice();
    for (const chip of moved) chip.remove();
    list.append(...now);
    changed();
  };
  field.understand = async (chip) => {
    const answer = await asked(address, { typed: chip.dataset.written });
    // Moved, taken away or taken up again meanwhile; or nobody knows: it stays as it was typed.
    const now = chip.closest("[data-field]") && answer ? field.of(chip) : null;
    if (!now) return;
    const found = [...answer.querySelectorAll(".recipient")];
    const fresh = now.fresh(found, [chip]);
    // Its menu, or who draws it, goes on with what it has become.
    chip.dispatchEvent(new CustomEvent("understood", { bubbles: true, detail: fresh }));
    const held = chip.contains(document.activeElement);
    chip.replaceWith(...fresh);
    if (held) (fresh[0]?.querySelector("button") ?? now.input).focus();
    now.changed();
    if (fresh.length < found.length && !fresh.length) twice();
    else say(answer.querySelector(".recipients__said").textContent);
  };
  field.replace = (chip, text) => {
    const waiting = unread(text);
    chip.replaceWith(waiting);
    changed();
    field.understand(waiting);
  };
  field.take = (text) => {
    if (!text.replace(/[\s,;]+/g, "")) return;
    const place = list.appendChild(document.createElement("li"));
    field.replace(place, text.trim());
  };
  // What stands in the line becomes a chip; with it goes no letter.
  field.commit = () => {
    field.take(input.value);
    input.value = "";
    changed();
  };
  field.type = (text) => {
    input.value = text;
    changed();
    input.focus();
  };

  inherit(textarea, input, list, place.querySelector("[data-hint]"));
  const built = place.querySelector("template[data-chips]");
  if (built && textarea.value === textarea.defaultValue) list.append(built.content.cloneNode(true));
  else if (had) input.value = textarea.value.replace(/\s*\n\s*/g, ", ");
  else if (textarea.value) list.append(unread(textarea.value));
  field.read();
  textarea.hidden = true;
  if (had) input.focus();
  return field;
}
