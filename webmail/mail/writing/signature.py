"""Signatures and pieces of text in what somebody writes: where they stand; nothing typed is touched."""

import re
from collections.abc import Collection
from dataclasses import replace

from webmail.mail.writing.draft import Draft, Kind

SEPARATOR = "-- "
_FORWARDED = re.compile(r"-{5,} \S.* -{5,}")
_ANSWERS = (Kind.REPLY, Kind.REPLY_ALL)


def signed(draft: Draft, text: str | None, *, below: bool) -> Draft:
    """The first version of a draft with this signature, or without one (RFC 3676 section 4.3).

    below: an answer stands below what it answers. What is forwarded has its words above it in any case, and a
    draft that is taken up again was signed when it began. It stands under the words of a link: they are
    the person's own from now on.
    """
    if draft.writing.kind is Kind.RESUME:
        return draft
    block = _block(text) if text else ""
    if block and draft.writing.kind is Kind.NEW and draft.text.strip():
        return replace(draft, text=f"{draft.text.rstrip()}\n\n{block}")
    if below and draft.writing.kind in _ANSWERS:
        return replace(draft, text=f"{draft.text.strip()}\n\n\n\n{block}".rstrip() + "\n")
    return replace(draft, text=f"\n\n{block}{draft.text}") if block else draft


def resigned(text: str, signature: str | None, *, known: Collection[str], below: bool) -> str | None:
    """The text with another signature, or with none; None where somebody has changed the one that is there.

    known are the person's signatures: one of these, as it is, is replaced where it stands.
    """
    block = _block(signature) if signature else ""
    if (there := _find_known(text, known)) is not None:
        start, end = there
        if block:
            return text[:start] + block + text[end:]
        return _joined(text[:start], text[end:].lstrip("\n"))
    if _find_separator(text) is not None:
        return None
    if not block:
        return text
    at = len(text) if below else _quote_start(text)
    return _joined(text[:at], block, text[at:])


def inserted(text: str, piece: str, *, known: Collection[str], below: bool) -> str:
    """The text with one more piece: before the signature, else where the answer ends."""
    there = _find_known(text, known)
    at = there[0] if there is not None else _find_separator(text)
    if at is None:
        at = len(text) if below else _quote_start(text)
    return _joined(text[:at], piece, text[at:])


def says_nothing(text: str, *, known: Collection[str]) -> bool:
    """Whether nothing stands there but blanks and one of these signatures."""
    bare = text.strip()
    return not bare or bare in {_block(each).strip() for each in known}


def is_forward_line(line: str) -> bool:
    """Whether this is the line above a forwarded text."""
    return _FORWARDED.fullmatch(line.strip()) is not None


def _block(signature: str) -> str:
    return f"{SEPARATOR}\n{signature.strip()}"


def _joined(before: str, *others: str) -> str:
    """Pieces with an empty line between them; where nothing stands before, room to write is left."""
    pieces = [before.rstrip(), *(each.strip("\n") for each in others)]
    joined = "\n\n".join(each for each in pieces if each)
    return joined if pieces[0] or not joined.startswith(SEPARATOR) else f"\n\n{joined}"


def _find_known(text: str, known: Collection[str]) -> tuple[int, int] | None:
    """Where one of these stands as it was put there: nothing goes on in the line behind it."""
    for signature in sorted(known, key=len, reverse=True):
        pattern = rf"(?m)^{re.escape(_block(signature))}(?=\n[ \t]*\n|\s*\Z)"
        if found := list(re.finditer(pattern, text)):
            return found[-1].span()
    return None


def _find_separator(text: str) -> int | None:
    """Where a signature of somebody's own begins; one that is quoted is none."""
    found = re.search(rf"(?m)^{SEPARATOR}$", text)
    return found.start() if found else None


def _quote_start(text: str) -> int:
    """Where the words of others begin, with the line above that says whose; the end without them."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if line.startswith(">"):
            first = number - 1 if number and lines[number - 1].strip() else number
            return len("\n".join(lines[:first])) + (1 if first else 0)
        if is_forward_line(line):
            return len("\n".join(lines[:number])) + (1 if number else 0)
    return len(text)
