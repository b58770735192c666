"""Address: parse, format, initials (RFC 5322 section 3.4)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

ADDRESSES_SHOWN = 2000
_HEADER_LIMIT = 100 * 1024
_SPEC_LIMIT = 320
# An address has few tokens; a field of thousands of empty comments has no addresses to count.
_TOKENS_EACH = 20
_TOKENS_SPARE = 100

_SIMPLE = re.compile(r"\s*+(?:\"?([\w .'-]*+)\"?\s*+<([\w.+'=-]++@[\w.-]++)>|([\w.+'=-]++@[\w.-]++))\s*+")
# Encoded words stand before everything else: broken senders leave commas and quotes inside them.
_TOKEN = re.compile(
    r"""(?P<word>=\?[^?\s]{1,60}+\?[bBqQ]\?[^?]*+\?=)
    | (?P<quoted>"(?:[^"\\]++|\\.)*+")
    | (?P<angle><[^<>]*+>?)
    | (?P<comment>\([^()]*+\))
    | (?P<mark>[,;:](?:\s*+[,;:])*+)
    | (?P<text>[^"<(,;:=]++|.)""",
    re.DOTALL | re.VERBOSE,
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_INVISIBLE = re.compile("[\\s\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff<>]+")


@dataclass(frozen=True, slots=True)
class Address:
    """A display name and an addr-spec; either may be empty, as hostile mail has both kinds."""

    name: str
    spec: str

    @property
    def label(self) -> str:
        """The name, or the addr-spec where there is none."""
        return self.name or self.spec

    @property
    def full(self) -> str:
        """Name and addr-spec for reading: "Jana Vogel <jana.vogel@schule.example>"."""
        return f"{self.name} <{self.spec}>" if self.name and self.spec else self.label

    @property
    def initials(self) -> str:
        """One or two capital letters for the round mark; "?" when there is no letter."""
        words = (self.name or self.spec.split("@")[0].replace(".", " ").replace("-", " ")).split()
        letters = [word[0] for word in words if word[0].isalpha()]
        return "".join(letters[:1] + letters[1:][-1:]).upper() or "?"


def _as_it_is(text: str) -> str:
    return " ".join(text.split())


def parse_addresses(
    header: str, *, decode: Callable[[str], str] = _as_it_is, limit: int = ADDRESSES_SHOWN
) -> tuple[Address, ...]:
    """The addresses of a From, To, Cc … field, groups flattened; never raises.

    Stops after `limit` addresses. Text that is no address is kept as a name without addr-spec. `decode` makes
    a display name readable: for stored headers the reading of RFC 2047 words.
    """
    simple = _SIMPLE.fullmatch(header) if len(header) < 1000 else None
    if simple is not None:
        return (Address(decode(simple[1] or ""), simple[2] or simple[3]),)
    found = _Found(decode)
    for kind, token in islice(_tokens(header[:_HEADER_LIMIT]), _TOKENS_EACH * limit + _TOKENS_SPARE):
        if len(found.addresses) == limit:
            break
        found.take(kind, token)
    found.finish()
    return tuple(found.addresses[:limit])


def _tokens(header: str) -> Iterator[tuple[str, str]]:
    """Kind and text of each token; a quote that is never closed counts as no quote."""
    position = 0
    while found := _TOKEN.match(header, position):
        if found[0] == '"':
            header = header[:position] + header[position:].replace('"', "")
            continue
        yield found.lastgroup or "text", found[0]
        position = found.end()


class _Found:
    """The addresses so far and the pieces of the one being read."""

    def __init__(self, decode: Callable[[str], str]) -> None:
        self.addresses: list[Address] = []
        self.decode = decode
        self.start()

    def start(self) -> None:
        self.name: list[str] = []
        self.comment: list[str] = []
        self.spec: str | None = None

    def take(self, kind: str, piece: str) -> None:
        if kind == "mark":
            self.mark(piece)
        elif kind == "quoted":
            self.name.append(_ESCAPED.sub(r"\1", piece[1:-1]))
        elif kind == "comment":
            self.comment.append(piece[1:-1])
        elif kind == "angle" and self.spec is None:
            self.spec = piece.strip("<>").rpartition(":")[2]
        elif kind != "angle":
            self.name.append(piece)

    def mark(self, run: str) -> None:
        """A colon after a name begins a group, a comma or semicolon ends an address; marks come in runs."""
        if run[0] == ":" and self.spec is None and not any("@" in word for word in self.name):
            self.start()
        if "," in run or ";" in run:
            self.finish()

    def finish(self) -> None:
        """A bare addr-spec may have its name in a comment, as RFC 822 mail does."""
        name = "".join(self.name).strip()
        spec = self.spec
        if spec is None and "@" in name and " " not in name:
            name, spec = "", name
        spec = _INVISIBLE.sub("", spec or "")[:_SPEC_LIMIT]
        name = self.decode(name or " ".join(self.comment))
        if name or spec:
            self.addresses.append(Address("" if name == spec else name, spec))
        self.start()
