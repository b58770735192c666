"""Card: one contact as a value, checked before it is kept; and by what words it is found."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from webmail.accounts import folded, words_of, words_of_address
from webmail.contacts.errors import ContactRefused

LONGEST = {"name": 200, "organisation": 200, "telephone": 400, "note": 20_000}
MOST_ADDRESSES = 20
LONGEST_ADDRESS = 320
MOST_GROUPS = 20
# What no line of a person's may hold: controls, and marks that turn the direction of what follows.
_UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")
_UNWRITABLE_IN_TEXT = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+"
)
_ADDRESS = re.compile(r"""[^\s<>()\[\],;:@"\\]+@[^\s<>()\[\],;:@"\\]+""")


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture that came with a vCard, of a type that is known."""

    octets: bytes
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One contact; the first address is the one that mail goes to. groups are names of groups."""

    name: str = ""
    addresses: tuple[str, ...] = ()
    organisation: str = ""
    telephone: str = ""
    note: str = ""
    photo: Photo | None = field(default=None, repr=False)
    groups: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What it is called where there is no name."""
        return self.name or (self.addresses[0] if self.addresses else self.organisation)

    def checked(self) -> "Card":
        """The same, tidied; raises ContactRefused for what no contact can be."""
        addresses = _once(address for each in self.addresses if (address := line(each)))
        card = replace(
            self,
            name=line(self.name),
            addresses=addresses,
            organisation=line(self.organisation),
            telephone=line(self.telephone),
            note=text(self.note),
            groups=tuple(dict.fromkeys(name for each in self.groups if (name := line(each)))),
        )
        if not card.label:
            raise ContactRefused("name", "missing")
        for name, most in LONGEST.items():
            if len(getattr(card, name)) > most:
                raise ContactRefused(name, "too_long")
        if len(card.addresses) > MOST_ADDRESSES:
            raise ContactRefused("addresses", "too_many")
        for address in card.addresses:
            if not is_address(address):
                raise ContactRefused("addresses", "malformed", address[:60])
        return card

    def joined(self, other: "Card") -> "Card":
        """Both as one, with nothing lost: what only one has is kept, what differs is added to the note."""
        notes = [self.note, other.note if other.note not in self.note else ""]
        for name in ("name", "organisation"):
            mine, its = getattr(self, name), getattr(other, name)
            if mine and its and folded(mine) != folded(its):
                notes.append(its)
        return replace(
            self,
            name=self.name or other.name,
            addresses=_once((*self.addresses, *other.addresses)),
            organisation=self.organisation or other.organisation,
            telephone=_both(self.telephone, other.telephone),
            note="\n".join(note for note in notes if note),
            photo=self.photo or other.photo,
            groups=tuple(dict.fromkeys((*self.groups, *other.groups))),
        )


def line(written: str) -> str:
    """One line as it is kept: nothing that cannot be seen, no blanks around."""
    return " ".join(_UNWRITABLE.sub(" ", written).split())


def text(written: str) -> str:
    """Several lines as they are kept."""
    return _UNWRITABLE_IN_TEXT.sub(" ", written.replace("\r\n", "\n").replace("\r", "\n")).strip()


def is_address(written: str) -> bool:
    """Whether mail could go there."""
    return len(written) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(written) is not None


def key_of(*, names: Iterable[str], addresses: Iterable[str] = ()) -> str:
    """All words with a blank before each, so that the beginning of one is found as text."""
    found = set(words_of(*names))
    for address in addresses:
        found |= words_of_address(address) | words_of(address.partition("@")[2])
    return "".join(f" {word}" for word in sorted(found))


def name_key(name: str) -> str:
    """The same for "Müller, Anna" and "Anna Mueller"."""
    return " ".join(sorted(words_of(name)))


def _once(addresses: Iterable[str]) -> tuple[str, ...]:
    """Each address where it comes first, as it is written there."""
    found: dict[str, str] = {}
    for each in addresses:
        found.setdefault(each.lower(), each)
    return tuple(found.values())


def _both(one: str, other: str) -> str:
    if not other or other in one:
        return one
    return f"{one}, {other}" if one else other
