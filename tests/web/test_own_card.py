"""The own vCard: on request, by itself where that is wished, once, and no name breaks out of its line."""

import subprocess
import sys

from flask import Flask

from tests.cast import ANNA
from tests.letters import deliver
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.deed import post
from tests.web.desk import autosave, begin, begin_path, lying, press
from webmail.accounts.lookup import find_by_address
from webmail.database import db

HOSTILE = 'Anna; ORG:x\\, "A"'


def wish(visitor: Visitor) -> None:
    assert post(visitor.open("/settings/"), "/settings/", {"vcard": "on"}).status_code == 303


def cards(store: Dovecot) -> list[str]:
    """The vCards that hang on the drafts, as they would be read elsewhere."""
    found = [part for each in lying(store) for part in each.walk() if part.get_content_type() == "text/vcard"]
    return [part.get_payload(decode=True).decode() for part in found]  # type: ignore[union-attr]


@both_ways
def test_the_card_hangs_on_the_message_on_request(writer: Visitor, dovecot: Dovecot) -> None:
    begin(writer, text="Hallo").press("Attach my contact card")
    writer.sees("Anna Arnold.vcf")
    (card,) = cards(dovecot)
    lines = card.split("\r\n")
    assert (lines[0], lines[1], lines[-2]) == ("BEGIN:VCARD", "VERSION:4.0", "END:VCARD")
    assert "FN:Anna Arnold" in lines
    assert any(line.startswith("EMAIL") and line.endswith(f":{ANNA.address}") for line in lines)


def test_a_second_click_attaches_no_second_card(writer: Visitor, app: Flask, dovecot: Dovecot) -> None:
    with app.app_context():
        account = find_by_address(ANNA.address)
        assert account is not None
        account.name = 'Dr. Anna "Änni" Arnold: 7b/8a'
        db.session.commit()
    begin(writer).press("Attach my contact card").press("Attach my contact card").sees("Attached.")
    assert len(cards(dovecot)) == 1
    wish(writer)
    begin(writer, subject="Von selbst").press("Attach my contact card").press("Attach my contact card")
    assert len(cards(dovecot)) == 2


def test_without_a_wish_nothing_hangs_on_it(writer: Visitor, dovecot: Dovecot) -> None:
    press(begin(writer), "save")
    assert cards(dovecot) == []


def test_where_it_is_wished_it_comes_once_and_stays_away_when_taken_away(
    writer: Visitor, dovecot: Dovecot
) -> None:
    wish(writer)
    begin(writer, text="Eins")
    autosave(writer)
    # As after an answer that was lost: the page does not know what it has stored.
    autosave(writer, base="0")
    press(writer, "save")
    assert len(cards(dovecot)) == 1
    writer.press("Remove Anna Arnold.vcf")
    press(writer.fill(text="Zwei"), "save")
    assert cards(dovecot) == []


def test_it_hangs_on_answers_and_on_nothing_that_is_forwarded(
    writer: Visitor, app: Flask, dovecot: Dovecot
) -> None:
    wish(writer)
    ref = deliver(dovecot)
    press(writer.open(begin_path(app, "forward", ref)), "save")
    assert cards(dovecot) == []
    press(writer.open(begin_path(app, "reply", ref)), "save")
    assert len(cards(dovecot)) == 1


def test_names_break_out_of_no_line(writer: Visitor, app: Flask, dovecot: Dovecot) -> None:
    with app.app_context():
        account = find_by_address(ANNA.address)
        assert account is not None
        account.name, account.school = HOSTILE, "Schule\r\nNOTE:böse; Außenstelle"
        db.session.commit()
    begin(writer).press("Attach my contact card")
    (card,) = cards(dovecot)
    told = subprocess.run(
        [sys.executable, "-c", READ], input=card, capture_output=True, text=True, check=True
    ).stdout
    assert told.splitlines() == [HOSTILE, "['Schule NOTE:böse; Außenstelle']", ANNA.address, "False"]


READ = """
import sys, vobject
card = vobject.readOne(sys.stdin.read())
print(card.fn.value); print(card.org.value); print(card.email.value); print("note" in card.contents)
"""
