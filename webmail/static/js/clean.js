// What may stand in the editor: what the server lets out, and no more. Colours and sizes are classes here, which the page
// may show, and styles in the message; pictures have an address of ours here, and a Content-ID in the message.
import DOMPurify from "../purify-3.4.18.mjs";
import { meant } from "./office.js";

const TAGS = "p div br b strong i em u s ul ol li blockquote a span img #text".split(" ");
const ATTRIBUTES = ["href", "class", "src", "alt", "width", "height"];
const ADDRESS = /^(?:https?:\/\/|mailto:|tel:|\/compose\/)/i;
// Their words stay, each on its line.
const BLOCKS = /<(\/?)(?:h[1-6]|tr|table|pre|section|article|header|footer|address|d[dlt]|center)\b[^<>]*>/gi;
const CELLS = /<\/(?:td|th)>/gi;
// An office program in the browser puts everything into bold that is not bold.
const NOT_BOLD = /<b\b[^<>]*font-weight:\s*normal[^<>]*>/gi;
// Under these names nothing is applied, or tried, while it is parsed.
const APPLIED = /\s(style|on[a-z]+)\s*=/gi;
const CID = /^cid:([0-9a-f]{32}@inline)$/;

function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

// Plain text, each line a block.
export function lines(text) {
  return text.split("\n").map((line) => `<div>${escaped(line).replaceAll("  ", "&nbsp; ") || "<br>"}</div>`).join("");
}

function declarations(node) {
  return (node.dataset.style ?? "").split(";").map((each) => each.trim().toLowerCase().replace(/\s*:\s*/, ": "));
}

export function cleaner(bar, pictures, arrivals) {
  const options = [...bar.querySelectorAll("option[data-css]")];
  const classes = new Map(options.map((option) => [option.dataset.css, option.value]));
  const styles = new Map(options.map((option) => [option.value, option.dataset.css]));
  const purify = DOMPurify(window);

  function own(node) {
    // Words come here too.
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    const names = node.nodeName === "SPAN" ? [...node.classList, ...declarations(node).map((each) => classes.get(each))] : [];
    node.removeAttribute("class");
    const known = names.filter((name) => styles.has(name));
    if (known.length) node.className = [...new Set(known)].join(" ");
    if (node.nodeName !== "IMG") return;
    const source = (node.getAttribute("src") ?? "").replace(CID, `${pictures}$1`).replace(location.origin, "");
    if (pictures && source.startsWith(pictures)) node.setAttribute("src", source);
    else if (!source.startsWith("data:")) node.removeAttribute("src");
  }

  purify.addHook("beforeSanitizeAttributes", own);

  function fragment(html) {
    const light = html.replace(NOT_BOLD, "<span>");
    const inert = light.replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(APPLIED, " data-$1="));
    const known = meant(inert).replace(BLOCKS, "<$1div>").replace(CELLS, " </td>");
    const clean = purify.sanitize(known, {
      ALLOWED_TAGS: TAGS,
      ALLOWED_ATTR: ATTRIBUTES,
      ALLOWED_URI_REGEXP: ADDRESS,
      ADD_URI_SAFE_ATTR: ["width", "height"],
      ALLOW_DATA_ATTR: false,
      ALLOW_ARIA_ATTR: false,
      RETURN_DOM_FRAGMENT: true,
    });
    arrivals.mark(clean);
    for (const anchor of clean.querySelectorAll("a[href^='/']")) anchor.removeAttribute("href");
    return document.importNode(clean, true);
  }

  function styled(_tag, names) {
    const said = names.split(" ").map((name) => styles.get(name)).filter(Boolean).sort();
    return `<span style="${said.join("; ")}">`;
  }

  // Squire writes HTML in which every "<" of a text is escaped: what looks like a tag is one.
  const written = (html) =>
    arrivals.unmarked(html.replaceAll("\u200b", "")).replace(/<span class="([\w -]+)">/g, styled).replaceAll(`src="${pictures}`, 'src="cid:');

  return { fragment, written };
}
