// The bar that counts down: what it shows each second, what of it is read out, and where the focus goes afterwards.
const SPOKEN = [60, 30, 10];

export function countdownBar(place) {
  const { spoken, words } = place.dataset;
  const [bar, form, status] = ["section", "form", "[role='status']"].map((each) => place.querySelector(each));
  const [time, draft, fixed] = ["time", "draft", "fixed"].map((each) => place.querySelector(`.countdown__${each}`));
  let told = Infinity;
  let from;

  bar.addEventListener("focusin", ({ relatedTarget }) => {
    if (!bar.contains(relatedTarget)) from = relatedTarget;
  });

  return {
    shown: () => !bar.hidden,

    show(left, extendable) {
      bar.hidden = false;
      [form.hidden, fixed.hidden] = [!extendable, extendable];
      time.textContent = words.replace("#", `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`);
      draft.textContent = document.querySelector("#saved .saved__line")?.textContent.trim() ?? "";
      if (told < Infinity && !SPOKEN.some((mark) => left <= mark && mark < told)) return;
      [told, status.textContent] = [left, spoken.replace("#", left)];
    },

    hide() {
      if (bar.contains(document.activeElement)) (from?.isConnected ? from : document.querySelector("#main")).focus();
      [bar.hidden, status.textContent, told] = [true, "", Infinity];
    },
  };
}
