// A row pushed to the left is archived, to the right it becomes read or unread: by the buttons of the selection.
// As wide as the field with its name, in touch.css.
const FAR = 112;
const MOST = 160;

export function swipe(section) {
  const bar = section.closest(".list").querySelector(".bar--selection");
  const anySelected = () => section.querySelector(".row__pick :checked");
  const buttonFor = (row, dx) => {
    const seen = row.classList.contains("row--unread") ? "seen" : "unseen";
    return bar?.querySelector(dx < 0 ? "[formaction$='/archive']" : `[name='flag'][value='${seen}']`);
  };
  let way = 0;

  const rest = ({ row }) => {
    way = 0;
    row?.style.removeProperty("--swipe");
    row?.removeAttribute("data-swipe");
    row?.removeAttribute("data-far");
  };

  return {
    move({ row, axis, dx }) {
      // While rows are selected, a deed is meant for all of them and stands in the bar.
      const button = axis === "x" && row && !anySelected() && buttonFor(row, dx);
      if (!button) return rest({ row });
      way = Math.max(-MOST, Math.min(MOST, dx));
      row.style.setProperty("--swipe", `${way}px`);
      row.dataset.swipe = way < 0 ? "left" : "right";
      row.dataset.hint = button.textContent.trim();
      row.toggleAttribute("data-far", Math.abs(way) >= FAR);
    },

    end({ row }) {
      const button = row && Math.abs(way) >= FAR && buttonFor(row, way);
      rest({ row });
      if (!button) return;
      row.querySelector(".row__pick input").click();
      button.click();
    },

    cancel: rest,
  };
}
