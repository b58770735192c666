"""Texts of the operator's own: files that stand in place of the built-in words of a help page."""

import logging
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from webmail.web.help.spelling import Piece, protected

LOG = logging.getLogger(__name__)
MOST_OCTETS = 64 * 1024
IN_LINES = "\t\n\r"
HEADING, POINT = "# ", "- "


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, or the points of a list; each line in its pieces."""

    kind: str
    lines: tuple[tuple[Piece, ...], ...]


class Unusable(Exception):
    """A file that cannot stand on a page; the text is the reason."""


def read(folder: Path, name: str, language: str) -> tuple[Block, ...] | None:
    """The operator's text for a page, from <name>.<language>.txt; None: there is none that can be used."""
    path = folder / f"{name}.{language}.txt"
    try:
        return tuple(blocks(_text(path))) if path.is_file() else None
    except (OSError, Unusable) as error:
        # The built-in words stay; a help page is the last that may fail.
        LOG.warning("help_text_ignored file=%s reason=%s", path.name, _reason(error))
        return None


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, Unusable) else type(error).__name__


def _text(path: Path) -> str:
    with path.open("rb") as file:
        raw = file.read(MOST_OCTETS + 1)
    if len(raw) > MOST_OCTETS:
        raise Unusable("too_large")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unusable("not_utf8") from None
    if any(unicodedata.category(sign) == "Cc" and sign not in IN_LINES for sign in text):
        raise Unusable("control_characters")
    if not text.strip():
        raise Unusable("empty")
    return text


def blocks(text: str) -> list[Block]:
    """Paragraphs between blank lines, headings behind "# ", points behind "- "; nothing else counts."""
    found: list[tuple[str, list[str]]] = []
    kind = ""
    for line in text.splitlines():
        words = line.strip()
        if not words:
            kind = ""
        elif words.startswith(HEADING):
            found.append(("heading", [words.removeprefix(HEADING)]))
            kind = ""
        elif words.startswith(POINT):
            if kind != "list":
                found.append(("list", []))
            found[-1][1].append(words.removeprefix(POINT))
            kind = "list"
        elif kind:
            # A line that goes on: of the paragraph, or of the last point.
            found[-1][1][-1] += f" {words}"
        else:
            found.append(("paragraph", [words]))
            kind = "paragraph"
    return [Block(kind, tuple(protected(line.strip()) for line in lines)) for kind, lines in found]
