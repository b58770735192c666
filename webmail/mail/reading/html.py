"""HTML to safe HTML; the only import of nh3."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from urllib.parse import unquote

import nh3

from webmail.mail.reading.bounds import check_bounds
from webmail.mail.reading.charset import unescaped
from webmail.mail.reading.links import SEAM, TEXT_READ, remote_picture, safe_link, shown_target
from webmail.mail.reading.style import clean_style

PartUrl = Callable[[str], str | None]

_TAG_NAMES = """
    a abbr acronym address article b bdi bdo big blockquote br caption center cite code col colgroup
    dd del dfn dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins
    kbd li main mark nobr ol p pre q s samp section small span strike strong sub sup table tbody td
    tfoot th thead time tr tt u ul var wbr
"""
_GONE_NAMES = """
    applet audio canvas embed iframe math noembed noframes noscript object script select style svg
    template textarea title video xmp
"""
_TAGS = set(_TAG_NAMES.split())
_GONE = set(_GONE_NAMES.split())
_ANY = {"style", "title", "dir", "lang", "align"}
_CELL = {"bgcolor", "width", "height", "valign", "nowrap", "colspan", "rowspan"}
_ATTRIBUTES: dict[str, set[str]] = {
    "*": _ANY,
    "a": {"href"},
    "img": {"src", "alt", "width", "height", "border", "hspace", "vspace"},
    "font": {"color", "face", "size"},
    "table": {"bgcolor", "width", "height", "border", "cellpadding", "cellspacing", "bordercolor", "rules"},
    "td": _CELL,
    "th": _CELL,
    **{tag: {"bgcolor", "valign", "height"} for tag in ("tr", "tbody", "thead", "tfoot")},
    **{tag: {"span", "width", "valign"} for tag in ("col", "colgroup")},
    "ol": {"start", "type"},
    "ul": {"type"},
    "li": {"type", "value"},
    "hr": {"width", "size", "color", "noshade"},
    "br": {"clear"},
}
_STYLED = 192 * 1024
_SCHEMES = {"http", "https", "mailto", "tel", "cid", "data"}

_MEASURE = re.compile(r"\s{0,9}([+-]?\d{1,4})(?:\.\d{1,9})?\s{0,9}(%|px|\*)?\s{0,9}", re.IGNORECASE)
_COLOUR = re.compile(r"#?[a-z0-9]{3,24}", re.IGNORECASE)
_WORD = re.compile(r"[\w ,.'-]{1,100}")
_RASTER = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]+", re.IGNORECASE)
_COLOURS = frozenset({"bgcolor", "color", "bordercolor"})
_MEASURED = "width height border hspace vspace cellpadding cellspacing colspan rowspan span start value size"
_MEASURES = frozenset(_MEASURED.split())
_MOST = {"colspan": 100, "rowspan": 1000, "span": 100, "start": 9999, "value": 9999, "size": 100, "%": 100}
_BODY = re.compile(r"<body(?=[\s/>])([^<>]{0,2000}+)>", re.IGNORECASE)
_BODY_ATTRIBUTE = re.compile(
    r"\b(bgcolor|text|style)\s{0,9}=\s{0,9}(?:\"([^\"]{0,1000})\"|'([^']{0,1000})'|([^\s\"'<>]{1,100}))",
    re.IGNORECASE,
)
_SURROGATE = re.compile("[\ud800-\udfff]")
# Tags as the cleaner writes them: every value in double quotes, which may hold a ">".
_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*+)((?: [\w:-]++="[^"]*+")*+)>')
_HREF = re.compile(r' href="([^"]*+)"')
_INLINE_NAMES = """
    a abbr acronym b bdi bdo big cite code del dfn em font i img ins kbd mark nobr q s samp small span
    strike strong sub sup time tt u var wbr
"""
_INLINE = frozenset(_INLINE_NAMES.split())
_RAW_TEXT = 10 * TEXT_READ


@dataclass(frozen=True, slots=True)
class Cleaned:
    """HTML that may be shown in the message's own document, and how many pictures it asks for."""

    html: str
    remote_images: int
    marked_links: int = 0


def clean(html: str, *, images: bool, part_url: PartUrl) -> Cleaned:
    """What is harmless of a message's HTML. Raises TooLarge before any work above the bounds."""
    html = html.replace("\x00", "\ufffd")
    html = html.encode("utf-8", "replace").decode() if _SURROGATE.search(html) else html
    check_bounds(html)
    filtered = _Filter(images=images, part_url=part_url)
    safe = filtered.run(_with_body(html))
    marked, count = _marked(safe)
    if count:
        # A mark is a string put into HTML: the cleaner runs once more, it always comes last.
        safe = _Filter(images=True, part_url=part_url, own=filtered.given).run(marked)
    return Cleaned(safe, filtered.remote_images, count)


def _with_body(html: str) -> str:
    """The cleaner knows no body element; its colours go to a block around everything."""
    found = _BODY.search(html)
    if found is None:
        return html
    styles: list[str] = []
    for name, double, single, bare in _BODY_ATTRIBUTE.findall(found[1]):
        value = unescaped(double or single or bare)
        styles.append({"bgcolor": "background-color:", "text": "color:"}.get(name.lower(), "") + value)
    style = clean_style(";".join(styles))
    return f'<div style="{escape(style)}">{html}</div>' if style else html


def _marked(safe: str) -> tuple[str, int]:
    """The real target behind each link whose text promises another one, and how many there were."""
    if "<a " not in safe:
        return safe, 0
    pieces: list[str] = []
    done = 0
    marks = _marks(safe)
    for position, target in marks:
        pieces += (safe[done:position], f" <small>[{escape(target)}]</small>")
        done = position
    return "".join(pieces) + safe[done:], len(marks)


def _marks(safe: str) -> list[tuple[int, str]]:
    """Where marks belong and what they say. Tags are read once, so links inside links cost no more."""
    marks: list[tuple[int, str]] = []
    links, texts = _links(safe)
    for start, end, address, after in links:
        text = texts[start : min(end, start + _RAW_TEXT + 1)]
        # Indented source is mostly space; a text beyond the limit stays long and is judged by that.
        text = " ".join(unescaped(text).split()) if len(text) <= _RAW_TEXT else text
        target = shown_target(text, unescaped(address))
        if target is not None:
            marks.append((after, target))
    return marks


def _links(safe: str) -> tuple[list[tuple[int, int, str, int]], str]:
    """Each link's text (from, to), its address and the place after it; and the text these count in."""
    texts: list[str] = []
    open_links: list[tuple[int, str]] = []
    links: list[tuple[int, int, str, int]] = []
    length = done = 0
    for tag in _TAG.finditer(safe):
        texts += (safe[done : tag.start()], SEAM if tag[2] in _INLINE else " ")
        length += tag.start() - done + 1
        done = tag.end()
        if tag[2] != "a":
            continue
        if not tag[1]:
            href = _HREF.search(tag[3])
            open_links.append((length, href[1] if href else ""))
        elif open_links:
            start, address = open_links.pop()
            if address:
                links.append((start, length, address, done))
    return links, "".join(texts)


def filtered(
    html: str,
    *,
    tags: set[str],
    gone: set[str],
    attributes: dict[str, set[str]],
    attribute: Callable[[str, str, str], str | None],
    schemes: set[str],
    link_rel: str | None = None,
) -> str:
    """One run of the cleaner, by whatever rules: elements that are gone take their content along."""
    return nh3.clean(
        html,
        tags=tags,
        clean_content_tags=gone,
        attributes=attributes,
        attribute_filter=attribute,
        strip_comments=True,
        link_rel=link_rel,
        generic_attribute_prefixes=set(),
        url_schemes=schemes,
    )


class _Filter:
    """One run of the cleaner over one message."""

    def __init__(
        self, *, images: bool, part_url: PartUrl, own: frozenset[str] | set[str] = frozenset()
    ) -> None:
        self.images = images
        self.part_url = part_url
        self.own = own
        self.given: set[str] = set()
        self.remote_images = 0
        self.judged: dict[tuple[str, str], str | None] = {}
        self.styled = 0

    def run(self, html: str) -> str:
        return filtered(
            html,
            tags=_TAGS,
            gone=_GONE,
            attributes=_ATTRIBUTES,
            attribute=self.attribute,
            schemes=_SCHEMES,
            link_rel="noopener noreferrer",
        )

    def attribute(self, tag: str, name: str, value: str) -> str | None:
        if name == "href":
            return safe_link(value)
        if name == "src":
            return self.picture(value) if tag == "img" else None
        known = (name, value)
        if known not in self.judged:
            self.judged[known] = self.judge(name, value)
        return self.judged[known]

    def judge(self, name: str, value: str) -> str | None:
        """What does not depend on the element; a newsletter says the same things a thousand times."""
        if name == "style":
            return self.style(value)
        if name in _MEASURES:
            return _measure(name, value)
        if name in _COLOURS:
            return value if _COLOUR.fullmatch(value) else None
        if name in {"alt", "title"}:
            return value[:1000]
        return value if not value or _WORD.fullmatch(value) else None

    def style(self, value: str) -> str | None:
        """Styles that come again are not judged anew; of new ones a message may have so many and no more."""
        self.styled += len(value)
        return clean_style(value) or None if self.styled <= _STYLED else None

    def picture(self, value: str) -> str | None:
        if value in self.own:
            return value
        if value[:4].lower() == "cid:":
            url = self.part_url(unquote(value[4:1000].strip()))
            if url:
                self.given.add(url)
            return url
        if _RASTER.fullmatch(value):
            return value
        remote = remote_picture(value)
        self.remote_images += remote is not None
        return remote if self.images else None


def _measure(name: str, value: str) -> str | None:
    found = _MEASURE.fullmatch(value)
    if found is None:
        return None
    number = int(found[1])
    least = -7 if name == "size" else 0
    if not least <= number <= _MOST.get("%" if found[2] == "%" else name, 2000):
        return None
    return found[1] + (found[2] or "" if found[2] != "px" else "")
