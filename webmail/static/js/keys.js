// What each key presses: a link or a button that is on the page anyway, so that there is one way to do a thing.
const find = (selector, within = document) => within?.querySelector(selector);
const press = (selector) => () => find(selector)?.click();
const folder = (use) => press(`.folders [data-use="${use}"]`);
const answer = (selector) => () => inMessage(`a${selector}`)?.click();

const focusedRow = () => document.activeElement.closest?.("#messages .row");
const currentRow = () => focusedRow() ?? find("#messages .row[aria-current]");
const linkOf = (row) => find(".row__link", row);
const pick = (row) => find(".row__pick input", row)?.click();
const selected = () => find(".list .row__pick :checked");

// What is offered for the opened message; of a conversation for the one that has the focus, else for the last one that is
// open. Never what stands in a message itself.
function inMessage(selector) {
  const open = [...document.querySelectorAll("#message .member:has(> .member__open[open])")];
  const member = open.find((each) => each.contains(document.activeElement)) ?? open.at(-1) ?? null;
  return find(`#message .toolbar ${selector}`) ?? find(`.member__deeds ${selector}`, member);
}

// One on or one back; where the list is out of sight, the message is opened instead.
function step(by) {
  const links = [...document.querySelectorAll("#messages .row__link")];
  const at = links.indexOf(linkOf(currentRow()));
  const link = at < 0 ? links.at(by > 0 ? 0 : -1) : links[at + by];
  if (link?.checkVisibility()) link.focus();
  else link?.click();
}

// A deed is done to what is selected, else to the row that has the focus, else to the message that is open.
function deed(button, there = button) {
  const row = focusedRow();
  const opened = find(".message") && (!row || row.hasAttribute("aria-current"));
  if (!selected() && opened) {
    inMessage(there)?.click();
  } else if (find(`.bar--selection ${button}`) && (selected() || row)) {
    if (!selected()) pick(row);
    find(`.bar--selection ${button}`).click();
  }
}

function star() {
  const row = focusedRow();
  const other = row && !(find(".message") && row.hasAttribute("aria-current"));
  if (other && !selected()) find(".row__star", row).click();
  else deed("[value='flagged']", "[name='flag'][value$='flagged']");
}

// Back to the list, and in it to the message that was open.
function back() {
  const link = find("#message .toolbar__back");
  if (!link) return;
  link.hash = linkOf(find("#messages .row[aria-current]"))?.id ?? "";
  link.click();
}

export const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  o: () => linkOf(focusedRow())?.click(),
  u: back,
  x: () => pick(currentRow()),
  "*a": press(".bar__all input"),
  e: () => deed("[formaction$='/archive']"),
  "#": () => deed("[formaction$='/delete']"),
  s: star,
  b: () => deed("[formaction$='/snooze']"),
  I: () => deed("[value='seen']"),
  U: () => deed("[value='unseen']"),
  z: press("#notice .notice__deed"),
  r: answer("[href*='/reply/']:not([href*='to=all'])"),
  a: answer("[href*='/reply/'][href*='to=all']"),
  f: answer("[href*='/forward/']"),
  c: press(".write"),
  "/": () => find("#search-words")?.focus(),
  gi: folder("inbox"),
  gs: folder("sent"),
  gd: folder("drafts"),
  gt: folder("trash"),
};
