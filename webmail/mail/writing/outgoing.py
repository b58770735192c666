"""What may stand in the HTML that we send: little, so that it looks the same to everybody (see Nest)."""

import hashlib
import re
from collections.abc import Callable
from html import escape

from webmail.mail.reading.bounds import check_bounds
from webmail.mail.reading.html import filtered
from webmail.mail.reading.links import safe_link
from webmail.mail.writing.draft import writable

# Dark enough on white (WCAG 1.4.3); the editor shows their like in the dark scheme.
COLOURS = {
    "red": "#a3262a",
    "orange": "#8a5a00",
    "green": "#1f6b3a",
    "blue": "#1c57a8",
    "purple": "#75399b",
    "grey": "#56605a",
}
SIZES = {"small": "small", "large": "large", "huge": "x-large"}

_TAG_NAMES = "p div br b strong i em u s ul ol li blockquote a span img"
_TAGS = set(_TAG_NAMES.split())
_AS_BLOCK = (
    "address article aside center dd dl dt figure footer h1 h2 h3 h4 h5 h6 header main pre section table tr"
)
_AS_WORD = "td th"
_WIDE = _TAGS | set(_AS_BLOCK.split()) | set(_AS_WORD.split())
_GONE_NAMES = """
    applet audio button canvas embed iframe math noembed noframes noscript object script select style svg
    template textarea title video xmp
"""
_ATTRIBUTES = {"a": {"href"}, "span": {"style"}, "img": {"src", "alt", "width", "height"}}
_SCHEMES = {"http", "https", "mailto", "tel", "cid"}

_OWN = re.compile(r"[0-9a-f]{32}@inline")
_CID = re.compile(r"cid:(.{1,1000})", re.IGNORECASE)
_SHOWN = re.compile(r'<img [^<>]*?src="cid:([0-9a-f]{32}@inline)"')
_STYLES = re.compile(r"\s*+(color|font-size)\s*+:\s*+(#[0-9a-f]{6}|[a-z-]{1,10})\s*+", re.IGNORECASE)
_NUMBER = re.compile(r"[1-9]\d{0,3}")
_ATTRIBUTE = r'(?: [\w:-]++="[^"]*+")*+'
_OTHER = re.compile(rf"<(/?)({'|'.join((_AS_BLOCK + ' ' + _AS_WORD).split())}){_ATTRIBUTE}>")
_BLIND = re.compile(rf'<img(?!(?: [\w:-]++="[^"]*+")*? src=")({_ATTRIBUTE})>')
_ALT = re.compile(r' alt="([^"]*+)"')

Picture = Callable[[str], str | None]


def own_picture(content_id: str) -> str | None:
    """The Content-ID if it can be one of ours."""
    return content_id if _OWN.fullmatch(content_id) else None


def taken_over(content_id: str) -> str:
    """Under which Content-ID a picture of another message goes on in one of ours."""
    return hashlib.sha256(content_id.encode(errors="replace")).hexdigest()[:32] + "@inline"


def no_picture(_content_id: str) -> None:
    """Shows none of them: only what is said of it is left."""


def shown_pictures(html: str) -> frozenset[str]:
    """The Content-IDs of the pictures in HTML of ours."""
    return frozenset(_SHOWN.findall(html)) if "cid:" in html else frozenset()


def clean_outgoing(html: str, *, picture: Picture = own_picture) -> str:
    """The HTML as we send it; cleaned once more it stays as it is. Raises TooLarge above the bounds.

    picture says under which Content-ID one is shown, or that it is not. What is no block or word of ours
    becomes one of ours; headings and tables leave their words, each row on a line.
    """
    html = writable(html)
    check_bounds(html)
    found = _run(html, _WIDE, picture)
    if _OTHER.search(found) or _BLIND.search(found):
        found = _BLIND.sub(_said, _OTHER.sub(_as_ours, found))
        # A tag put into HTML as a string: the cleaner always comes last.
        found = _run(found, _TAGS, own_picture)
    return found.strip("\n")


def _run(html: str, tags: set[str], picture: Picture) -> str:
    return filtered(
        html,
        tags=tags,
        gone=set(_GONE_NAMES.split()),
        attributes=_ATTRIBUTES,
        attribute=lambda tag, name, value: _attribute(name, value, picture),
        schemes=_SCHEMES,
    )


def _attribute(name: str, value: str, picture: Picture) -> str | None:
    if name == "href":
        return safe_link(value)
    if name == "src":
        named = _CID.fullmatch(value.strip())
        shown = picture(named[1]) if named else None
        return f"cid:{shown}" if shown else None
    if name == "style":
        return _style(value)
    if name == "alt":
        return " ".join(value[:500].split())
    return value if _NUMBER.fullmatch(value) else None


def _style(value: str) -> str | None:
    """One colour and one size of ours, written as we write them."""
    kept: dict[str, str] = {}
    for each in value[:500].split(";"):
        found = _STYLES.fullmatch(each)
        if found:
            name, said = found[1].lower(), found[2].lower()
            if said in (COLOURS if name == "color" else SIZES).values():
                kept[name] = said
    return "; ".join(f"{name}: {said}" for name, said in sorted(kept.items())) or None


def _as_ours(tag: re.Match[str]) -> str:
    if tag[2] in _AS_WORD.split():
        return " "
    return f"<{tag[1]}div>"


def _said(tag: re.Match[str]) -> str:
    """What is said of a picture that is not shown; it stands escaped in its attribute."""
    found = _ALT.search(tag[1])
    words = found[1] if found else ""
    return f"[{words.replace('<', '&lt;').replace('>', '&gt;')}]" if words.strip() else ""


# -- from plain text ---------------------------------------------------------------------------

_QUOTED = re.compile(r"(?:>[ ]?)*+")
_ADDRESS = re.compile(r"https?://[^\s<>\"]{3,2000}", re.IGNORECASE)
_DEEPEST = 20


def formatted(text: str) -> str:
    """Plain text as HTML of ours: a line a block, quotes as quotes, addresses as links."""
    pieces: list[str] = []
    depth = 0
    for line in writable(text).split("\n"):
        marks = _QUOTED.match(line)
        length = len(marks[0]) if marks else 0
        deep = min(line[:length].count(">"), _DEEPEST)
        pieces += ["<blockquote>"] * (deep - depth) + ["</blockquote>"] * (depth - deep)
        depth = deep
        pieces.append(f"<div>{_line(line[length:] if deep else line)}</div>")
    return clean_outgoing("".join([*pieces, "</blockquote>" * depth]))


def _line(line: str) -> str:
    if not line.strip():
        return "<br>"
    pieces: list[str] = []
    done = 0
    for found in _ADDRESS.finditer(line):
        address = found[0].rstrip(".,;:!?)")
        shown = escape(address)
        pieces += [_spaced(line[done : found.start()]), f'<a href="{shown}">{shown}</a>']
        done = found.start() + len(address)
    return "".join([*pieces, _spaced(line[done:])])


def _spaced(words: str) -> str:
    """Blanks that HTML would run together, or drop at the ends, are kept."""
    shown = escape(words, quote=False).replace("\t", "    ").replace("  ", "\xa0 ")
    shown = "\xa0" + shown[1:] if shown.startswith(" ") else shown
    return shown[:-1] + "\xa0" if shown.endswith(" ") else shown
