// The focus stays at the attachment that was moved, though the list was made anew; after taking away, at the next one.
let pressed = null;

export function order(list) {
  if (pressed && !document.activeElement?.closest("#compose")) {
    const row = [...list.querySelectorAll("li")].find(({ dataset }) => dataset.name === pressed.name) ?? list;
    const buttons = [...row.querySelectorAll("button")];
    const next = buttons.find(({ title }) => title === pressed.title) ?? buttons[0];
    (next ?? document.querySelector("#text")).focus({ preventScroll: true });
  }
  pressed = null;
  list.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button) pressed = { name: button.closest("li").dataset.name, title: button.title };
  });
}
