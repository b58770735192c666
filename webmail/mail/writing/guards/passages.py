"""Passages: what of a text are somebody's own words, and what was taken over from another message."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# A draft is read up to here; no message that people write is longer, and what stands behind it is not judged.
TEXT_READ = 1024 * 1024
_LINE_READ = 300
_BLOCK = 8
# With what programs set before it, and around it.
_LONGEST_FIELD = 40
_SIGNATURE = "-- "
_MARK = re.compile(r"[>\s|]*+")
_MARKER = re.compile(
    r"(?P<before>[-_=*]{2,}+)?\s*+(?:begin forwarded (?:message|e-?mail)|(?:anfang|beginn) der "
    r"weitergeleiteten (?:nachricht|e-?mail)|weitergeleitete (?:nachricht|e-?mail|mail)"
    r"|ursprüngliche (?:nachricht|e-?mail)|original-?nachricht|original-?mail"
    r"|forwarded (?:message|e-?mail|mail)|original (?:message|e-?mail|appointment)"
    r"|message d'origine|message transféré)"
    r"(?:\s(?:von|from|by)\b[^\n]{0,200}?)?\s*+(?P<behind>[-_=*]{2,}+|:)?\s*+"
)
_FIELDS = {
    "von": "from", "from": "from", "absender": "from", "de": "from",
    "gesendet": "date", "sent": "date", "datum": "date", "date": "date",
    "an": "to", "to": "to", "cc": "cc", "kopie": "cc",
    "betreff": "subject", "subject": "subject", "objet": "subject",
}  # fmt: skip
_FIELD = re.compile(rf"\*?({'|'.join(_FIELDS)})\s?\*?:\*?")
_WROTE = re.compile(r"(?:schrieb|wrote|geschrieben|a écrit)\b[^\n]{0,300}+")
_WORD = re.compile(r"\w++")


@dataclass(frozen=True, slots=True)
class Passages:
    """own: lines the writer wrote; taken: lines of another message, without their marks.

    says_so: a line says that another message follows, or who wrote it.
    """

    own: str
    taken: str
    says_so: bool


def passages(text: str) -> Passages:
    """Takes a draft's text to pieces: quoted lines, and everything below the head of another message."""
    own: list[str] = []
    taken: list[str] = []
    lines = text[:TEXT_READ].split("\n")
    fields = [_field(line) for line in lines]
    says_so = quoting = False
    for at, line in enumerate(lines):
        begun, quoting = quoting, line.lstrip()[:1] == ">"
        if quoting:
            says_so = says_so or (not begun and _is_attribution(own))
            taken.append(_stripped(line))
        elif _begins_another(lines, fields, at):
            taken.extend(_stripped(each) for each in lines[at:] if not _is_head(each))
            says_so = True
            break
        else:
            own.append(line)
    return Passages("\n".join(own), "\n".join(taken), says_so)


def own_words(text: str) -> str:
    """The lines the writer wrote, without the signature."""
    return "\n".join(_above_signature(passages(text).own.split("\n")))


def words_of(text: str) -> tuple[str, ...]:
    """The words in their order, however lines are broken and marked."""
    return tuple(_WORD.findall(text.casefold()))


def _above_signature(lines: list[str]) -> Iterator[str]:
    for line in lines:
        if line == _SIGNATURE:
            return
        yield line


def _stripped(line: str) -> str:
    found = _MARK.match(line)
    return line[found.end() :] if found else line


def _begins_another(lines: list[str], fields: list[str | None], at: int) -> bool:
    if fields[at] != "from":
        return _is_marker(_stripped(lines[at][:_LINE_READ]).casefold())
    # Some programs write no line above the head: it is known by its fields.
    found = {name for name in fields[at : at + _BLOCK] if name}
    return {"from", "subject"} <= found and len(found) >= 3


def _is_head(line: str) -> bool:
    """A line that the program of the writer has made: it stands in no message."""
    short = _stripped(line[:_LINE_READ]).casefold()
    return bool(_field(line)) or _is_marker(short)


def _is_marker(line: str) -> bool:
    """The same words are somebody's own where nothing sets them off."""
    found = _MARKER.fullmatch(line) if line else None
    return found is not None and bool(found["before"] or found["behind"])


def _field(line: str) -> str | None:
    """Which field of a head the line is; long texts have many lines that are none."""
    if ":" not in line[:_LONGEST_FIELD]:
        return None
    found = _FIELD.match(_stripped(line[:_LINE_READ]).casefold())
    return _FIELDS[found[1]] if found else None


def _is_attribution(own: list[str]) -> bool:
    """Whether the last words before a quote say who wrote it; long ones are broken in two lines."""
    last = [line for line in own[-4:] if line.strip()][-2:]
    line = " ".join(last)[-2 * _LINE_READ :].casefold().rstrip()
    return line.endswith(":") and bool(_WROTE.search(line))
