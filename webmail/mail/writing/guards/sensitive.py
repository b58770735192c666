"""Sensitive matters: words that must not leave the service by email, found whatever they mean there."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from webmail.policy import Clause

TEXT_READ = 200_000
_SHOWN = 3
_SHOWN_LENGTH = 60
_PIECES = {"*": r"\w{0,40}", "#": r"\d", " ": r"\s{1,10}", "-": r"[-\s]?"}

_IBAN = re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}(?:[ \u00a0]?[A-Za-z0-9]){11,42}")
_IBAN_LENGTHS = {
    "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CZ": 24, "DE": 22, "DK": 18, "ES": 24, "FI": 18, "FR": 27,
    "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IT": 27, "LI": 21, "LT": 20, "LU": 20, "NL": 18,
    "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24, "SI": 19, "SK": 24, "TR": 26, "UA": 29,
}  # fmt: skip
_BIRTH = re.compile(
    r"(?<!\w)(?:geb\.|geboren|geburtsdatum|geburtstag|born|birth ?date|birthday"
    r"|date of birth|dob)[^\d\n]{0,20}"
    r"(?:\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?(?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}"
    r"|\d{1,2}\.?\s(?:jan|feb|mär|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec)\w{0,7}\s\d{4})(?!\d)",
    re.IGNORECASE,
)

Detector = Callable[[str], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Matter:
    """One sensitive matter: how it is called, its patterns, its rule, and what is allowed instead.

    In a pattern "*" stands for further letters of a word, "#" for a digit, "-" for a hyphen, a blank or
    nothing; everything else is itself, in capital letters or small ones. So no pattern takes long on any
    text, as expressions that people write do. label, rule and channel are English source text, or the
    operator's own.
    always: inside of the service too.
    """

    name: str
    label: str
    patterns: tuple[str, ...]
    rule: str
    channel: str
    always: bool = False

    @property
    def clause(self) -> Clause:
        return Clause(f"sensitive.{self.name}", self.rule)

    def found(self, text: str) -> tuple[str, ...]:
        """The places where it is spoken of, as they are written; each once, however it is capitalised."""
        places: dict[str, str] = {}
        for place in self._places(text):
            places.setdefault(place.casefold(), place)
        return tuple(places.values())

    def _places(self, text: str) -> Iterator[str]:
        if detect := DETECTORS.get(self.name):
            yield from detect(text)
        if self.patterns:
            yield from (found[0] for found in _expression(self.patterns).finditer(text))


def shown(places: Sequence[str]) -> tuple[str, ...]:
    """Those that a page names."""
    return tuple(place[:_SHOWN_LENGTH] for place in places[:_SHOWN])


def searched(subject: str, words: str, names: Sequence[str]) -> str:
    """The text that is looked through; names of files say a lot, in words parted by other signs."""
    files = (re.sub(r"[_.-]+", " ", name[:500]) for name in names[:200])
    return "\n".join((subject[:2000], *files, words[:TEXT_READ]))[:TEXT_READ]


@lru_cache(maxsize=256)
def _expression(patterns: tuple[str, ...]) -> re.Pattern[str]:
    ways = ("".join(_PIECES.get(char, re.escape(char)) for char in pattern) for pattern in patterns)
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)", re.IGNORECASE)


def _ibans(text: str) -> Iterator[str]:
    """Those whose check digits are right (ISO 13616): other long numbers are none."""
    for found in _IBAN.finditer(text):
        number = "".join(found[0].split()).upper()
        length = _IBAN_LENGTHS.get(number[:2])
        if length and len(number) >= length and _is_iban(number[:length]):
            yield number[:length]


def _is_iban(number: str) -> bool:
    turned = number[4:] + number[:4]
    return int("".join(str(int(char, 36)) for char in turned)) % 97 == 1


def _births(text: str) -> Iterator[str]:
    for found in _BIRTH.finditer(text):
        yield " ".join(found[0].split())


# Matters that no pattern can describe; by the name under [sensitive].
DETECTORS: Mapping[str, Detector] = {"iban": _ibans, "birth_date": _births}
