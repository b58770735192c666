"""Size, tags and depth of HTML, counted before it is cleaned."""

import re
from itertools import accumulate

from webmail.mail.errors import TooLarge

SIZE = 1024 * 1024
TAGS = 30_000
DEPTH = 1000
AMPERSANDS = 60_000
ATTRIBUTES = 20_000
REOPENED = 200_000

_LONG = re.compile(r"[a-z/][^>]{5000,}+", re.IGNORECASE)
_SEPARATOR = re.compile(r"[\s/\"']")
# A quoted value that runs over "<" or ">": from here on nobody knows cheaply where a tag ends.
_STRETCHED = re.compile(r"=\s*+(?:\"[^\"<>]*+[<>]|'[^'<>]*+[<>])")
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*+")
_FORMATTING = r"b|big|code|em|font|i|s|small|strike|strong|tt|u"
_OPENED = re.compile(rf"<(?:{_FORMATTING})(?=[\s/>])[^<>]*+", re.IGNORECASE)
_CLOSED_AT_ONCE = re.compile(rf"<({_FORMATTING})(?=[\s/>])[^<>]*+>[^<]*+</\1\s*+>", re.IGNORECASE)
_UNUSUAL = re.compile(
    r"<(?:svg|math|select|template|frameset|plaintext|noscript|iframe|noembed|noframes|xmp|object|applet|marquee)",
    re.IGNORECASE,
)
_READ = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<(?P<raw>style|script|textarea|title)(?=[\s/>])[^>]*+(?:>.*?(?:</(?P=raw)(?=[\s/>])|\Z)|\Z)"
    r"|<(?P<name>/?[a-z][a-z0-9]*+)",
    re.IGNORECASE | re.DOTALL,
)
_ALONE = "area base br col embed hr img input link meta p param source track wbr li dt dd tr td th option"
_WEIGHTS = {f"{mark}{name}": 0 for name in (_ALONE + " " + _ALONE.upper()).split() for mark in ("<", "</")}
_FORMATTING_NAMES = frozenset(_FORMATTING.split("|"))
_CELLS = frozenset({"td", "th", "caption"})
_CELL_ENDS = frozenset({"/td", "/th", "/caption", "tr", "/tr", "tbody", "/tbody", "thead", "tfoot"})


def check_bounds(html: str) -> None:
    """Raises TooLarge where the cleaner would need seconds or very much memory; itself linear and cheap.

    The cleaner's cost grows with the square of the depth, of the attributes of one tag and of bare
    ampersands, and with the formatting elements that HTML's rules open again in every new block.
    """
    tags = html.count("<")
    if len(html) > SIZE or tags > TAGS or html.count("&") > AMPERSANDS:
        raise TooLarge("html")
    stretched = _STRETCHED.search(html) is not None
    if _attributes(html, stretched=stretched) > ATTRIBUTES:
        raise TooLarge("html attributes")
    if tags > DEPTH and _depth(html) > DEPTH:
        raise TooLarge("html depth")
    if _reopened(html, tags, stretched=stretched) > REOPENED:
        raise TooLarge("html formatting")


def _attributes(html: str, *, stretched: bool) -> int:
    """No tag has more attributes than this."""
    if stretched:
        return len(html.split()) + html.count("/") + html.count('"') // 2 + html.count("'") // 2
    pieces = html.split("<")
    if max(map(len, pieces)) <= 5000:
        return 0
    long = (found[0] for found in map(_LONG.match, pieces) if found)
    return max((len(_SEPARATOR.findall(piece)) for piece in long), default=0)


def _depth(html: str) -> int:
    """How deep elements lie in each other when every end tag counts; wrong by no more than half the tags."""
    weights = (_WEIGHTS.get(tag, -1 if tag[1] == "/" else 1) for tag in _TAG.findall(html))
    return max(accumulate(weights), default=0)


def _reopened(html: str, tags: int, *, stretched: bool) -> int:
    """How often HTML's rules may open a formatting element once more that was never closed."""
    opened = _OPENED.findall(html)
    if not stretched and 3 * len(set(opened)) * tags <= REOPENED:
        return 0
    left_open = len(opened) - (0 if stretched else len(_CLOSED_AT_ONCE.findall(html)))
    most = left_open if stretched else min(left_open, 3 * len(set(opened)))
    if most * tags <= REOPENED or stretched or _UNUSUAL.search(html):
        return most * tags
    scopes = _Scopes()
    for found in _READ.finditer(html):
        if found["name"]:
            scopes.take(found["name"].lower())
    return scopes.reopened


class _Scopes:
    """Formatting elements not closed yet, by table and cell: none of these can close one outside of it."""

    def __init__(self) -> None:
        self.reopened = 0
        self.open: list[tuple[str, list[str]]] = [("", [])]

    def take(self, name: str) -> None:
        kind, names = self.open[-1]
        if name in _FORMATTING_NAMES:
            names.append(name)
        elif name[1:] in _FORMATTING_NAMES:
            if name[1:] in names:
                names.reverse()
                names.remove(name[1:])
                names.reverse()
            return
        elif name == "table":
            self.open.append(("table", []))
        elif name == "/table":
            self.end_table()
        elif name in _CELLS or name in _CELL_ENDS:
            if kind == "cell":
                self.open.pop()
            if name in _CELLS and self.open[-1][0] == "table":
                self.open.append(("cell", []))
        self.reopened += len(self.open[-1][1])

    def end_table(self) -> None:
        """What stood in the table but in no cell lands in front of it and stays open."""
        if not any(kind == "table" for kind, _names in self.open):
            return
        kind, names = self.open.pop()
        while kind != "table":
            kind, names = self.open.pop()
        self.open[-1][1].extend(names)
