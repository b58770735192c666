"""docs/helpdesk.md: two pages that name every reason, and every label as it stands on the screen."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask

import webmail
from webmail.config import Portal
from webmail.web.reasons import IN_SHORT

PAGE = Path(__file__).parents[2] / "docs" / "helpdesk.md"
GERMAN = Path(webmail.__file__).parent / "translations" / "de" / "LC_MESSAGES" / "messages.po"
QUOTED = re.compile(r"„([^„“]+)“")


@pytest.fixture(scope="module")
def text() -> str:
    return PAGE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def labels() -> list[re.Pattern[str]]:
    """What can stand on the screen, in German; names are whatever they are."""
    with GERMAN.open("rb") as file:
        strings = [message.string for message in read_po(file, locale="de") if message.id]
    flat = [each for string in strings for each in ([string] if isinstance(string, str) else string)]
    return [re.compile(re.sub(r"%\\\(\w+\\\)s", ".+", re.escape(each))) for each in flat if each]


def test_every_label_in_quotation_marks_is_on_the_screen(text: str, labels: list[re.Pattern[str]]) -> None:
    portal = Portal()
    names = {portal.name, portal.account_label, portal.sign_out_label}
    quoted = set(QUOTED.findall(text)) - names
    # A pattern that is nothing but a name says nothing.
    telling = [label for label in labels if label.pattern != ".+"]
    assert quoted
    assert {each for each in quoted if not any(label.fullmatch(each) for label in telling)} == set()


def test_every_reason_why_a_sign_in_ends_has_its_sentence(text: str, app: Flask) -> None:
    with app.test_request_context():
        reasons = {reason: words() for reason, words in IN_SHORT.items()}
    plain = QUOTED.sub(r"\1", text)
    assert {reason: words for reason, words in reasons.items() if QUOTED.sub(r"\1", words) not in plain} == {}


def test_it_fits_two_pages(text: str) -> None:
    lines = text.splitlines()
    assert len(lines) <= 90
    assert sum(-(-len(line) // 110) or 1 for line in lines) <= 110
