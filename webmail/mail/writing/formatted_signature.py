"""Signatures and pieces of text in formatted text: as in plain text, but block by block, not by line."""

import re
from collections.abc import Collection

from webmail.mail.writing.outgoing import clean_outgoing, formatted, no_picture
from webmail.mail.writing.signature import SEPARATOR, is_forward_line
from webmail.mail.writing.twin import twin

# Within a line and around words, never within an address; behind a tag that is where a line begins.
_MARK = r"(?<![^\s(>]){0}(?=\S)([^{1}\n]{{1,200}})(?<=\S){0}(?!\w)"
# In HTML every "<" of the words is escaped: nothing is marked across a tag.
_IN_HTML = (
    (re.compile(_MARK.format(r"\*\*", "*<>")), r"<b>\1</b>"),
    (re.compile(_MARK.format("__", "_<>")), r"<i>\1</i>"),
)
_IN_TEXT = (re.compile(_MARK.format(r"\*\*", "*")), re.compile(_MARK.format("__", "_")))
_IN_MARKS = (
    (re.compile(r"<(i|em)>([^<>_]{1,200})</\1>"), "__"),
    (re.compile(r"<(b|strong)>([^<>*]{1,200})</\1>"), "**"),
)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*+)[^>]*+>")
_EMPTY = "<div><br></div>"
_ALONE = frozenset({"br", "img"})
# What an editor puts behind the words of a block, and how it writes a blank that must stay.
_LOOSE = re.compile(r"<br>(?=</(?:div|p)>)|\s+")


def signature_html(text: str, html: str = "") -> str:
    """The signature as it stands in formatted text, with its two dashes; html is its own look, or none."""
    look = clean_outgoing(html, picture=no_picture) if html else marked_html(text)
    return clean_outgoing(formatted(SEPARATOR) + look)


def marked_html(text: str) -> str:
    """A signature written as plain text, formatted: **bold**, __italic__ and links."""
    html = formatted(text.strip())
    for mark, marked in _IN_HTML:
        html = mark.sub(marked, html)
    return clean_outgoing(html)


def marked_text(html: str) -> str:
    """A signature as it is written in plain text: **bold**, __italic__, as far as both are read so."""
    for wanted, mark in _IN_MARKS:
        html = wanted.sub(rf"{mark}\2{mark}", html)
    return twin(html)


def signature_text(text: str, html: str = "") -> str:
    """The signature as it stands in plain text: without the marks; the twin of a look of its own as it is."""
    if html:
        return text
    for mark in _IN_TEXT:
        text = mark.sub(r"\1", text)
    return text


def signed_html(html: str, signature: str, *, below: bool) -> str:
    """What a formatted message begins with: room to write, the signature, and what is answered."""
    blocks = _blocks(html)
    while blocks and not _bare(blocks[0]):
        blocks.pop(0)
    rest = "".join(blocks)
    if below:
        return "".join([rest, _EMPTY, _EMPTY, signature])
    return "".join([_EMPTY, _EMPTY, signature, *([_EMPTY, rest] if rest else [])])


def resigned_html(html: str, signature: str, *, known: Collection[str], below: bool) -> str | None:
    """The text with another signature, or with none (""); None where the one that is there was changed."""
    blocks = _blocks(html)
    if (there := _find_known(blocks, known)) is not None:
        start, end = there
        spaced = start > 0 and not _bare(blocks[start - 1])
        while not signature and spaced and end < len(blocks) and not _bare(blocks[end]):
            # The empty line above it is enough for what stands below.
            end += 1
        return "".join([*blocks[:start], signature, *blocks[end:]])
    if _find_separator(blocks) is not None:
        return None
    at = len(blocks) if below else _quote_start(blocks)
    room = [_EMPTY] if signature else []
    return "".join([*blocks[:at], *room, signature, *blocks[at:]])


def inserted_html(html: str, piece: str, *, known: Collection[str], below: bool, look: str = "") -> str:
    """The text with one more piece, in its own look if it has one: before the signature, else at the end."""
    blocks = _blocks(html)
    there = _find_known(blocks, known)
    at = there[0] if there is not None else _find_separator(blocks)
    if at is None:
        at = len(blocks) if below else _quote_start(blocks)
    before = blocks[:at]
    while before and not _bare(before[-1]):
        before.pop()
    room = [_EMPTY] if before else []
    return "".join([*before, *room, look or formatted(piece), _EMPTY, *blocks[at:]])


def _blocks(html: str) -> list[str]:
    """The blocks at the outside, whole; words between two of them count as one."""
    found: list[str] = []
    depth = start = 0
    for tag in _TAG.finditer(html):
        if tag[2] in _ALONE:
            continue
        if not depth and not tag[1] and tag.start() > start:
            found.append(html[start : tag.start()])
            start = tag.start()
        depth = max(0, depth + (-1 if tag[1] else 1))
        if not depth:
            found.append(html[start : tag.end()])
            start = tag.end()
    return [*found, html[start:]] if html[start:] else found


def _bare(block: str) -> str:
    """For comparing: without what an editor changes by itself."""
    return _LOOSE.sub("", block.replace("&nbsp;", " ").replace("\xa0", " ")).replace("<div></div>", "")


def _find_known(blocks: list[str], known: Collection[str]) -> tuple[int, int] | None:
    bare = [_bare(each) for each in blocks]
    for signature in sorted(known, key=len, reverse=True):
        wanted = [_bare(each) for each in _blocks(signature)]
        for start in range(len(bare) - len(wanted), -1, -1):
            end = start + len(wanted)
            goes_on = end < len(bare) and bare[end] and not _is_of_others(blocks[end])
            if bare[start:end] == wanted and not goes_on:
                return start, end
    return None


def _find_separator(blocks: list[str]) -> int | None:
    return next((at for at, each in enumerate(blocks) if twin(each).strip() == SEPARATOR.strip()), None)


def _is_of_others(block: str) -> bool:
    return block.startswith("<blockquote") or is_forward_line(twin(block))


def _quote_start(blocks: list[str]) -> int:
    for at, block in enumerate(blocks):
        if block.startswith("<blockquote"):
            return at - 1 if at and _bare(blocks[at - 1]) else at
        if is_forward_line(twin(block)):
            return at
    return len(blocks)
