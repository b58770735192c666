"""Words that only look a little like an address are no promise; a false alarm teaches people not to look."""

import pytest

from webmail.mail.reading.links import shown_target

TARGET = "https://portal.schule.example/dateien/7"


@pytest.mark.parametrize(
    "text",
    [
        "bericht.pdf",
        "Elternbrief_2026.docx öffnen",
        "Dr.med. Weber",
        "am 3.Dezember",
        "Klassenfahrt.Bitte lesen",
        "z.B. hier",
    ],
)
def test_a_file_name_or_a_missing_blank_is_no_promise(text: str) -> None:
    assert shown_target(text, TARGET) is None


@pytest.mark.parametrize(
    "text", ["bank.de", "www.bank.finanzen", "https://bank.finanzen", "hilfe@bank.finanzen", "bank.com"]
)
def test_an_address_in_plain_words_is_one(text: str) -> None:
    assert shown_target(text, TARGET) == "portal.schule.example"
