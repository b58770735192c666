// Type-ahead over a list of choices: what does not hold the words is not shown, Enter takes the first that does.
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/ß/g, "ss").toLowerCase();

export function filter(box) {
  const input = box.querySelector("input");
  const status = box.querySelector("[role='status']");
  const scope = box.parentElement;
  const buttons = () => [...scope.querySelectorAll(".choices button")];
  const shown = () => buttons().filter((button) => !button.closest("li").hidden);

  const narrow = () => {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    for (const button of buttons()) {
      button.closest("li").hidden = !words.every((word) => plain(button.textContent).includes(word));
    }
    for (const heading of scope.querySelectorAll(".choices__heading")) heading.hidden = words.length > 0;
    for (const recent of scope.querySelectorAll(".choices--recent")) recent.hidden = words.length > 0;
    const count = shown().length;
    const { none, one, many } = box.dataset;
    status.textContent = words.length === 0 ? "" : count === 0 ? none : count === 1 ? one : many.replace("#", count);
  };

  input.addEventListener("input", narrow);
  input.addEventListener("keydown", (event) => {
    const first = shown().find((button) => button.offsetParent);
    if (event.key === "Enter") {
      event.preventDefault();
      if (input.value.trim()) first?.click();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      first?.focus();
    }
  });
  box.hidden = false;
  input.focus({ preventScroll: true });
}
