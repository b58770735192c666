"""Answer: what the store said to one command, and the reading of its nested lists."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

Record = tuple[bytes, ...]
"""One untagged response: text, literal, text, literal … text."""

Value = bytes | int | None | list["Value"]

DEEPEST = 230

_CODE = re.compile(rb"\[([A-Za-z][\w.+/-]*)(?: ([^\]]*))?\]")
_TOKEN = re.compile(rb'([()])|"([^"\\]*(?:\\.[^"\\]*)*)"|((?:[^\s()"\[]++|\[[^\]]*+\]?)++)|(")', re.DOTALL)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)


class Unreadable(ValueError):
    """A response that follows no grammar we know."""


@dataclass(frozen=True, slots=True)
class Answer:
    """status OK, NO or BAD; code and its argument from the tagged line's brackets, code in capitals."""

    status: str
    text: bytes
    code: str = ""
    argument: bytes = b""
    untagged: list[Record] = field(default_factory=list)

    @classmethod
    def from_tagged(cls, line: bytes, *, untagged: list[Record]) -> "Answer":
        _, status, text = (*line.split(b" ", 2), b"", b"")[:3]
        name = status.decode("ascii", "replace").upper()
        if name not in ("OK", "NO", "BAD"):
            raise ConnectionAbortedError("the store ended a command without a status")
        found = _CODE.match(text)
        return cls(
            status=name,
            text=text,
            code=found[1].decode("ascii").upper() if found else "",
            argument=(found[2] or b"") if found else b"",
            untagged=untagged,
        )

    def lines(self, name: bytes) -> Iterator[Record]:
        """The untagged responses of this name ("LIST"), without "* LIST "."""
        start = b"* " + name + b" "
        for record in self.untagged:
            if record[0][: len(start)].upper() == start:
                yield (record[0][len(start) :], *record[1:])

    def numbered(self, name: bytes) -> Iterator[tuple[int, Record]]:
        """The untagged responses "* 12 NAME …", as the number and the rest."""
        for record in self.untagged:
            words = record[0].split(b" ", 3)
            if len(words) >= 3 and words[2].upper() == name and words[1].isdigit():
                yield int(words[1]), (words[3] if len(words) > 3 else b"", *record[1:])

    def find_code(self, name: str) -> bytes | None:
        """The argument of a response code, wherever the store put it; None when it did not say."""
        if self.code == name:
            return self.argument
        for record in self.untagged:
            if record[0][:6].upper() in (b"* OK [", b"* NO ["):
                found = _CODE.match(record[0][5:])
                if found and found[1].decode("ascii").upper() == name:
                    return found[2] or b""
        return None


def read_values(record: Record) -> list[Value]:
    """The values of a response; a list deeper than DEEPEST is read as NIL."""
    reading = _Reading()
    for position, piece in enumerate(record):
        if position % 2:
            reading.add(piece)
        else:
            reading.read(piece)
    return reading.finish()


def _atom(word: bytes) -> Value:
    if word == b"NIL":
        return None
    # A folder may be called 007; no number of the protocol begins with a zero.
    return int(word) if word.isdigit() and len(word) < 20 and (word[:1] != b"0" or word == b"0") else word


class _Reading:
    """Nested lists as they grow; without recursion, as a message decides how deep they go."""

    def __init__(self) -> None:
        self.values: list[Value] = []
        self.above: list[list[Value]] = []
        self.current = self.values
        self.too_deep = 0

    def add(self, value: Value) -> None:
        if not self.too_deep:
            self.current.append(value)

    def read(self, piece: bytes) -> None:
        for token in _TOKEN.finditer(piece):
            kind = token.lastindex
            if kind == 1:
                if token[1] == b"(":
                    self._open()
                else:
                    self._close()
            elif self.too_deep:
                continue
            elif kind == 2:
                text = token[2]
                self.current.append(_ESCAPED.sub(rb"\1", text) if b"\\" in text else text)
            elif kind == 3:
                word = token[3]
                self.current.append(_atom(word))
            else:
                raise Unreadable("a quoted string does not end")

    def finish(self) -> list[Value]:
        if self.above or self.too_deep:
            raise Unreadable("a closing parenthesis is missing")
        return self.values

    def _open(self) -> None:
        if self.too_deep or len(self.above) >= DEEPEST:
            self.add(None)
            self.too_deep += 1
            return
        inner: list[Value] = []
        self.current.append(inner)
        self.above.append(self.current)
        self.current = inner

    def _close(self) -> None:
        if self.too_deep:
            self.too_deep -= 1
        elif self.above:
            self.current = self.above.pop()
        else:
            raise Unreadable("a closing parenthesis too many")
