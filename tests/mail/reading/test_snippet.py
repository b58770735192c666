"""The first words of a message, from octets cut anywhere."""

from base64 import b64encode

import pytest

from webmail.mail.part import Part
from webmail.mail.reading.snippet import snippet

TEXT = "Liebe Kolleginnen und Kollegen, die Prüfung für die Größeren beginnt um zehn Uhr. " * 20


def part(media_type: str = "text/plain", encoding: str = "8bit") -> Part:
    return Part("1", media_type, encoding=encoding, parameters={"charset": "utf-8"})


@pytest.mark.parametrize("cut", range(490, 512))
def test_base64_cut_anywhere_still_shows_words(cut: int) -> None:
    found = snippet(b64encode(TEXT.encode())[:cut], part(encoding="base64"))
    assert found.startswith("Liebe Kolleginnen und Kollegen, die Prüfung")
    assert 190 < len(found) <= 200


@pytest.mark.parametrize("cut", range(38, 60))
def test_a_character_cut_in_half_is_not_guessed_at(cut: int) -> None:
    assert TEXT.startswith(snippet(TEXT.encode()[:cut], part()).rstrip("\ufffd"))


def test_html_shows_its_words_only() -> None:
    html = (
        b"<html><head><style>p{color:red}</style></head><body><p>Guten&nbsp;Tag,<br>Frau Vogel</p><a href='x"
    )
    assert snippet(html, part("text/html")) == "Guten Tag, Frau Vogel"


def test_a_style_block_that_never_ends_shows_nothing() -> None:
    assert snippet(b"<style>p{color:red}", part("text/html")) == ""


def test_quoted_lines_are_left_out() -> None:
    assert snippet(b"> Frage\r\nAntwort\r\n", part()) == "Antwort"


def test_it_is_one_line_without_controls() -> None:
    assert snippet("a\r\nb\tc\u202ed\x00".encode(), part()) == "a b c d\ufffd"
