"""Quoted text."""

from time import process_time

import pytest

from webmail.mail.writing.quoting import QUOTE_LIMIT, plain, quoted


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Hallo", "> Hallo"),
        ("Hallo\r\n\r\nAnna\r\n", "> Hallo\n>\n> Anna"),
        ("> eins\n>> zwei\n drei", ">> eins\n>>> zwei\n>  drei"),
        ("\n\nHallo\n\n\n", "> Hallo"),
        ("Hallo\n-- \nAnna\nSchule", "> Hallo"),
        ("Hallo\n--\nAnna", "> Hallo\n> --\n> Anna"),
        ("Oben\n-- \nAnna\n> früher\n> noch früher\n", "> Oben\n>> früher\n>> noch früher"),
        ("-- \nAnna", ""),
        ("   \n\t", ""),
        ("", ""),
        ("a\x00b\x1b\x07c\td", "> abc\td"),
    ],
)
def test_a_text_is_quoted(text: str, quote: str) -> None:
    assert quoted(text) == quote


def test_a_quote_has_an_end() -> None:
    assert len(quoted("ü" * 5_000_000).encode()) <= QUOTE_LIMIT + 2
    assert plain("ü" * 5_000_000).endswith("ü")


@pytest.mark.parametrize("piece", ["\n", ">", "-- \n", "> \n", "\r", "a\n", " "])
def test_a_hostile_text_is_quoted_in_linear_time(piece: str) -> None:
    start = process_time()
    quoted(piece * (5_000_000 // len(piece)))
    assert process_time() - start < 1


def test_plain_text_has_no_surrogates_and_one_kind_of_line_end() -> None:
    assert plain("a\ud800\rb\r\nc\nd") == "a\nb\nc\nd"
