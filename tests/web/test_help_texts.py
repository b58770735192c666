"""The operator's own texts: they stand in place of ours, never as markup, and a bad file changes nothing."""

import logging
from pathlib import Path

import pytest

from tests.visitor import Visitor
from webmail.config import Config
from webmail.web.help.texts import Block, blocks

OURS = "Niemand muss etwas beantragen."
BAD = {
    "too_large": b"viel " * 14_000,
    "not_utf8": "Größe".encode("latin-1"),
    "control_characters": b"Guten\x00Tag",
    "empty": b" \n\n\t\n",
}


@pytest.fixture
def folder(config: Config) -> Path:
    found = config.instance / "help"
    found.mkdir()
    return found


def test_a_file_takes_the_place_of_our_words(visitor: Visitor, folder: Path) -> None:
    text = "\ufeffFragen Sie\r\ndas Amt.\r\n\r\n# Wann\r\n\r\n- montags\r\n- freitags,\r\n  ab zehn\r\n"
    (folder / "address.de.txt").write_bytes(text.encode())
    visitor.open("/help/address").misses(OURS)
    shown = visitor.page.select_one(".reading")
    assert shown is not None
    found = [(each.name, each.get_text(strip=True)) for each in shown.find_all(["p", "h2", "li"])]
    assert found == [
        ("p", "Fragen Sie das Amt."),
        ("h2", "Wann"),
        ("li", "montags"),
        ("li", "freitags, ab zehn"),
    ]
    assert visitor.heading == "Muss ich die Adresse beantragen?"


@pytest.mark.parametrize("name", ["index", "guide", "contact", "programs", "forwarding", "reading", "images"])
def test_every_page_has_its_file(visitor: Visitor, folder: Path, name: str) -> None:
    (folder / f"{name}.de.txt").write_text("Worte des Amtes.", encoding="utf-8")
    path = {"index": "/help/", "guide": "/help/guide/"}.get(name, f"/help/{name}")
    visitor.open(path).sees("Worte des Amtes.")


def test_how_to_reach_somebody_stands_there_whatever_the_operator_writes(
    visitor: Visitor, folder: Path
) -> None:
    for name in ("index", "contact"):
        (folder / f"{name}.de.txt").write_text("Worte des Amtes.", encoding="utf-8")
    for path in ("/help/", "/help/contact"):
        visitor.open(path).sees("Landesschulamt", "+49 30 123456", "Ihr Support-Code")


def test_a_file_is_of_one_language(visitor: Visitor, folder: Path) -> None:
    (folder / "address.en.txt").write_text("Words of the office.", encoding="utf-8")
    visitor.open("/help/address").sees(OURS).misses("Words of the office.")
    visitor.open("/session/").press("English")
    visitor.open("/help/address").sees("Words of the office.")


def test_markup_is_only_letters(visitor: Visitor, folder: Path) -> None:
    text = "<script>alert(1)</script> **fett** [x](javascript:x) {{ 7 * 7 }}\n\n# <b>x\n\n- <img src=x>"
    (folder / "address.de.txt").write_text(text, encoding="utf-8")
    visitor.open("/help/address").sees("<script>alert(1)</script> **fett** [x](javascript:x) {{ 7 * 7 }}")
    assert not visitor.has("main script, main img, .reading b, .reading a")


def test_an_address_in_a_text_is_kept_from_robots_too(visitor: Visitor, folder: Path) -> None:
    (folder / "contact.de.txt").write_text("Schreiben Sie an amt@schule.example.", encoding="utf-8")
    visitor.open("/help/contact").sees("gefolgt von schule")
    assert "amt@" not in visitor.body.decode()


@pytest.mark.parametrize("reason", BAD)
def test_a_bad_file_is_logged_and_our_words_stay(
    visitor: Visitor, folder: Path, caplog: pytest.LogCaptureFixture, reason: str
) -> None:
    (folder / "address.de.txt").write_bytes(BAD[reason])
    with caplog.at_level(logging.WARNING):
        visitor.open("/help/address").sees(OURS)
    assert f"help_text_ignored file=address.de.txt reason={reason}" in caplog.text


def test_a_file_that_cannot_be_read_is_logged_and_our_words_stay(
    visitor: Visitor, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "address.de.txt").symlink_to("address.de.txt")
    with caplog.at_level(logging.WARNING):
        assert visitor.open("/help/address").sees(OURS).status == 200


def test_the_largest_file_is_shown_to_its_end(visitor: Visitor, folder: Path) -> None:
    text = "Anfang. " + "Wort " * 13_000
    (folder / "address.de.txt").write_text(text[: 64 * 1024 - 5] + "Ende.", encoding="utf-8")
    visitor.open("/help/address").sees("Anfang.", "Ende.").misses(OURS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb\n\nc", [("paragraph", ["a b"]), ("paragraph", ["c"])]),
        ("# a\nb", [("heading", ["a"]), ("paragraph", ["b"])]),
        ("- a\nb\n- c\n\n- d", [("list", ["a b", "c"]), ("list", ["d"])]),
        ("a\n- b\n# c\n- d", [("paragraph", ["a"]), ("list", ["b"]), ("heading", ["c"]), ("list", ["d"])]),
        ("#a\n\n-b\n\n## c", [("paragraph", ["#a"]), ("paragraph", ["-b"]), ("paragraph", ["## c"])]),
        ("", []),
    ],
)
def test_a_text_is_read_as_it_is_meant(text: str, expected: list[tuple[str, list[str]]]) -> None:
    assert blocks(text) == [Block(kind, tuple((line,) for line in lines)) for kind, lines in expected]
