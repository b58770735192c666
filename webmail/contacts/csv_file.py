"""Contacts in CSV files as Outlook, Google and Thunderbird write them in German and English; and our own."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Literal

from webmail.contacts.card import Card
from webmail.contacts.errors import ImportRefused
from webmail.contacts.row import Row

MOST_COLUMNS = 300
HEADER_AT_MOST = 64 * 1024
SEPARATORS: tuple[Literal[";", ",", "\t"], ...] = (";", ",", "\t")
# Google puts several values into one cell.
SEVERAL = " ::: "
# A table program would take these for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Google's own names of groups, which say nothing.
_NO_GROUPS = {"mycontacts", "my contacts", "meine kontakte", "starred"}

_NAME = "name|display name|full name|anzeigename|vollständiger name|file as|speichern unter"
_COLUMNS: Mapping[str, re.Pattern[str]] = {
    "name": re.compile(_NAME),
    "first": re.compile("first name|given name|vorname"),
    "middle": re.compile("middle name|additional name|weitere vornamen|zweiter vorname"),
    "last": re.compile("last name|family name|surname|nachname|familienname"),
    "address": re.compile(
        r"(?:(?:primary |secondary |primäre |sekundäre |zweite )?"
        r"e-?mail(?:[ -]?(?:address|adresse))?(?: ?\d)?"
        r"|e-?mail ?\d? (?:address|adresse)|e-?mail \d - value|mail|adresse \(e-?mail\))"
    ),
    "organisation": re.compile(
        "company|organi[sz]ation|firma|school|schule|organi[sz]ation name|organi[sz]ation 1 - name|"
        "unternehmen|institution"
    ),
    "telephone": re.compile(
        r"(?:.*phone(?: ?\d)?(?: - value)?|.*telefon.*|.*mobile?(?:nummer| number)?|handy|tel\.?)"
    ),
    "note": re.compile("notes?|notizen|bemerkung(?:en)?|anmerkung(?:en)?"),
    "groups": re.compile("categories|kategorien|group membership|labels|gruppen?|groups?"),
}
_NO_COLUMN = re.compile(r".*(?:\btype|\btyp|- label|display name \d|anzeigename \d|fax).*")

EXPORTED = ("Name", "E-Mail-Adresse", "Weitere E-Mail-Adressen", "Schule", "Telefon", "Notizen", "Gruppen")


def read_csv(octets: bytes, *, most: int) -> list[Row]:
    """A row for each line with anything in it; raises ImportRefused where no column is known."""
    text = _decoded(octets)
    header_end = text.find("\n")
    header = text[: header_end if header_end >= 0 else None][:HEADER_AT_MOST]
    separator = max(SEPARATORS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    columns = _known(next(_lines(reader), (1, []))[1] or [])
    if not {"address", "name", "first", "last"} & set(columns.values()):
        raise ImportRefused("no_columns")
    rows: list[Row] = []
    for number, cells in _lines(reader):
        if cells is None:
            rows.append(Row(number, label="", why="broken"))
        elif any(cell.strip() for cell in cells):
            rows.append(Row.of(number, _card(columns, cells)))
        if len(rows) > most:
            break
    return rows


def _lines(reader: Iterator[list[str]], first: int = 2) -> Iterator[tuple[int, list[str] | None]]:
    """Each row with the number that a table program shows beside it; None for one that cannot be read."""
    for number in count(first):
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield number, None
            continue
        yield number, cells[:MOST_COLUMNS]


def _decoded(octets: bytes) -> str:
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        return octets.decode("utf-16", "replace")
    try:
        return octets.decode("utf-8-sig")
    except UnicodeError:
        return octets.decode("cp1252", "replace")


def _known(header: Sequence[str]) -> dict[int, str]:
    """What each column that we know is for."""
    found: dict[int, str] = {}
    for at, title in enumerate(header):
        plain = " ".join(title.lower().replace("*", "").split())
        if _NO_COLUMN.fullmatch(plain):
            continue
        kind = next((kind for kind, pattern in _COLUMNS.items() if pattern.fullmatch(plain)), None)
        if kind:
            found[at] = kind
        elif plain == "weitere e-mail-adressen":
            found[at] = "address"
    return found


def _card(columns: Mapping[int, str], cells: Sequence[str]) -> Card:
    values: dict[str, list[str]] = {}
    for at, kind in columns.items():
        if at < len(cells) and (value := _plain(cells[at].strip())):
            values.setdefault(kind, []).append(value)
    named = " ".join(value for part in ("first", "middle", "last") for value in values.get(part, ())[:1])
    return Card(
        name=named or next(iter(values.get("name", ())), ""),
        addresses=tuple(each for value in values.get("address", ()) for each in _several(value)),
        organisation=next(iter(values.get("organisation", ())), ""),
        telephone=", ".join(dict.fromkeys(values.get("telephone", ()))),
        note="\n".join(values.get("note", ())),
        groups=tuple(_groups(values.get("groups", ()))),
    )


def _plain(cell: str) -> str:
    """Without the sign that keeps table programs from reading a formula, as we write it ourselves."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _several(value: str) -> list[str]:
    """The addresses in a cell, names around them left out; what holds none is one bad address."""
    found = [each.strip("<>") for each in re.split(r"[;,\s]+", value) if "@" in each]
    return found or [value]


def _groups(values: Iterable[str]) -> Iterator[str]:
    for value in values:
        for part in value.split(SEVERAL):
            for name in part.split(";"):
                name = name.strip().removeprefix("* ").strip()
                if name and name.lower() not in _NO_GROUPS:
                    yield name


def as_csv(cards: Iterable[Card]) -> Iterator[str]:
    """The cards as lines that table programs in German read; no cell can be taken for a formula."""
    # The mark at the beginning tells Excel that this is UTF-8.
    yield "\ufeff" + _line(EXPORTED)
    for card in cards:
        cells = (
            card.name,
            card.addresses[0] if card.addresses else "",
            "; ".join(card.addresses[1:]),
            card.organisation,
            card.telephone,
            card.note,
            "; ".join(card.groups),
        )
        yield _line(cells)


def _line(cells: Iterable[str]) -> str:
    written = io.StringIO(newline="")
    safe = [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells]
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerow(safe)
    return written.getvalue()
