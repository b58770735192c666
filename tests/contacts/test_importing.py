"""Files of contacts: what other programs write comes in, what strangers have made up does no harm."""

import base64
from contextlib import suppress
from time import monotonic

import pytest

from tests.cast import ANNA
from tests.conftest import HeldClock
from tests.contacts.ways import imports_of
from webmail.accounts.lookup import find_by_address
from webmail.contacts import (
    Card,
    ImportRefused,
    Imports,
    Known,
    PersonalContacts,
    Photo,
    Preview,
    as_csv,
    as_vcards,
)
from webmail.contacts.models import PendingImport
from webmail.contacts.vcard_process import PHOTO_LIMIT
from webmail.database import db
from webmail.policy import Policy

PNG = b"\x89PNG picture"
WHOLE = Card(
    name="Anna; Müller, die Ältere",
    addresses=("anna@gmx.example", "a.mueller@schule.example"),
    organisation="Goethe, Gymnasium; Weimar",
    telephone="+49 1, +49 2",
    note="eins, zwei\ndrei; \\vier",
    groups=("Chor, Alt", "Fachschaft"),
    photo=Photo(PNG, "image/png"),
)


@pytest.fixture(params=["sqlite"])
def database(database: object) -> object:
    """These are about files; one database is enough."""
    return database


@pytest.fixture
def imports(annas: PersonalContacts, clock: HeldClock) -> Imports:
    account = find_by_address(ANNA.address)
    assert account is not None
    return imports_of(annas.book, account=account.id, policy=Policy({}), clock=clock)


def vcard(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(("BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""))


def cards(preview: Preview) -> list[Card]:
    return [row.card for row in preview.fresh if row.card]


def only(preview: Preview) -> Card:
    (card,) = cards(preview)
    assert preview.bad == ()
    return card


# -- vCard -----------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_what_is_exported_as_vcard_comes_back_the_same(version: str, imports: Imports) -> None:
    text = "".join(as_vcards([WHOLE], version=version))
    assert f"VERSION:{version}\r\n" in text
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert only(imports.take(text.encode())) == WHOLE


@pytest.mark.parametrize(
    ("octets", "name", "address"),
    [
        (vcard("FN:Jürgen Müller", "item1.EMAIL;type=INTERNET:j@m.de").encode(), "Jürgen Müller", "j@m.de"),
        (vcard("FN:Jürgen Müller", "EMAIL:j@m.de").encode("cp1252"), "Jürgen Müller", "j@m.de"),
        (b"\xef\xbb\xbf" + vcard("FN:Jürgen", "EMAIL:j@m.de").encode(), "Jürgen", "j@m.de"),
        (vcard("FN:Jürgen", "EMAIL:j@m.de").encode("utf-16"), "Jürgen", "j@m.de"),
        (vcard("N:Müller;Jürgen;;Dr.;", "EMAIL:j@m.de").encode(), "Dr. Jürgen Müller", "j@m.de"),
        (
            vcard(
                "N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;J=FCr=",
                "gen",
                "EMAIL:j@m.de",
                version="2.1",
            ).encode(),
            "Jürgen Müller",
            "j@m.de",
        ),
        (vcard("FN:Jür", " gen", "EMAIL:j", " @m.de").encode(), "Jürgen", "j@m.de"),
        (vcard("FN:Jürgen", "EMAIL:mailto:j@m.de", version="4.0").encode(), "Jürgen", "j@m.de"),
        (vcard("FN:Meyer, Jürgen", "EMAIL:j@m.de").replace("\r\n", "\n").encode(), "Meyer, Jürgen", "j@m.de"),
    ],
)
def test_cards_of_other_programs_are_read(octets: bytes, name: str, address: str, imports: Imports) -> None:
    card = only(imports.take(octets))
    assert (card.name, card.addresses) == (name, (address,))


def test_a_bad_card_is_reported_and_takes_no_other_along(imports: Imports) -> None:
    text = (
        vcard("FN:Gut", "EMAIL:gut@x.de")
        + "BEGIN:VCARD\r\nFN:Offen\r\n"
        + vcard("kein Feld", "FN:x")
        + vcard("NOTE:niemand")
        + vcard("FN:Schlecht", "EMAIL:kein ort")
        + vcard("FN:Auch gut")
    )
    preview = imports.take(text.encode())
    assert [card.name for card in cards(preview)] == ["Gut", "Auch gut"]
    assert [(row.number, row.why) for row in preview.bad] == [
        (2, "open"),
        (3, "broken"),
        (4, "name_missing"),
        (5, "addresses_malformed"),
    ]
    assert preview.bad[3].label == "Schlecht"


def test_photos_that_are_none_or_large_or_elsewhere_are_left_out(imports: Imports) -> None:
    large = base64.b64encode(PNG + b"x" * PHOTO_LIMIT).decode()
    svg = base64.b64encode(b"<svg onload=alert(1)>").decode()
    text = (
        vcard("FN:Groß", f"PHOTO;ENCODING=b;TYPE=PNG:{large}")
        + vcard("FN:Zeichnung", f"PHOTO:data:image/svg+xml;base64,{svg}", version="4.0")
        + vcard("FN:Anderswo", "PHOTO;VALUE=uri:http://127.0.0.1:1/p.png")
        + vcard("FN:Gut", f"PHOTO;ENCODING=b:{base64.b64encode(PNG).decode()}")
    )
    preview = imports.take(text.encode())
    assert [card.photo for card in cards(preview)] == [None, None, None, Photo(PNG, "image/png")]
    assert preview.without_photo == 2


@pytest.mark.parametrize(
    "octets",
    [
        b"BEGIN:VCARD\r\nFN" + b';A="' * 20_000 + b"\r\nEND:VCARD\r\n",
        b"BEGIN:VCARD\r\n" * 5_000,
        b"BEGIN:VCARD\r\nFN:" + b"a\r\n b" * 100_000 + b"\r\nEND:VCARD\r\n",
        b"BEGIN:VCARD\r\nN:" + b";" * 1_000_000 + b"\r\nEND:VCARD\r\n",
        b"BEGIN:VCARD\r\nFN:\x00\x01\r\nEND:VCARD\r\n",
        b"BEGIN:VCARD" + b"\n" * 1_000_000,
        b"BEGIN:VCARD\r\nBEGIN:VEVENT\r\nEND:VCARD\r\n",
    ],
    ids=["quotes", "begins", "folds", "semicolons", "octets", "lines", "nested"],
)
def test_what_is_made_to_do_harm_ends_soon_and_brings_nobody(octets: bytes, imports: Imports) -> None:
    began = monotonic()
    with suppress(ImportRefused):
        assert cards(imports.take(octets)) == []
    assert monotonic() - began < 30


def test_a_card_that_takes_for_ever_does_not_keep_the_next_from_being_read(imports: Imports) -> None:
    text = "BEGIN:VCARD\r\nFN" + ';A="' * 20_000 + "\r\nEND:VCARD\r\n" + vcard("FN:Danach")
    assert [card.name for card in cards(imports.take(text.encode()))] == ["Danach"]


@pytest.mark.parametrize(
    ("octets", "why"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"x" * (5 * 1024 * 1024 + 1), "large"),
        (vcard("FN:x").encode() * 5_001, "too_many"),
        (b"Name\r\n" + b"Anna\r\n" * 5_001, "too_many"),
        (b"%PDF-1.4 \x00\x01", "no_columns"),
        (b"Preis;Menge\r\n1;2\r\n", "no_columns"),
        (b"Name;E-Mail\r\n", "empty"),
    ],
)
def test_files_that_cannot_be_imported_are_refused_with_the_reason(
    octets: bytes, why: str, imports: Imports
) -> None:
    with pytest.raises(ImportRefused) as refusal:
        imports.take(octets)
    assert refusal.value.why == why


# -- CSV -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "line"),
    [
        ("Vorname;Nachname;E-Mail-Adresse;Firma", "Jürgen;Müller;j@m.de;Schule"),
        ("First Name,Middle Name,Last Name,E-mail Address,Company", "Jürgen,,Müller,j@m.de,Schule"),
        (
            "Name,Given Name,E-mail 1 - Type,E-mail 1 - Value,Organization 1 - Name",
            "Jürgen Müller,,* Work,j@m.de,Schule",
        ),
        ("First Name,Last Name,Display Name,Primary Email,Organization", "Jürgen,Müller,JM,j@m.de,Schule"),
        (
            "Vorname,Nachname,Anzeigename,Primäre E-Mail-Adresse,Organisation",
            "Jürgen,Müller,JM,j@m.de,Schule",
        ),
        ("Name\tE-Mail\tSchule", "Jürgen Müller\tj@m.de\tSchule"),
        ('"Name";"E-Mail";"Schule"', '"Jürgen Müller";"j@m.de";"Schule"'),
    ],
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_of_other_programs_is_read(header: str, line: str, codec: str, imports: Imports) -> None:
    card = only(imports.take(f"{header}\r\n{line}\r\n".encode(codec)))
    assert (card.name, card.addresses, card.organisation) == ("Jürgen Müller", ("j@m.de",), "Schule")


def test_several_addresses_numbers_and_groups_are_taken(imports: Imports) -> None:
    text = (
        "Name,E-mail 1 - Value,E-mail 2 - Value,Phone 1 - Value,Labels,Notes\r\n"
        'Anna,a@x.de ::: b@x.de,c@x.de,+49 1,* myContacts ::: Chor,"eins\nzwei"\r\n'
    )
    card = only(imports.take(text.encode()))
    assert card.addresses == ("a@x.de", "b@x.de", "c@x.de")
    assert (card.telephone, card.groups, card.note) == ("+49 1", ("Chor",), "eins\nzwei")


def test_bad_lines_are_reported_with_their_number(imports: Imports) -> None:
    text = 'Name;E-Mail\r\nGut;g@x.de\r\n;;\r\n;kein ort\r\n"offen;x@x.de\r\n' + "x" * 140_000
    preview = imports.take(text.encode())
    assert [card.name for card in cards(preview)] == ["Gut"]
    assert [row.why for row in preview.bad] == ["addresses_malformed", "broken"]
    assert preview.bad[0].number == 4


def test_a_csv_of_ours_comes_back_the_same_but_for_the_photo(imports: Imports) -> None:
    card = Card(**{**_fields(WHOLE), "groups": ("Chor", "Fachschaft"), "photo": None})
    assert only(imports.take("".join(as_csv([card])).encode())) == card


@pytest.mark.parametrize("cell", ["=1+1", "+49 1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_no_exported_cell_begins_a_formula(cell: str, imports: Imports) -> None:
    card = Card(name=cell, organisation=cell, note=cell, telephone="+49 1")
    lines = "".join(as_csv([card])).splitlines()
    assert not any(each.strip('"').startswith(("=", "+", "-", "@")) for each in lines[1].split(";"))
    assert only(imports.take("\r\n".join(lines).encode())) == card


def test_a_bad_row_has_the_number_that_a_table_program_shows_beside_it(imports: Imports) -> None:
    octets = b'Name;E-Mail;Notizen\r\nAnna;a@x.example;"zwei\r\nZeilen"\r\n\r\nBoris;kein at;\r\n'
    assert [row.number for row in imports.take(octets).bad] == [4]


def test_a_hundred_thousand_lines_are_refused_soon(imports: Imports) -> None:
    began = monotonic()
    with pytest.raises(ImportRefused):
        imports.take(b"Name;E-Mail\r\n" + b"Anna;a@x.de\r\n" * 100_000)
    assert monotonic() - began < 10


# -- what is known, and the decision ---------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (Known.JOIN, [("Anna", ("anna@gmx.example", "neu@x.de"), "1"), ("Otto", ("o@x.de",), "")]),
        (Known.SKIP, [("Anna", ("anna@gmx.example",), ""), ("Otto", ("o@x.de",), "")]),
        (
            Known.ADD,
            [
                ("Anna", ("anna@gmx.example",), ""),
                ("Anna M.", ("ANNA@gmx.example", "neu@x.de"), "1"),
                ("Otto", ("o@x.de",), ""),
            ],
        ),
    ],
)
def test_who_is_known_is_completed_left_or_added(
    known: Known, expected: list[object], imports: Imports, annas: PersonalContacts
) -> None:
    annas.book.add(Card(name="Anna", addresses=("anna@gmx.example",)))
    text = vcard("FN:Anna M.", "EMAIL:ANNA@gmx.example", "EMAIL:neu@x.de", "TEL:1") + vcard(
        "FN:Otto", "EMAIL:o@x.de"
    )
    preview = imports.take(text.encode())
    assert [(row.label, kept.label) for row, kept in preview.known] == [("Anna M.", "Anna")]
    assert imports.carry_out(preview.mark, known) is not None
    found = [(each.card.name, each.card.addresses, each.card.telephone) for each in annas.book.all().contacts]
    assert found == expected


def test_cards_of_one_file_with_the_same_address_become_one(
    imports: Imports, annas: PersonalContacts
) -> None:
    text = vcard("FN:Anna", "EMAIL:a@x.de", "CATEGORIES:Chor") + vcard("FN:Anna", "EMAIL:A@x.de", "TEL:1")
    preview = imports.take(text.encode())
    assert (len(preview.fresh), preview.together) == (2, 1)
    imported = imports.carry_out(preview.mark, Known.JOIN)
    assert imported is not None
    assert imported.added == 1
    (kept,) = annas.book.all().contacts
    assert (kept.card.addresses, kept.card.telephone) == (("a@x.de",), "1")


def test_the_same_file_a_second_time_changes_nothing(
    imports: Imports, annas: PersonalContacts, clock: HeldClock
) -> None:
    text = "".join(as_vcards([WHOLE, Card(name="Otto", addresses=("o@x.de",))], version="4.0"))
    imports.carry_out(imports.take(text.encode()).mark, Known.JOIN)
    before = list(annas.book.cards())
    imported = imports.carry_out(imports.take(text.encode()).mark, Known.JOIN)
    assert imported is not None
    assert (imported.added, imported.joined) == (0, 2)
    assert list(annas.book.cards()) == before


def test_two_cards_that_are_one_known_contact_both_complete_it(
    imports: Imports, annas: PersonalContacts
) -> None:
    annas.book.add(Card(name="Anna", addresses=("a@x.de", "b@x.de")))
    text = vcard("FN:Anna", "EMAIL:a@x.de", "TEL:1", "CATEGORIES:Chor") + vcard(
        "FN:Anna", "EMAIL:b@x.de", "TEL:2"
    )
    imports.carry_out(imports.take(text.encode()).mark, Known.JOIN)
    (card,) = annas.book.cards()
    assert (card.telephone, card.groups) == ("1, 2", ("Chor",))


def test_a_decision_is_made_once_and_in_time(
    imports: Imports, annas: PersonalContacts, clock: HeldClock
) -> None:
    mark = imports.take(vcard("FN:Anna").encode()).mark
    assert imports.carry_out("another", Known.JOIN) is None
    assert imports.carry_out(mark, Known.JOIN) is not None
    assert imports.carry_out(mark, Known.JOIN) is None
    late = imports.take(vcard("FN:Otto").encode()).mark
    clock.move(minutes=61)
    assert imports.carry_out(late, Known.JOIN) is None
    assert annas.book.count() == 1


def test_what_nobody_decided_about_is_forgotten(imports: Imports, clock: HeldClock) -> None:
    imports.take(vcard("FN:Anna").encode())
    clock.move(minutes=61)
    imports.take(vcard("FN:Otto").encode())
    assert db.session.query(PendingImport).count() == 1
    imports.forget()
    assert db.session.query(PendingImport).count() == 0


def test_a_book_that_would_overflow_takes_nothing(
    imports: Imports, annas: PersonalContacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    from webmail.contacts import ContactRefused

    annas.book.add(Card(name="Anna", addresses=("a@x.de",)))
    monkeypatch.setattr("webmail.contacts.book.MOST_CONTACTS", 1)
    preview = imports.take((vcard("FN:Anna", "EMAIL:a@x.de", "TEL:1") + vcard("FN:Otto")).encode())
    with pytest.raises(ContactRefused):
        imports.carry_out(preview.mark, Known.JOIN)
    (kept,) = annas.book.all().contacts
    assert kept.card.telephone == ""
    assert imports.pending(preview.mark) is not None


def _fields(card: Card) -> dict[str, object]:
    return {name: getattr(card, name) for name in card.__slots__}
