"""Attachments have names that do no harm and types that open nothing."""

import unicodedata

import pytest

from webmail.mail.part import Part
from webmail.mail.reading.attachment import OPAQUE, attachment_from


def named(name: str | None, media_type: str = "application/octet-stream") -> str:
    return attachment_from(Part("2", media_type, name=name)).name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Prüfungsplan 2026.pdf", "Prüfungsplan 2026.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\Windows\\x.dll", "C__Windows_x.dll"),
        ("a\r\nSet-Cookie: x.txt", "a Set-Cookie_ x.txt"),
        ("Rechnung\u202efdp.exe", "Rechnung fdp.exe"),
        ("a\x00b\x7f.txt", "a b.txt"),
        ("\u2044etc\uff0fx", "_etc_x"),
        (".htaccess", "htaccess"),
        ("name.", "name"),
        ('"><img src=x>.png', "___img src=x_.png"),
        ("\ud800.txt", "txt"),
    ],
)
def test_a_name_is_made_safe(name: str, safe: str) -> None:
    assert named(name) == safe


@pytest.mark.parametrize("name", [None, "", "..", "///", "\u202e", "   ", "\r\n"])
def test_a_part_without_a_name_gets_one(name: str | None) -> None:
    assert named(name, "application/pdf") == "attachment.pdf"


@pytest.mark.parametrize("name", ["l" * 5000 + ".pdf", "ü" * 5000 + ".pdf", "🎓" * 300 + ".pdf"])
def test_a_long_name_is_cut_and_keeps_its_ending(name: str) -> None:
    safe = named(name)
    assert len(safe) <= 200
    assert len(safe.encode()) <= 240
    assert safe.endswith(".pdf")


def test_no_character_of_unicode_gets_a_control_into_a_name() -> None:
    for start in range(0, 0x11000, 150):
        safe = named("a" + "".join(map(chr, range(start, start + 150))) + "b")
        assert not [
            char for char in safe if unicodedata.category(char) in ("Cc", "Cf", "Cs") or char in '/\\:*?"<>|'
        ]


@pytest.mark.parametrize(
    ("name", "warning"),
    [
        ("Rechnung.pdf.exe", "double_extension"),
        ("Rechnung.PDF .SCR", "double_extension"),
        ("setup.exe", "program"),
        ("seite.html", "program"),
        ("makro.docm", "program"),
        ("bild.svg", "program"),
        ("Plan.pdf", None),
        ("Klasse 10.2.docx", None),
        ("archiv.tar.gz", None),
        ("ohne", None),
    ],
)
def test_a_name_that_hides_a_program_is_marked(name: str, warning: str | None) -> None:
    assert attachment_from(Part("2", "application/pdf", name=name)).warning == warning


@pytest.mark.parametrize(
    "media_type",
    ["text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/javascript", "x\r\ny/z"],
)
def test_a_type_that_could_act_is_served_as_octets(media_type: str) -> None:
    assert attachment_from(Part("2", media_type)).media_type == OPAQUE


@pytest.mark.parametrize("media_type", ["image/png", "application/pdf", "text/plain", "message/rfc822"])
def test_an_inert_type_is_served_as_itself(media_type: str) -> None:
    assert attachment_from(Part("2", media_type)).media_type == media_type


def test_the_size_is_that_of_the_decoded_part() -> None:
    assert attachment_from(Part("2", "application/pdf", encoding="base64", size=78_000)).size == 57_000
    assert attachment_from(Part("2", "text/plain", encoding="8bit", size=10)).size == 10
