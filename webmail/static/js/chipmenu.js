// What can be done with one recipient, as a menu of it: the way without dragging.
const GAP = 4;

export function chipMenu(people, deeds) {
  const pattern = people.querySelector("[data-chip-menu]");
  let [menu, owner] = [null, null];

  const close = ({ back = false } = {}) => {
    menu?.remove();
    owner?.querySelector("button").removeAttribute("aria-expanded");
    if (back) owner?.querySelector("button").focus();
    [menu, owner] = [null, null];
  };

  const entries = () => [...menu.querySelectorAll("[role='menuitem']:not([hidden])")];

  function fill(chip) {
    const { meant, people: everybody } = chip.dataset;
    const entry = (name) => menu.querySelector(`[data-does='${name}']`);
    menu.querySelector(".person__name").textContent = chip.querySelector(".recipient__name").textContent;
    menu.querySelector(".person__address").textContent = chip.querySelector("button").title;
    entry("correct").hidden = !meant;
    entry("correct").querySelector("span").textContent = entry("correct").dataset.words.replace("#", meant);
    entry("open").hidden = !everybody;
  }

  function open(chip) {
    close();
    owner = chip;
    menu = pattern.content.firstElementChild.cloneNode(true);
    // Where there is one field only, nobody is moved to another.
    menu.querySelector(`[data-does='${deeds.of(chip).textarea.name}']`)?.setAttribute("hidden", "");
    fill(chip);
    people.append(menu);
    const [at, all] = [chip.getBoundingClientRect(), people.getBoundingClientRect()];
    const start = Math.max(GAP, Math.min(at.left - all.left, all.width - menu.offsetWidth - GAP));
    Object.assign(menu.style, { insetInlineStart: `${start}px`, insetInlineEnd: "auto", insetBlockStart: `${at.bottom - all.top + GAP}px` });
    chip.querySelector("button").setAttribute("aria-expanded", "true");
    entries()[0].focus();
  }

  people.addEventListener("click", ({ target }) => {
    const chip = target.closest(".recipient__button")?.closest("li");
    const does = target.closest("[data-does]")?.dataset.does;
    if (chip?.draggable) return chip === owner ? close({ back: true }) : open(chip);
    if (!does) return;
    const on = owner;
    close();
    deeds[does] ? deeds[does](on) : deeds.move(on, does);
  });

  people.addEventListener("keydown", (event) => {
    if (!menu?.contains(event.target)) return;
    const all = entries();
    const at = all.indexOf(event.target);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined && !["Escape", "Tab"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (to === undefined) close({ back: true });
    else all[to % all.length].focus();
  });

  // The server has just said who it is: it is the same one, or several, or was there before.
  people.addEventListener("understood", ({ target, detail }) => {
    if (target !== owner) return;
    if (detail.length !== 1) return close({ back: true });
    [owner] = detail;
    owner.querySelector("button").setAttribute("aria-expanded", "true");
    // More can be done now than with a recipient nobody knew.
    fill(owner);
  });
  addEventListener("resize", () => menu && close());
  document.addEventListener("pointerdown", ({ target }) => {
    if (menu && !menu.contains(target) && !owner.contains(target)) close();
  });
}
