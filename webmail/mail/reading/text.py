"""Plain text to HTML: flowed (RFC 3676), quotes, links; the only import of bleach (its linkifier)."""

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from typing import Any

from bleach.linkifier import Linker, build_email_re, build_url_re

from webmail.mail.reading.charset import unescaped

TEXT_LIMIT = 1024 * 1024
_LINES = 50_000
_DEPTH = 10
_SHORT_QUOTE = 5
_LINE_LINKED = 1000
_OCTETS_LINKED = 20_000

_QUOTE = re.compile(r"(?:>[ ]?)*+")
_CANDIDATE = re.compile(r"://|www\.|@", re.IGNORECASE)
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_SEEN = dict.fromkeys((*range(9), *range(11, 32), *range(0x7F, 0xA0)), "\ufffd")
_SEEN |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), "")
_LONG_WORD = re.compile(r"\S{320}")
# The linkifier takes "&gt;" for a part of an address. While it reads, brackets are controls that separate;
# none can stand in the text, where all of them have been replaced.
_HELD = {ord("<"): "\x1c", ord(">"): "\x1d", ord("&"): "&amp;"}
_RELEASED = {0x1C: "&lt;", 0x1D: "&gt;"}
_LINKED = re.compile(r"(?:https?://|mailto:)[^\s\"<>]+", re.IGNORECASE)

# The library's own list of top-level domains lacks most of them.
_TLDS = ["[a-z]{2,24}"]
_URL = build_url_re(tlds=_TLDS, protocols=["http", "https"])
_EMAIL = build_email_re(tlds=_TLDS)

Line = tuple[int, str]


def to_html(text: str, *, flowed: bool, delsp: bool, quoted_label: str = "…") -> str:
    """A fragment for a block that preserves white space; quotes fold, links lead away safely."""
    lines = _lines(text[:TEXT_LIMIT], flowed=flowed, delsp=delsp)
    shown = _linked([line for _depth, line in lines])
    marked = [(depth, line) for (depth, _plain), line in zip(lines, shown, strict=True)]
    return "".join(_blocks(marked, label=escape(quoted_label)))


def visible(text: str) -> str:
    """Line ends as one sign, controls made visible, direction overrides gone."""
    clean = text.replace("\r\n", "\n").replace("\r", "\n")
    return clean.translate(_SEEN) if _UNSEEN.search(clean) else clean


def _lines(text: str, *, flowed: bool, delsp: bool) -> list[Line]:
    """Quote depth and text of each line as it was before it was folded (RFC 3676 section 4.2)."""
    clean = visible(text)
    paragraphs: list[tuple[int, list[str]]] = []
    flowing = False
    for raw in clean.strip("\n").split("\n", _LINES):
        found = _QUOTE.match(raw)
        marks = found[0] if found else ""
        depth = min(marks.count(">"), _DEPTH)
        rest = raw[len(marks) :]
        if flowed and not marks and rest.startswith(" "):
            rest = rest[1:]
        soft = flowed and rest.endswith(" ") and rest != "-- "
        if flowing and paragraphs[-1][0] == depth and rest != "-- ":
            paragraphs[-1][1].append(rest[:-1] if soft and delsp else rest)
        else:
            paragraphs.append((depth, [rest[:-1] if soft and delsp else rest]))
        flowing = soft
    return [(depth, "".join(pieces)) for depth, pieces in paragraphs]


def _blocks(lines: Sequence[Line], *, label: str) -> Iterator[str]:
    """Own words as they are; a quote folded, unless it is short and answered below."""
    runs = [(quoted, list(run)) for quoted, run in groupby(lines, key=lambda line: line[0] > 0)]
    for number, (quoted, run) in enumerate(runs):
        if not quoted:
            yield from _own_words([line for _depth, line in run])
            continue
        answered = any(line.strip() for _depth, line in _after(runs, number))
        opened = " open" if answered and len(run) <= _SHORT_QUOTE else ""
        yield f'<details class="quote"{opened}><summary class="quote__mark">{label}</summary>'
        yield from _quotes(run)
        yield "</details>"


def _after(runs: Sequence[tuple[bool, list[Line]]], number: int) -> list[Line]:
    """The own words behind a quote, without a signature."""
    following = runs[number + 1][1] if number + 1 < len(runs) else []
    return [] if any(line.rstrip() == "--" for _depth, line in following[:3]) else following


def _own_words(lines: list[str]) -> Iterator[str]:
    signature = next((number for number, line in enumerate(lines) if line == "-- "), None)
    if signature is None:
        yield "\n".join(lines)
        return
    yield "\n".join(lines[:signature])
    yield '<div class="signature">' + "\n".join(lines[signature:]) + "</div>"


def _quotes(run: Sequence[Line]) -> Iterator[str]:
    """Block quotes within block quotes, as deep as the marks go."""
    depth = 0
    for new_depth, lines in groupby(run, key=lambda line: line[0]):
        yield "<blockquote>" * (new_depth - depth) + "</blockquote>" * (depth - new_depth)
        yield "\n".join(line for _depth, line in lines)
        depth = new_depth
    yield "</blockquote>" * depth


def _linked(lines: list[str]) -> list[str]:
    """Each line escaped; only those that may hold an address go through the slow linkifier, in one go."""
    shown = [escape(line, quote=False) for line in lines]
    budget = _OCTETS_LINKED
    candidates: list[int] = []
    for number, line in enumerate(lines):
        if _CANDIDATE.search(line) and len(line) <= min(_LINE_LINKED, budget) and not _endless(line):
            candidates.append(number)
            budget -= len(line)
    if not candidates:
        return shown
    text = "\n".join(lines[number].translate(_HELD) for number in candidates)
    found = _linker().linkify(text).translate(_RELEASED).split("\n")
    if len(found) == len(candidates):
        for number, line in zip(candidates, found, strict=True):
            shown[number] = line
    return shown


def _endless(line: str) -> bool:
    """The linkifier's search for addresses of people takes the square of a word's length."""
    return "@" in line and _LONG_WORD.search(line) is not None


def _linker() -> Linker:
    """A new one each time: its parser keeps what it is reading, and requests run side by side."""
    return Linker(callbacks=[_safe_link], url_re=_URL, email_re=_EMAIL, parse_email=True)


def _safe_link(attributes: Any, new: bool = False) -> Any:
    """Only what a person wrote as an address becomes a link, not every word with a dot in it."""
    href = attributes.get((None, "href"), "")
    written = attributes.get("_text", "").lower()
    if not _LINKED.fullmatch(href) or not (
        href.startswith("mailto:") or written.startswith(("http", "www."))
    ):
        return None
    attributes[(None, "rel")] = "noopener noreferrer"
    attributes[(None, "target")] = "_blank"
    return attributes


_SKIPPED = ("script", "style", "head", "title", "template", "noscript", "textarea", "svg", "math")
_BREAK_NAMES = """
    address article blockquote br center dd div dl dt figure footer h1 h2 h3 h4 h5 h6 header hr li
    ol p pre section table td th tr ul
"""
_BREAKS = frozenset(_BREAK_NAMES.split())
_TAG_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9]{0,15})")


def to_plain(html: str) -> str:
    """The words of HTML in one pass over at most 1 MiB; for the text view, replies and the list."""
    pieces = html[:TEXT_LIMIT].split("<")
    words = [pieces[0]]
    until = ""
    for piece in pieces[1:]:
        if until:
            start = piece.find(until) if until == "-->" else 0
            if start < 0 or (until != "-->" and not piece[:12].lower().startswith(until)):
                continue
            until, piece = "", piece[start:]
        elif piece.startswith("!--"):
            if "-->" not in piece:
                until = "-->"
                continue
            piece = piece[piece.index("-->") :]
        until = _skips(piece)
        words.append("" if until else _words_of(piece))
    return _tidy(unescaped("".join(words)))


def _words_of(piece: str) -> str:
    """What stands behind the tag that this piece begins with."""
    found = _TAG_NAME.match(piece)
    if found is None:
        return piece[3:] if piece.startswith("-->") else "" if piece[:1] in ("!", "?", "/") else "<" + piece
    _tag, end, rest = piece.partition(">")
    name = found[1].lower()
    mark = "\n" if name in _BREAKS else " " if name == "img" else ""
    return mark + (" ".join(rest.split("\n")) if end else "")


def _skips(piece: str) -> str:
    """The end tag to wait for when this piece opens an element whose content nobody reads."""
    found = _TAG_NAME.match(piece)
    name = found[1].lower() if found and not piece.startswith("/") else ""
    return f"/{name}" if name in _SKIPPED else ""


def _tidy(text: str) -> str:
    """No blanks at the ends of lines, no more than one empty line in a row."""
    tidy: list[str] = []
    for line in text.replace("\r", "").split("\n"):
        clean = " ".join(line.split())
        if clean or (tidy and tidy[-1]):
            tidy.append(clean)
    return "\n".join(tidy).strip("\n")
