// What office programs mean by their HTML: lists that are written as paragraphs, styles that are bold or italic, headings.
// The names of styles are data-style here; nothing of it is applied, and what comes out is cleaned.
const MEANT = /mso-list|font-weight|font-style|<h[1-6]\b/i;
const LEVEL = /mso-list:\s*l\d+\s+level([1-9])/i;
const MARK = /mso-list:\s*ignore/i;
const NUMBER = /^\s*\(?[\da-z]{1,4}[.)]/i;
const STYLES = [
  [/font-weight:\s*(?:bold|[6-9]00)/i, "b"],
  [/font-style:\s*italic/i, "i"],
];

const style = (node) => node.dataset.style ?? "";

function wrap(node, name) {
  const inner = node.ownerDocument.createElement(name);
  inner.append(...node.childNodes);
  node.append(inner);
}

// The mark says which kind of list it is, and is none of its words.
function kindOf(paragraph) {
  const mark = [...paragraph.querySelectorAll("span")].find((span) => MARK.test(style(span)));
  const kind = NUMBER.test(mark?.textContent ?? "") ? "ol" : "ul";
  mark?.remove();
  return kind;
}

// Paragraphs that follow each other are one list, with the lists inside of it.
function listed(page) {
  const make = (name) => page.createElement(name);
  let open = [];
  for (const paragraph of page.querySelectorAll("p")) {
    const level = Number(LEVEL.exec(style(paragraph))?.[1] ?? 0);
    if (!level) continue;
    const kind = kindOf(paragraph);
    if (paragraph.previousElementSibling !== open[0]) open = [];
    open.length = Math.min(open.length, level);
    if (open[level - 1] && open[level - 1].localName !== kind) open.length = level - 1;
    while (open.length < level) {
      const list = make(kind);
      const outer = open.at(-1);
      if (outer) (outer.lastElementChild ?? outer.appendChild(make("li"))).append(list);
      else paragraph.before(list);
      open.push(list);
    }
    const item = make("li");
    item.append(...paragraph.childNodes);
    open.at(-1).append(item);
    paragraph.remove();
  }
}

export function meant(html) {
  if (!MEANT.test(html)) return html;
  const page = new DOMParser().parseFromString(html, "text/html");
  listed(page);
  for (const heading of page.querySelectorAll("h1, h2, h3, h4, h5, h6")) wrap(heading, "b");
  for (const node of page.querySelectorAll("span[data-style]")) {
    for (const [said, name] of STYLES) if (said.test(style(node))) wrap(node, name);
  }
  return page.body.innerHTML;
}
