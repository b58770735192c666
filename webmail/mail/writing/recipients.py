"""Recipients: what was typed or pasted into an address field, read as addresses."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from webmail.mail.address import Address
from webmail.mail.errors import Hindrance, Unsendable
from webmail.mail.writing.draft import Draft
from webmail.mail.writing.pieces import Piece

MOST_ADDRESSES = 5000
FIELD_LIMIT = 512 * 1024
_MOST_WRONG = 1000
_SHOWN_WRONG = 20
_SHOWN_PIECE = 200
_NOBODY = " ,;\t\r\n"

_QUOTED = r"(?P<quoted>\"(?:[^\"\\]++|\\.)*+\")"
_UNQUOTED = (
    r"(?P<angle><[^<>]*+>)|(?P<comment>\(++|\)++)|(?P<mark>[,;\t]++)|(?P<colon>:)|(?P<text>[^\"<,;\t:()]++|.)"
)
_TOKEN = re.compile(rf"{_QUOTED}|{_UNQUOTED}")
# Where a quote is never closed, no later one on the line is either: looking again would take the square.
_TOKEN_WITHOUT_QUOTES = re.compile(_UNQUOTED)
_ESCAPED = re.compile(r"\\(.)")
_LINE_END = re.compile(r"\r\n?|[\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_FOLDED_BEFORE_ANGLE = re.compile(r"\n[ \t]++(?=<)")
_UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")

# The rest of a row pasted from a spreadsheet: a few more cells of a name, then the address.
_ROW = re.compile(
    r"(?:\t++[^\t,;:\"()<>@]{0,100}+){0,5}?\t++ *+"
    r"[^\s,;:\"()<>@]{1,64}+@[^\s,;:\"()<>@]{1,255}+ *+(?=[\t,;]|$)"
)
# An empty group says on purpose that there is nobody (RFC 5322 section 3.4).
_NAMELESS = re.compile(r"undisclosed", re.IGNORECASE)

# Any letter of any script (RFC 6532), but nothing that separates, hides or turns the direction.
_ATEXT = (
    r"[^\s\x00-\x20\x7f-\xa0\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff\ud800-\udfff"
    r"()<>\[\]:;@\\,.\"]"
)
_SPEC = re.compile(
    rf"(?P<local>{_ATEXT}++(?:\.{_ATEXT}++)*+|\"(?:[^\"\\\x00-\x1f\x7f-\x9f]|\\[ -~])*+\")"
    r"@(?P<domain>\[[0-9A-Fa-fIPv:.]{2,60}\]|[^\s@\"<>()\[\],;:\\]++)"
)
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*+", re.IGNORECASE | re.ASCII)
_DOTS = re.compile("[.\u3002\uff0e\uff61]")
_NEEDS_QUOTES = re.compile(r"[\"\\()<>\[\],;:@]")


@dataclass(frozen=True, slots=True)
class Recipients:
    """The addresses of one field, each once, and the pieces that are no address, as typed."""

    addresses: tuple[Address, ...] = ()
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Addressed:
    """The addresses of a message by field."""

    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()


def read_recipients(typed: str) -> Recipients:
    """Lists and groups (RFC 5322 section 3.4), pasted columns and rows as well; never raises.

    What stands behind the 5,000th address or behind 512 Ki characters is one wrong piece: nobody is
    left out in silence.
    """
    found = _read(typed)
    return Recipients(tuple(found.addresses.values()), tuple(found.wrong))


def read_pieces(typed: str) -> tuple[Piece, ...]:
    """The same as it stands in the field, piece by piece: what is typed twice comes twice; never raises."""
    return tuple(_read(typed).pieces)


def _read(typed: str) -> "_Found":
    found = _Found()
    text = _FOLDED_BEFORE_ANGLE.sub(" ", _LINE_END.sub("\n", typed[:FIELD_LIMIT]))
    position = 0
    for line in text.split("\n"):
        if found.full:
            found.refuse(text[position:].strip(_NOBODY))
            break
        found.take_line(line)
        position += len(line) + 1
    found.refuse(typed[FIELD_LIMIT:].strip(_NOBODY))
    return found


def addressed(draft: Draft) -> Addressed:
    """The addresses of a draft by field, whatever else is typed there."""
    to, cc, bcc = (read_recipients(typed).addresses for typed in (draft.to, draft.cc, draft.bcc))
    return Addressed(to, cc, bcc)


def check(draft: Draft, *, most: int = 2000) -> tuple[Address, ...]:
    """All recipients, each once; raises Unsendable by field when it cannot go to exactly these people."""
    fields = {name: read_recipients(getattr(draft, name)) for name in ("to", "cc", "bcc")}
    found = _once(each.addresses for each in fields.values())
    if len(found) > most:
        longest = max(fields, key=lambda name: len(fields[name].addresses))
        raise Unsendable({longest: (Hindrance("too_many", entry=str(len(found))),)})
    wrong = {name: _hindrances(read.wrong) for name, read in fields.items() if read.wrong}
    if wrong:
        raise Unsendable(wrong)
    if not found:
        raise Unsendable({"to": (Hindrance("none"),)})
    return found


def everybody(draft: Draft) -> tuple[Address, ...]:
    """All recipients, each once, whatever else is typed."""
    found = addressed(draft)
    return _once((found.to, found.cc, found.bcc))


def _once(fields: Iterable[tuple[Address, ...]]) -> tuple[Address, ...]:
    first: dict[str, Address] = {}
    for each in fields:
        for address in each:
            first.setdefault(address.spec.casefold(), address)
    return tuple(first.values())


def _hindrances(wrong: tuple[str, ...]) -> tuple[Hindrance, ...]:
    return tuple(Hindrance("not_an_address", entry=piece[:_SHOWN_PIECE]) for piece in wrong[:_SHOWN_WRONG])


def written(addresses: Iterable[Address]) -> str:
    """Addresses as a person would type them; read_recipients reads the same again."""
    return ", ".join(filter(None, map(_written, addresses)))


def _written(address: Address) -> str:
    name = one_line(address.name)
    if not address.spec:
        return name
    if _NEEDS_QUOTES.search(name):
        name = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{name} <{address.spec}>" if name else address.spec


def one_line(text: str) -> str:
    """Names for a header: controls, line breaks and direction overrides become blanks, runs of them one."""
    return " ".join(_UNWRITABLE.sub(" ", text).split())


def to_smtp(spec: str) -> str:
    """The addr-spec with its domain in A-labels (RFC 5890, RFC 6531 3.3); ValueError if it is none."""
    found = _SPEC.fullmatch(spec) if len(spec) <= 320 else None
    if found is None:
        raise ValueError("not an addr-spec")
    local, domain = found["local"], found["domain"]
    if not domain.startswith("["):
        domain = _a_labels(domain)
    # RFC 5321 section 4.5.3.1: 64 octets, 254 with the domain.
    if len(local.encode()) > 64 or len(f"{local}@{domain}".encode()) > 254:
        raise ValueError("addr-spec too long")
    return f"{local}@{domain}"


@lru_cache(maxsize=1024)
def _a_labels(domain: str) -> str:
    ascii_domain = domain if domain.isascii() else ".".join(map(_a_label, _DOTS.split(domain)))
    if _DOMAIN.fullmatch(ascii_domain) is None:
        raise ValueError("not a domain")
    return ascii_domain


def _a_label(label: str) -> str:
    """The library's codec is IDNA 2003 and would send mail for straße.example to strasse.example."""
    folded = unicodedata.normalize("NFC", label.replace("ẞ", "ß")).lower()
    if "\u200c" in folded or "\u200d" in folded:
        raise ValueError("joiners in a domain")
    if "ß" in folded or "ς" in folded:
        return "xn--" + unicodedata.normalize("NFKC", folded).encode("punycode").decode("ascii")
    return label.encode("idna").decode("ascii")


def is_address(spec: str) -> bool:
    """Whether a server could be asked to deliver to it."""
    try:
        to_smtp(spec)
    except ValueError:
        return False
    return True


@dataclass(slots=True)
class _Found:
    """The addresses so far, the wrong pieces, all pieces in order, and what is known of the one being read.

    opened is where the name of a group begins on this line, first the number of the pieces before it. known
    are the addresses by how they were read: one that stands there a thousand times is one piece in memory.
    """

    addresses: dict[str, Address] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    known: dict[tuple[str, str, str], Piece] = field(default_factory=dict)
    line: str = ""
    start: int = 0
    depth: int = 0
    name: list[str] = field(default_factory=list)
    comment: list[str] = field(default_factory=list)
    spec: str | None = None
    at: bool = False
    word: bool = False
    cells: bool = False
    opened: int | None = None
    first: int = 0
    group: str = ""

    @property
    def full(self) -> bool:
        return len(self.addresses) >= MOST_ADDRESSES or len(self.wrong) >= _MOST_WRONG

    def take_line(self, line: str) -> None:
        """An address never goes on in the next line, nor does a group."""
        self.begin(line, 0)
        self.opened = None
        pattern, position = _TOKEN, 0
        while found := pattern.match(line, position):
            position = found.end()
            if found[0] == '"':
                pattern = _TOKEN_WITHOUT_QUOTES
            self.take(found.lastgroup or "text", found[0], found.start())
            if self.full:
                self.refuse(line[position:].strip(_NOBODY))
                return
        self.finish(len(line))
        if self.opened is not None and len(self.pieces) == self.first:
            self.name_alone(len(line))

    def name_alone(self, end: int) -> None:
        """Whoever types a name and a colon means somebody, even if nobody stands behind it."""
        typed, self.opened = self.line[self.opened : end].strip(_NOBODY), None
        self.refuse(typed)

    def begin(self, line: str, start: int) -> None:
        self.line, self.start, self.depth = line, start, 0
        self.name, self.comment, self.spec = [], [], None
        self.at = self.word = self.cells = False

    def take(self, kind: str, piece: str, position: int) -> None:
        if kind == "comment":
            self.depth = max(0, self.depth + len(piece) * (1 if piece[0] == "(" else -1))
            self.name.append(" ")
        elif self.depth:
            self.comment.append(piece)
        elif kind == "mark" and not piece.strip("\t") and self.is_cell(position):
            self.name.append(" ")
            self.cells = True
        elif kind == "mark":
            self.finish(position)
            self.close(piece, position)
            self.begin(self.line, position + len(piece))
        elif kind == "colon" and self.spec is None and not self.at:
            self.open(position)
        else:
            self.take_word(kind, piece, position)

    def is_cell(self, position: int) -> bool:
        """Whether what stands before a tab is a cell with a name, and the address comes in a later one."""
        if self.spec is not None or self.at or not self.word:
            return False
        return _ROW.match(self.line, position) is not None

    def open(self, position: int) -> None:
        """A colon ends the name of a group; the first of several names is where the group begins."""
        if self.opened is None or len(self.pieces) > self.first:
            self.opened, self.first = self.start, len(self.pieces)
        self.group = " ".join("".join(self.name).split())
        self.begin(self.line, position + 1)

    def close(self, mark: str, position: int) -> None:
        """A semicolon makes one piece of the group, if it has several people and nothing else."""
        if self.opened is None or ";" not in mark:
            return
        members = self.pieces[self.first :]
        if not members and not _NAMELESS.match(self.group):
            self.name_alone(position)
        if len(members) > 1 and not any(each.is_wrong for each in members):
            people = {one.spec.casefold(): one for each in members for one in each.addresses}
            typed = self.line[self.opened : position + mark.index(";") + 1].strip()
            self.pieces[self.first :] = [Piece(typed, tuple(people.values()), self.group)]
        self.opened = None

    def take_word(self, kind: str, piece: str, position: int) -> None:
        """Behind an angle address the next one begins, whether or not a comma stands between them."""
        if self.spec is not None and piece.strip():
            self.finish(position)
            self.begin(self.line, position)
        self.word = self.word or bool(piece.strip())
        if kind == "angle":
            self.spec = _inner(piece)
        elif kind == "quoted":
            self.name.append(_ESCAPED.sub(r"\1", piece[1:-1]))
        else:
            self.name.append(piece)
            self.at = self.at or "@" in piece

    def finish(self, end: int) -> None:
        """Takes the piece that ends here: an address, several bare ones, or a wrong one."""
        typed = self.line[self.start : end].strip()
        name = " ".join("".join(self.name).split())
        if not typed:
            return
        if self.depth:
            self.refuse(typed)
        elif self.spec is not None:
            self.add(name or " ".join("".join(self.comment).split()), self.spec, typed)
        elif self.cells and is_address(name.rpartition(" ")[2]):
            before, _, spec = name.rpartition(" ")
            self.add(before, spec, typed)
        elif self.comment:
            self.add(" ".join("".join(self.comment).split()), name, typed)
        elif '"' not in typed and all("@" in word for word in typed.split()):
            for word in typed.split():
                self.add("", word, word)
        else:
            self.add("", typed, typed)

    def add(self, name: str, spec: str, typed: str) -> None:
        key = name, spec, self.with_group(typed)
        if key not in self.known:
            if not is_address(spec):
                self.refuse(typed)
                return
            address = Address("" if name == spec else name, spec)
            self.addresses.setdefault(spec.casefold(), address)
            self.known[key] = Piece(key[2], (address,))
        self.pieces.append(self.known[key])

    def refuse(self, typed: str) -> None:
        if typed:
            self.wrong.append(typed)
            self.pieces.append(Piece(self.with_group(typed)))

    def with_group(self, typed: str) -> str:
        """The first piece behind the name of a group takes it along, so that no word is lost."""
        if self.opened is None or len(self.pieces) != self.first:
            return typed
        return f"{self.line[self.opened : self.start].strip()} {typed}"


def _inner(angle: str) -> str:
    """The addr-spec in angle brackets, without the route of old mail (RFC 5322 section 4.4) or a scheme."""
    inner = angle[1:-1].strip()
    return inner.rpartition(":")[2] if inner[:1] == "@" or inner[:7].lower() == "mailto:" else inner
