// Pulled down at its top, the list is fetched anew.
const FAR = 80;

export function pull(section) {
  const atTop = () => section.scrollTop <= 0 && document.scrollingElement.scrollTop <= 0;
  let far = false;
  let began = false;

  const rest = () => {
    far = false;
    section.removeAttribute("data-pull");
  };

  return {
    start: () => (began = atTop()),

    move({ axis, dy }) {
      if (axis !== "y" || !began || !atTop() || dy <= 0) return rest();
      far = dy >= FAR;
      section.dataset.pull = far ? section.dataset.letGo : section.dataset.further;
    },

    end() {
      const asked = far;
      rest();
      if (asked) htmx.ajax("GET", section.dataset.here, { target: "#messages", swap: "outerHTML" });
    },

    cancel: rest,
  };
}
