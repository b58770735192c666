// Says while somebody still writes that a message has more recipients than it may have.
export function chipCount(people) {
  const place = people.querySelector("[data-chip-many]");
  const { most, words } = place.dataset;

  const count = () => {
    let all = 0;
    for (const { dataset } of people.querySelectorAll(".recipients__list > .recipient")) {
      all += dataset.people ? dataset.people.split("\n").length : 1;
    }
    const shown = all.toLocaleString(document.documentElement.lang);
    const sentence = all > Number(most) ? words.replace("#", shown) : "";
    // Said once for each number: whoever listens hears every change.
    if (place.textContent !== sentence) place.textContent = sentence;
  };

  people.addEventListener("chips", count);
  count();
}
