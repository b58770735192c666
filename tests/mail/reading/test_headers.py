"""A header block is read whatever it looks like."""

import pytest

from webmail.mail.reading.headers import read_header


def test_folded_lines_are_one_value() -> None:
    assert read_header(b"Subject: eins\r\n zwei\r\n\tdrei\r\n\r\n").subject == "eins zwei drei"


def test_names_of_fields_are_read_in_any_case() -> None:
    assert read_header(b"sUBJECT : Hallo\n\n").subject == "Hallo"


def test_the_body_is_not_read_as_header() -> None:
    assert read_header(b"To: a@b.example\r\n\r\nSubject: nein\r\n").subject == ""


def test_the_first_of_two_fields_counts() -> None:
    assert read_header(b"Subject: eins\r\nSubject: zwei\r\n\r\n").subject == "eins"


def test_without_from_the_sender_field_counts() -> None:
    assert read_header(b"Sender: a@b.example\r\n\r\n").senders[0].spec == "a@b.example"


@pytest.mark.parametrize(
    "date", [b"gestern", b"", b"Mon, 99 Foo 99999 99:99:99 +9999", b"32 Jan 2026 00:00", b"9" * 9999]
)
def test_a_date_that_cannot_be_read_is_none(date: bytes) -> None:
    assert read_header(b"Date: " + date + b"\r\n\r\n").date is None


@pytest.mark.parametrize(
    "date",
    [b"Mon, 16 Nov 2026 08:15:00 +0100", b"16 Nov 2026 07:15 -0000 (UTC)", b"Mon, 16 Nov 26 07:15:00 GMT"],
)
def test_a_date_is_aware(date: bytes) -> None:
    when = read_header(b"Date: " + date + b"\r\n\r\n").date
    assert when is not None
    assert when.timestamp() == 1794813300


def test_references_are_message_ids() -> None:
    header = read_header(
        b"References: <a@b> text <c@d>\r\n <e@f>\r\nIn-Reply-To: <e@f>\r\nMessage-Id: <g@h>\r\n\r\n"
    )
    assert (header.references, header.in_reply_to, header.message_id) == (
        ("<a@b>", "<c@d>", "<e@f>"),
        "<e@f>",
        "<g@h>",
    )


@pytest.mark.parametrize("name", ["Subject", "To", "From", "Date", "Message-ID", "References"])
@pytest.mark.parametrize(
    "value",
    [
        b"x",
        b'"',
        b'"\\"',
        b"(",
        b"<",
        b"=?",
        b"=?utf-8?q?a?=",
        b"a\r\n ",
        b":",
        b",",
        b" ",
        b"\xff",
        b"@",
        b"a@b,",
    ],
)
def test_a_field_of_megabytes_is_read_at_once(name: str, value: bytes, quickly: None) -> None:
    header = read_header(name.encode() + b": " + value * (2_000_000 // len(value)) + b"\r\n\r\n")
    assert len(header.subject) <= 2000
    assert len(header.to) <= 2000
    assert (header.senders, header.date, header.message_id, header.references) is not None


@pytest.mark.parametrize("year", ["9999", "9001", "1899"])
def test_a_date_far_from_any_mail_is_none(year: str) -> None:
    assert read_header(f"Date: 31 Dec {year} 23:59:59 +0000\n\n".encode()).date is None
