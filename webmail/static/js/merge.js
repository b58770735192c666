// Puts a fresh list in the place of the one that is shown, row by row: what is selected, open or focused stays where it is,
// and nothing that somebody reads moves.
const key = (row) => row.querySelector(".row__link").id;
const targets = (row) => [...row.querySelectorAll("a, input, button")];
const rowsOf = (list) => list.querySelector(".rows");
const numbering = (list) => list.querySelector("[name='uidvalidity']")?.value;

// What htmx and the behaviors do with whatever they bring themselves.
export function settle(element) {
  htmx.process(element);
  document.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: element } }));
}

// The finger on a row is lost when another row takes its place, and so is the answer that its link waits for.
const touched = (row) => row.matches("[data-touched], :has(.htmx-request)");
function inUse(row) {
  return touched(row) || row.matches("[aria-current]") || row.contains(document.activeElement) || row.querySelector(":checked");
}

function same(was, now) {
  if (was.hasAttribute("aria-current")) now.setAttribute("aria-current", "true");
  return was.isEqualNode(now);
}

function exchange(was, now) {
  const spot = targets(was).indexOf(document.activeElement);
  const checked = was.querySelector(".row__pick input")?.checked;
  was.replaceWith(now);
  const box = now.querySelector(".row__pick input");
  if (box) box.checked = checked;
  if (spot >= 0) targets(now)[spot]?.focus({ preventScroll: true });
  settle(now);
}

// The first row in sight, and where it stands.
function anchor(list) {
  const top = list.getBoundingClientRect().top;
  const row = [...rowsOf(list).children].find((each) => each.getBoundingClientRect().bottom > top);
  return { row, at: row?.getBoundingClientRect().top };
}

function rows(mine, theirs) {
  const old = new Map([...mine.children].map((row) => [key(row), row]));
  const fresh = new Set([...theirs.children].map(key));
  for (const [name, row] of old) {
    if (!fresh.has(name) && !inUse(row)) row.remove();
  }
  let place = mine.firstElementChild;
  for (let now of [...theirs.children]) {
    const was = old.get(key(now));
    while (place && !fresh.has(key(place))) place = place.nextElementSibling;
    if (was && (touched(was) || same(was, now))) now = was;
    else if (was) {
      if (place === was) place = now;
      exchange(was, now);
    }
    if (place === now) place = now.nextElementSibling;
    else mine.insertBefore(now, place);
    if (!was) settle(now);
  }
}

export function merge(list, fresh) {
  const [mine, theirs] = [rowsOf(list), rowsOf(fresh)];
  if (!mine || !theirs || numbering(list) !== numbering(fresh)) {
    if (list.querySelector(":checked") || list.contains(document.activeElement) || list.isEqualNode(fresh)) return;
    list.replaceWith(fresh);
    settle(fresh);
  } else {
    const { row, at } = anchor(list);
    rows(mine, theirs);
    if (list.scrollTop && row?.isConnected) list.scrollTop += row.getBoundingClientRect().top - at;
    const [was, now] = [list, fresh].map((each) => each.querySelector(".paging"));
    if (was && now && !was.isEqualNode(now) && !was.contains(document.activeElement)) {
      was.replaceWith(now);
      settle(now);
    }
    mine.dispatchEvent(new CustomEvent("htmx:afterSettle", { bubbles: true, detail: { elt: mine, target: list } }));
  }
}
