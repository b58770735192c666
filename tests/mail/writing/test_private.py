"""The private note of a stored draft: its fields exactly as typed, and what its sender wants to hear."""

import json
from dataclasses import replace

import pytest

from tests.mail.writing.made import draft
from webmail.mail.ref import MessageRef
from webmail.mail.writing.draft import Ask, Kind
from webmail.mail.writing.mime import Private


def note() -> Private:
    origin = MessageRef("Entwürfe/ü", 7, 8)
    typed = {"to": "jana,, \ud800", "cc": "\t", "bcc": "b", "subject": "  x\x00"}
    enclosed = ((origin, "Größe, „x“.eml"),)
    return Private("p" * 22, Kind.FORWARD, origin, **typed, enclosed=enclosed, asks=frozenset(Ask))


def test_a_private_note_is_read_as_written() -> None:
    assert Private.from_text(note().to_text()) == note()
    of = draft(to="x", subject=" y ")
    assert Private.from_text(Private.of(of, page="p").to_text()).subject == " y "


def test_a_note_from_before_there_were_receipts_asks_for_none() -> None:
    told = json.loads(note().to_text())
    del told["asks"]
    assert Private.from_text(json.dumps(told)) == replace(note(), asks=frozenset())


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "{}", "null", "{", '{"page": 1}', note().to_text().replace("forward", "other")),
        *(note().to_text().replace("7", '"7"'), note().to_text().replace("7,8", "7")),
    ],
)
def test_a_note_that_is_not_ours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Private.from_text(text)
