"""BODYSTRUCTURE in the shapes that stores give it, and in none."""

import pytest

from webmail.mail.mailbox.answer import DEEPEST, Unreadable, read_values
from webmail.mail.mailbox.structure import (
    DEEPEST_PART,
    LONGEST_ID,
    LONGEST_VALUE,
    LONGEST_WORD,
    MOST_PARAMETERS,
    MOST_PARTS,
    read_structure,
)
from webmail.mail.part import Part

ORDINARY = b'(("text" "plain" ("charset" "utf-8") NIL NIL "quoted-printable" 120 4 NIL NIL NIL NIL)'


def read(text: bytes) -> Part:
    structure = read_structure(read_values((text,))[0])
    assert structure is not None
    return structure


PDF = b'("application" "pdf" %s NIL NIL "BASE64" 900 NIL %s NIL NIL)'


@pytest.mark.parametrize(
    ("parameters", "disposition"),
    [
        (b"NIL", b'("attachment" ("filename" "Plan.pdf"))'),
        (b"NIL", b'"attachment; filename=\\"Plan.pdf\\""'),
        (b"NIL", b'"attachment; filename=Plan.pdf"'),
        (b'("name" "Plan.pdf")', b'("ATTACHMENT" NIL)'),
        (b'("x" "1")', b"""("attachment" ("filename*" "utf-8''Plan.pdf"))"""),
        (b"NIL", b"""("attachment" ("filename*0*" "utf-8''Pl" "filename*1" "an.pdf"))"""),
        (b"NIL", b'("attachment" ("filename" "=?utf-8?Q?Plan=2Epdf?="))'),
    ],
    ids=["RFC", "flat, quoted", "flat, bare", "name only", "RFC 2231", "continued", "RFC 2047"],
)
def test_an_attachment_is_recognised_in_every_shape(parameters: bytes, disposition: bytes) -> None:
    structure = read(ORDINARY + PDF % (parameters, disposition) + b' "mixed" ("boundary" "b") NIL NIL NIL)')
    text, pdf = structure.parts
    assert (structure.section, structure.media_type) == ("", "multipart/mixed")
    assert (text.section, text.media_type, text.encoding, text.size) == (
        "1",
        "text/plain",
        "quoted-printable",
        120,
    )
    assert text.parameters == {"charset": "utf-8"}
    assert (pdf.section, pdf.name, pdf.disposition, pdf.encoding, pdf.size) == (
        "2",
        "Plan.pdf",
        "attachment",
        "base64",
        900,
    )


def test_an_umlaut_in_raw_octets_is_read() -> None:
    part = read(
        '("image" "png" NIL "<bild@x>" NIL "base64" 9 NIL ("inline" ("filename" "Ü.png")) NIL NIL)'.encode()
    )
    assert (part.section, part.name, part.content_id, part.disposition) == ("1", "Ü.png", "bild@x", "inline")


def test_sections_of_nested_multiparts_are_those_the_store_understands() -> None:
    leaf = b'("text" "html" NIL NIL NIL "7bit" 1 1)'
    structure = read(b"((" + leaf + leaf + b' "alternative")' + leaf + b' "mixed")')
    assert [part.section for part in structure.walk()] == ["", "1", "1.1", "1.2", "2"]


def test_an_attached_message_is_one_part() -> None:
    inner = (
        b'("message" "rfc822" NIL NIL NIL "7bit" 500 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) '
        b'("text" "plain" NIL NIL NIL "7bit" 9 1) 20 NIL ("attachment" ("filename" "alt.eml")) NIL NIL)'
    )
    structure = read(ORDINARY + inner + b' "mixed")')
    assert [(part.media_type, part.name) for part in structure.parts] == [
        ("text/plain", None),
        ("message/rfc822", "alt.eml"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        b"(NIL NIL NIL NIL NIL NIL NIL)",
        b"(NIL)",
        b"(())",
        b'((NIL NIL) "mixed")',
        b"(1 2 3 4 5 6 7 8 9)",
        b'("text" "plain" NIL NIL NIL NIL NIL)',
        b'("text" "plain" ("odd") NIL NIL "7bit" 5 1)',
        b'("text" "plain" ("a" NIL "b" ("c")) NIL NIL "7bit" 5 1 NIL 7)',
        b'("message" "rfc822" NIL NIL NIL "7bit" 5)',
    ],
)
def test_nil_everywhere_still_is_a_part(text: bytes) -> None:
    assert all("/" in part.media_type for part in read(text).walk())


@pytest.mark.parametrize("value", [None, b"x", 7, []])
def test_no_structure_is_none(value: object) -> None:
    assert read_structure(value) is None  # type: ignore[arg-type]


def test_deep_nesting_is_read_to_the_limit() -> None:
    depth = DEEPEST - 5
    structure = read(
        b"(" * depth + b'"text" "plain" NIL NIL NIL "7bit" 1 1' + b' "mixed")' * (depth - 1) + b")"
    )
    assert max(part.section.count(".") for part in structure.walk()) < DEEPEST_PART


def test_lists_beyond_all_depth_are_read_as_nothing() -> None:
    values, depth = read_values((b"(" * 50_000 + b")" * 50_000,)), 0
    while values and isinstance(values[0], list):
        values, depth = values[0], depth + 1
    assert depth == DEEPEST


def test_no_more_parts_than_the_limit_are_taken() -> None:
    leaf = b'("text" "plain" NIL NIL NIL "7bit" 1 1)'
    structure = read(b"(" + leaf * 5000 + b' "mixed")')
    assert sum(1 for _ in structure.walk()) <= MOST_PARTS


@pytest.mark.parametrize("text", [b"(", b")", b'("abc', b'("' + b'\\"' * 100_000])
def test_what_does_not_close_is_unreadable_at_once(text: bytes) -> None:
    with pytest.raises(Unreadable):
        read_values((text,))


def test_values_are_told_apart() -> None:
    record = (b'(1 007 NIL "NIL" "a\\"b" \\Seen BODY[HEADER.FIELDS (A B)]<0> ', b"literal)", b" end)")
    assert read_values(record) == [
        [1, b"007", None, b"NIL", b'a"b', b"\\Seen", b"BODY[HEADER.FIELDS (A B)]<0>", b"literal)", b"end"]
    ]


@pytest.mark.parametrize("letter", ["x", "ü"])
def test_what_a_kept_row_holds_of_a_part_is_bounded(letter: str) -> None:
    long = letter.encode() * 400_000
    many = b" ".join(b'"p%d" "1"' % number for number in range(150))
    part = read(
        b'("%b" "pdf" ("name" "%b" "%b" "1" %b) "<%b>" NIL "%b" 9 NIL ("attachment" ("filename" "%b")))'
        % (long, long, long, many, long, long, long)
    )
    assert part.name == letter * LONGEST_VALUE
    assert part.parameters["name"] == letter * LONGEST_VALUE
    assert len(part.parameters) == MOST_PARAMETERS
    assert max(map(len, part.parameters)) <= LONGEST_WORD
    assert part.content_id is not None
    assert len(part.content_id) == LONGEST_ID
    assert max(len(part.media_type), len(part.encoding)) <= 2 * LONGEST_WORD


def test_long_parameters_are_not_kept_for_other_rows() -> None:
    for text, shared in ((b"utf-8", True), (b"y" * 2000, False)):
        first, second = (
            read(b'("text" "plain" ("charset" "%b") NIL NIL "7bit" 1 1)' % text).parameters for _ in range(2)
        )
        assert (first is second) is shared
