// The chips of one field and the line to type in, written into the text field that is sent; nothing typed is ever only
// here.
const SHOWN = 50;

// Each is read again as it was: where two on one line would be read in another way, there is a line end between them.
function textOf(chips) {
  let [text, apart] = ["", false];
  for (const { dataset } of chips) {
    const alone = "alone" in dataset;
    if (text) text += apart || alone ? "\n" : ", ";
    [text, apart] = [text + dataset.written, alone];
  }
  return text;
}

const made = (name, values, ...inside) => {
  const element = Object.assign(document.createElement(name), values);
  element.append(...inside);
  return element;
};

// Until the server has said who it is; and if it never does.
export function unread(text) {
  const name = made("bdi", { className: "recipient__name", textContent: text.trim().slice(0, 80) });
  const pill = made("span", { className: "recipient__pill" }, name);
  const button = made("button", { type: "button", className: "recipient__button", tabIndex: -1 }, pill);
  const chip = made("li", { className: "recipient", draggable: true }, button);
  chip.dataset.written = text;
  if (/[\n"()<:]/.test(text)) chip.dataset.alone = "";
  return chip;
}

export function chipList(textarea, pattern) {
  const place = textarea.parentElement;
  textarea.before(pattern.content.cloneNode(true));
  const [list, more, input] = place.querySelector(".recipients").children;
  let [kept, unfolded] = ["", false];

  const chips = () => [...list.children];
  // Who is wrong is always seen, and who came last.
  const fold = () => {
    const last = list.children.length - 1;
    let hidden = 0;
    chips().forEach((each, at) => {
      each.hidden = !unfolded && last >= SHOWN && at >= SHOWN - 1 && at < last && !("wrong" in each.dataset);
      hidden += each.hidden;
    });
    more.hidden = !hidden;
    more.textContent = more.dataset.words.replace("#", hidden.toLocaleString(document.documentElement.lang));
  };
  const tell = () => {
    const text = kept + (kept && input.value ? ", " : "") + input.value;
    if (text === textarea.value) return;
    textarea.value = text;
    textarea.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const read = () => {
    kept = textOf(chips());
    fold();
    // The text may be the same though more of it is chips now.
    list.dispatchEvent(new Event("chips", { bubbles: true }));
  };
  const changed = () => tell(read());

  more.addEventListener("click", () => {
    fold((unfolded = true));
    chips()[SHOWN - 1].querySelector("button").focus();
  });
  input.addEventListener("input", tell);
  place.querySelector(".recipients").addEventListener("click", ({ target }) => target.matches(".recipients, ul") && input.focus());
  return { textarea, place, list, input, chips, read, changed };
}
