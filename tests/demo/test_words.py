"""Header text in every spelling: what a reader gets back is what was written."""

from email.header import decode_header, make_header

import pytest

from webmail.demo.words import Spelling, parameter, plainer, written

SUBJECT = "Grüße aus Übigau: Elternabend am Donnerstag für die Klasse 7b, Raum 204 und späßige Überraschungen"


@pytest.mark.parametrize("spelling", [Spelling.Q, Spelling.B, Spelling.ISO, Spelling.WINDOWS])
def test_encoded_words_decode_to_the_text(spelling: Spelling) -> None:
    assert str(make_header(decode_header(written(SUBJECT, spelling).decode("ascii")))) == SUBJECT


def test_mixed_words_decode_to_the_text_apart_from_folds() -> None:
    read = str(make_header(decode_header(written(SUBJECT, Spelling.FOLDED).decode("ascii"))))
    assert " ".join(read.split()) == SUBJECT


def test_split_words_cut_a_letter_in_two_and_join_again() -> None:
    pieces = decode_header(written(SUBJECT, Spelling.SPLIT).decode("ascii"))
    assert b"".join(piece for piece, _ in pieces if isinstance(piece, bytes)).decode() == SUBJECT
    first = written("ääää", Spelling.SPLIT).split(b"?")[3]
    assert first == b"w6TDpMOkww=="  # ends with half an umlaut


@pytest.mark.parametrize("spelling", [Spelling.Q, Spelling.B, Spelling.ISO, Spelling.FOLDED, Spelling.SPLIT])
def test_no_line_is_longer_than_mail_allows(spelling: Spelling) -> None:
    assert max(map(len, written(SUBJECT * 3, spelling).split(b"\r\n"))) <= 78


def test_raw_spellings_send_eight_bit() -> None:
    assert written("Schlüssel", Spelling.RAW) == "Schlüssel".encode()
    assert written("Schlüssel", Spelling.LATIN) == "Schlüssel".encode("latin-1")


def test_iso_has_no_typographic_quotes() -> None:
    assert plainer("„so“ – 5 €") == '"so" - 5 EUR'


def test_long_file_names_are_continued() -> None:
    lines = parameter("filename", "Ü" * 40 + ".pdf", Spelling.Q).decode().split(";\r\n ")
    assert [line.partition("=")[0] for line in lines] == [f"filename*{n}*" for n in range(len(lines))]
    assert len(lines) > 1
