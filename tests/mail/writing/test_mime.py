"""What we send is what was written, whoever reads it."""

import base64
import random
import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import getaddresses
from time import process_time

import pytest

from tests.mail.reading.stored import stored
from tests.mail.writing.made import ANNA, DATE, WRITING, draft, message, parsed, stored_attachment
from webmail.mail.address import Address
from webmail.mail.reading.charset import decode_text
from webmail.mail.reading.headers import read_header
from webmail.mail.reading.transfer import decode_transfer
from webmail.mail.writing.draft import Ask, Draft, Writing
from webmail.mail.writing.identity import Identity
from webmail.mail.writing.mime import (
    Private,
    head,
    kept_references,
    needs_smtputf8,
    private_note,
    read_draft,
)
from webmail.mail.writing.nest import closing, new_boundary, opening
from webmail.mail.writing.recipients import Addressed, addressed

SUBJECTS = [
    "Konferenz",
    "Konferenz für alle",
    "a " * 60 + "b",
    "zwei  Blanke   und mehr" * 5,
    "x" * 500,
    "ü" * 500,
    "🎒👩‍🏫" * 40,
    "לוח זמנים",
    "=?utf-8?q?nein?=",
    "a=?b",
    "Größe: 5 < 6 & \"7\" 'x' \\ _?=",
    "",
]
NAMES = [
    *(
        "Jana",
        "Jana Vogel",
        "Vogel, Jana",
        'Die "Neue"',
        "a\\b",
        "Müller (5a)",
        "Müller, Jörg",
        "🎒👩‍🏫",
        "מורה",
    ),
    *(
        "Dr. U. v. H.",
        "x@y.example",
        "a:b;c",
        "=?utf-8?q?nein?=",
        "O'Neill",
        "",
        "Ü" * 100,
        "Wort " * 30 + "Ende",
    ),
    *("x" * 120, "_a_b_", "a?b=c", "<b>"),
]


def own(of: bytes) -> Draft:
    """As our own reading takes it up again."""
    read = stored(of)
    text = _text_of(of)
    return read_draft(WRITING, read.header, text, private=None)


def _text_of(raw: bytes) -> str:
    read = stored(raw)
    assert read.structure is not None
    part = next(each for each in read.structure.walk() if each.section == "1")
    return decode_text(decode_transfer(_section(raw), part.encoding), part.parameters.get("charset"))


def _section(raw: bytes) -> bytes:
    """The octets of section 1, as a store hands them over."""
    found = re.search(rb'boundary="([^"]+)"', raw)
    if found is None:
        return raw.partition(b"\r\n\r\n")[2]
    part = raw.split(b"--" + found[1])[1].removesuffix(b"\r\n")
    return part.removeprefix(b"\r\n").partition(b"\r\n\r\n")[2]


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: ascii(subject[:20]))
def test_a_subject_is_read_as_written(subject: str) -> None:
    raw = message(draft(subject=subject))
    assert parsed(raw)["subject"] == subject.strip()
    assert own(raw).subject == subject.strip()


@pytest.mark.parametrize("seed", range(30))
def test_names_and_addresses_are_read_as_written(seed: int) -> None:
    chance = random.Random(seed)
    names = [chance.choice(NAMES).strip() for _ in range(8)]
    people = tuple(Address(name, f"p{number}@schule.example") for number, name in enumerate(names))
    raw = message(draft(), recipients=Addressed(people[:4], people[4:6], people[6:]))
    read = read_header(raw)
    assert (*read.to, *read.cc, *read.bcc) == people
    told = [each for name in ("to", "cc", "bcc") for each in parsed(raw)[name].addresses]
    assert [each.addr_spec for each in told] == [each.spec for each in people]
    assert [name for name in names if len(name) < 60] == [
        each.display_name for each, name in zip(told, names, strict=True) if len(name) < 60
    ]
    assert older_reading(raw) == [(each.name, each.spec) for each in people]


def older_reading(raw: bytes) -> list[tuple[str, str]]:
    """The library's older parser: the newer one puts blanks between encoded words in some versions."""
    old = message_from_bytes(raw, policy=policy.compat32)
    found = getaddresses([old[name] for name in ("to", "cc", "bcc")])
    return [(str(make_header(decode_header(name))), spec) for name, spec in found]


@pytest.mark.parametrize("text", ["ü" * 500, "a" + "ü" * 500, "🎒" * 300, "ab🎒" * 200])
def test_no_character_is_cut_between_two_encoded_words(text: str) -> None:
    raw = message(draft(subject=text), identity=Identity(Address(text, "anna@schule.example")))
    words = re.findall(rb"=\?utf-8\?b\?([^?]+)\?=", raw)
    assert len(words) > 10
    for word in words:
        base64.b64decode(word, validate=True).decode()


def test_lines_are_short_and_ascii_where_they_can_be() -> None:
    people = tuple(Address(name, f"p{number}@schule.example") for number, name in enumerate(NAMES))
    of = draft(subject="ü" * 400, references=tuple(f"<{number}@schule.example>" for number in range(100)))
    header = message(of, recipients=Addressed(people), private="x" * 5000).partition(b"\r\n\r\n")[0]
    assert header.isascii()
    assert max(map(len, header.split(b"\r\n"))) <= 78


def test_a_local_part_outside_of_ascii_stands_as_it_is() -> None:
    raw = message(draft(to="Zoë <zoë@münchen.example>"))
    assert "<zoë@xn--mnchen-3ya.example>".encode() in raw
    assert read_header(raw).to == (Address("Zoë", "zoë@xn--mnchen-3ya.example"),)


def test_smtputf8_is_needed_for_local_parts_only() -> None:
    assert needs_smtputf8([Address("", "a@b.example"), Address("", "zoë@b.example")])
    assert not needs_smtputf8([Address("Zoë", "z@münchen.example")])


TEXTS = [
    *("", "\n", "Hallo", "Hallo\n", "Hallo\n\n\n", "\n\nHallo", "-- \nAnna", " \n\t\n ", ".\n..\n.Hallo\n."),
    *(
        "From hier an\nFrom",
        "Grüße",
        "🎒\n" * 100,
        "x" * 998,
        "x" * 999,
        "ü" * 600,
        "= =3D =\n=",
        "lang " * 400,
    ),
    *("ends with blanks   \n\t", "--=_x--", "\n".join(f"ü{number}" for number in range(5000))),
]


@pytest.mark.parametrize("eight_bit", [True, False], ids=["8bit", "7bit"])
@pytest.mark.parametrize(
    "attached", [(), (("a.pdf", "application/pdf", b"x"),)], ids=["alone", "with a part"]
)
@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text[:15]))
def test_a_text_is_read_as_written(
    text: str, *, attached: tuple[tuple[str, str, bytes], ...], eight_bit: bool
) -> None:
    raw = message(draft(text=text), *attached, eight_bit=eight_bit)
    assert own(raw).text == text
    body = parsed(raw).get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == text + "\n"
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    assert eight_bit or raw.isascii()


def test_no_control_reaches_the_text() -> None:
    raw = message(draft(text="a\x00b\x1bc\ud800d\te\rf"))
    assert own(raw).text == "abcd\te\nf"


INJECTED = [
    "x\r\nBcc: e@f.example",
    "x\nBcc: e@f.example",
    "x\rBcc: e@f.example",
    "x\r\n\r\nBcc: e@f.example",
]
INJECTED += [
    f"x{mark}Bcc: e@f.example" for mark in ("\x00", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\ud800")
]


@pytest.mark.parametrize("value", INJECTED, ids=ascii)
def test_no_field_lets_another_one_in(value: str) -> None:
    of = draft(
        subject=value, to=f'"{value}" <a@b.example>', cc=value, references=(f"<{value}>", f"<a@b>{value}")
    )
    recipients = Addressed((Address(value, "a@b.example"),), addressed(of).cc)
    identity = Identity(Address(value, "anna@schule.example"))
    for raw in (message(of), message(of, recipients=recipients, identity=identity)):
        head_lines = raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
        names = [line.partition(b":")[0] for line in head_lines if not line.startswith(b" ")]
        assert set(names) <= {*FIELDS, b"Cc"}
        assert len(names) == len(set(names))
        assert b"\x00" not in raw
        told = message_from_bytes(raw, policy=policy.compat32)
        shown = [str(make_header(decode_header(told[name]))) for name in ("subject", "to", "from")]
        assert not any(set("\r\n\x00\x0b\x0c\x1c\x85\u2028") & set(value) for value in shown)


FIELDS = [
    *(b"From", b"To", b"Subject", b"Date", b"Message-ID", b"MIME-Version"),
    *(b"Content-Type", b"Content-Transfer-Encoding"),
]


@pytest.mark.parametrize("value", INJECTED, ids=ascii)
def test_what_cannot_be_written_safely_is_refused(value: str) -> None:
    for of, recipients, private in (
        (Draft(Writing(f"<{value}>")), Addressed(), None),
        (Draft(Writing(f"<a@b>{value}")), Addressed(), None),
        (draft(), Addressed((Address("", f"a@b.example{value}"),)), None),
        (draft(), Addressed((Address("", value),)), None),
        (draft(), Addressed(), value),
    ):
        with pytest.raises(ValueError, match=r"Message-ID|addr-spec|sealed"):
            message(of, recipients=recipients, private=private)


def test_the_fields_of_a_message() -> None:
    of = draft(to="a@b.example", cc="c@d.example", references=("<1@x.example>", "<2@x.example>"))
    read = parsed(message(of))
    assert read["from"].addresses[0].display_name == "Anna Löwe"
    assert read["date"].datetime == DATE
    assert read["message-id"] == "<1@schule.example>"
    assert read["in-reply-to"] == "<2@x.example>"
    assert read["references"].split() == ["<1@x.example>", "<2@x.example>"]
    assert not read.defects


def test_those_who_receive_see_nothing_of_bcc_and_of_our_notes() -> None:
    of = draft(to="a@b.example", bcc="boris@schule.example")
    stored_form, sent = (message(of, private="note", bcc=bcc) for bcc in (True, False))
    assert parsed(stored_form)["bcc"] == "boris@schule.example"
    assert private_note(stored_form) == "note"
    assert b"boris" not in sent
    assert b"note" not in sent
    without = re.sub(rb"(Bcc: boris@schule.example|X-Dienstpost-Draft:\r\n note)\r\n", b"", stored_form)
    assert sent == without


def test_a_message_to_hidden_people_only_has_a_to_field_without_anybody() -> None:
    of = draft(bcc="boris@schule.example")
    assert parsed(message(of, bcc=False))["to"].addresses == ()
    assert "to" in parsed(message(of, bcc=False))
    assert "to" not in parsed(message(of))


def test_attachments_are_parts_of_a_mixed_message() -> None:
    contents = (("Zeugnis ü.pdf", "application/pdf", b"\x00\xff" * 500), ("leer.txt", "text/plain", b""))
    raw = message(draft(text="Anbei"), *contents)
    found = list(parsed(raw).iter_attachments())
    assert [each.get_filename() for each in found] == ["Zeugnis ü.pdf", "leer.txt"]
    assert [each.get_payload(decode=True) for each in found] == [b"\x00\xff" * 500, b""]
    structure = stored(raw).structure
    assert structure is not None
    assert [(part.section, part.name) for part in structure.parts] == [
        *(("1", None), ("2", "Zeugnis ü.pdf"), ("3", "leer.txt")),
    ]


def test_a_text_cannot_hold_the_boundary() -> None:
    assert new_boundary("") != new_boundary("")
    assert opening("=_x") == b"--=_x\r\n"
    assert closing("=_x") == b"--=_x--\r\n"


def test_what_another_program_asks_for_is_asked_for_still() -> None:
    assert own(message(draft(asks=frozenset({Ask.READ})))).asks == {Ask.READ}
    assert own(message(draft())).asks == frozenset()


def test_a_sealed_note_is_found_whole_in_the_header() -> None:
    sealed = "".join(random.Random(1).choices("abcXYZ019-_=.", k=100_000))
    raw = message(draft(to="a@b.example", text="X-Dienstpost-Draft: nein"), private=sealed)
    assert private_note(raw) == sealed
    assert private_note(message(draft(text="\nX-Dienstpost-Draft: nein"))) is None


def test_a_draft_reopens_exactly_as_it_was_typed() -> None:
    of = draft(
        to="jana, a@b.example;", cc=" ", bcc='"x', subject="  Zwei  ", text=" a\n\n", references=("<1@x>",)
    )
    of = Draft(
        **{name: getattr(of, name) for name in of.__slots__} | {"attachments": (stored_attachment("a"),)}
    )
    raw = message(of, private="note")
    private = Private.of(of, page="p")
    again = read_draft(WRITING, raw, _text_of(raw), private=private, attachments=of.attachments)
    assert again == of


def test_another_program_leaves_fields_that_all_can_read() -> None:
    raw = message(draft(to='"Vogel, Jana" <a@b.example>', bcc="c@d.example", subject="Größe", text="x"))
    again = own(raw)
    assert (again.to, again.bcc, again.subject) == ('"Vogel, Jana" <a@b.example>', "c@d.example", "Größe")


def test_references_keep_the_first_and_the_newest() -> None:
    ids = [f"<{number}@x.example>" for number in range(500)]
    kept = kept_references(["", "<a b>", "<\x00>", "<ü@x>", "x", f"<{'a' * 2000}>", *ids])
    assert len(kept) == 100
    assert kept[0] == ids[0]
    assert kept[1:] == tuple(ids[-99:])
    assert kept_references(["<a@x>", "<b@x>", "<a@x>"]) == ("<b@x>", "<a@x>")


def test_the_date_is_told_with_its_zone() -> None:
    made = head(
        draft(),
        identity=ANNA,
        recipients=Addressed(),
        date=datetime(2026, 1, 1, tzinfo=UTC),
        private=None,
        bcc=True,
    )
    assert b"Date: Thu, 01 Jan 2026 00:00:00 +0000\r\n" in made


def many(count: int, name: str) -> Addressed:
    return Addressed(
        tuple(Address(name.format(number), f"p{number}@schule.example") for number in range(count))
    )


def test_two_thousand_recipients_cost_nothing_and_all_stand_there() -> None:
    people = many(2000, "Uwe, {}")
    start = process_time()
    raw = message(draft(), recipients=people)
    assert process_time() - start < 0.05
    assert read_header(raw).to == people.to
    told = message_from_bytes(raw, policy=policy.compat32)["to"]
    assert told.count("@schule.example>") == 2000


def test_a_field_too_long_for_servers_keeps_the_people_without_their_names() -> None:
    raw = message(draft(), recipients=many(2000, "Müller-Lüdenscheidt, Jörg-Rüdiger {}"))
    read = read_header(raw)
    assert len(read.to) == 2000
    assert not any(each.name for each in read.to)


@pytest.mark.parametrize("piece", ["x", "ü", " a", "\r\n", "=?", '"', "\ud800", "x\n"], ids=ascii)
def test_five_megabytes_in_every_field_are_written_in_linear_time(piece: str) -> None:
    long = piece * (5_000_000 // len(piece))
    of = draft(subject=long, text=long, references=(long,))
    identity = Identity(Address(long, "anna@schule.example"))
    start = process_time()
    raw = message(of, identity=identity, eight_bit=False)
    # What is quadratic takes minutes; a busy machine counts more than its own time.
    assert process_time() - start < 10
    assert max(map(len, raw.split(b"\r\n"))) <= 998
