"""Where nobody reaches the store without the person, what is posted into a dead sign-in waits, closed."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.cast import ANNA, BORIS, Person
from tests.conftest import HeldClock
from tests.servers.dovecot import Dovecot
from tests.servers.fault import Fault
from tests.visitor import Visitor
from tests.web.dead import WORDS, end
from tests.web.desk import autosave, begin, lying, press, second_tab, text_of, value
from tests.web.test_compose_kept import way_out
from webmail.accounts import WaitingText
from webmail.config import Config
from webmail.database import db

KEPT = "wenn Sie sich innerhalb von 24 Stunden in diesem Browser wieder anmelden"
GIVEN_BACK = "Ihr Text steht noch hier."


@pytest.fixture
def writer(anna: Visitor) -> Visitor:
    return begun(anna)


def begun(visitor: Visitor) -> Visitor:
    press(begin(visitor, text="Zuerst."), "save")
    return visitor.fill(WORDS)


def texts(store: Dovecot, person: Person = ANNA) -> list[str]:
    return [text_of(each).strip() for each in lying(store, person=person)]


def waiting(app: Flask) -> int:
    """How many texts wait."""
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(WaitingText)) or 0


def test_words_wait_closed_and_become_a_draft_when_their_person_is_back(
    writer: Visitor, dovecot: Dovecot, config: Config
) -> None:
    end(writer)
    press(writer.fill(text="Streng vertraulich."), "save").sees(KEPT, "Text gesichert 09:30")
    assert (writer.status, texts(dovecot)) == (401, ["Zuerst."])
    assert all(b"vertraulich" not in path.read_bytes() for path in config.instance.glob("*.db*"))
    link = writer.page.select_one("a.button--first")
    assert link is not None

    writer.sign_in(ANNA)
    assert texts(dovecot) == ["Streng vertraulich."]
    assert waiting(writer.app) == 0
    writer.open(str(link["href"]))
    assert value(writer, "text").strip() == "Streng vertraulich."
    writer.sees("Entwurf gespeichert")


def test_the_link_asks_for_the_sign_in_and_leads_back_to_the_page(writer: Visitor, dovecot: Dovecot) -> None:
    end(writer)
    press(writer, "send").sees("Die Nachricht wurde nicht gesendet.", KEPT)
    writer.follow("Anmelden und weiterschreiben")
    writer.fill(address=ANNA.address, typed=ANNA.typed).press("Anmelden")
    assert value(writer, "text").strip() == "Danach."


def test_another_persons_sign_in_leaves_what_waits(writer: Visitor, dovecot: Dovecot) -> None:
    end(writer)
    press(writer, "save")
    writer.sign_in(BORIS)
    assert (texts(dovecot), texts(dovecot, BORIS), waiting(writer.app)) == (["Zuerst."], [], 1)


def test_another_browser_of_the_same_person_does_not_open_it(writer: Visitor, dovecot: Dovecot) -> None:
    end(writer)
    press(writer, "save")
    Visitor(writer.app).sign_in(ANNA)
    assert (texts(dovecot), waiting(writer.app)) == (["Zuerst."], 1)
    writer.sign_in(ANNA)
    assert texts(dovecot) == ["Danach."]


def test_of_one_page_the_last_words_wait(writer: Visitor, dovecot: Dovecot) -> None:
    end(writer)
    for words in ("Eins.", "Zwei."):
        assert autosave(writer, text=words).status_code == 401
    assert waiting(writer.app) == 1
    writer.sign_in(ANNA)
    assert texts(dovecot) == ["Zwei."]


def test_what_was_stored_elsewhere_meanwhile_stays_beside_it(writer: Visitor, dovecot: Dovecot) -> None:
    end(writer)
    page = second_tab(writer)
    press(page, "save")
    elsewhere = Visitor(writer.app).sign_in(ANNA).open(writer.url)
    press(elsewhere.fill(text="Am Telefon geschrieben."), "save")
    writer.sign_in(ANNA)
    assert sorted(texts(dovecot)) == ["Am Telefon geschrieben.", "Danach."]


@pytest.mark.parametrize(("hours", "left"), [(23, ["Danach."]), (24, ["Zuerst."])])
def test_after_a_day_it_is_gone(
    writer: Visitor, dovecot: Dovecot, clock: HeldClock, hours: int, left: list[str]
) -> None:
    end(writer)
    press(writer, "save")
    clock.move(hours=hours)
    writer.sign_in(ANNA)
    assert texts(dovecot) == left


def test_whoever_was_put_out_on_purpose_leaves_nothing(writer: Visitor) -> None:
    for reason in ("signed_out", "helpdesk", "other_device"):
        end(writer, reason)
        press(writer, "save").sees(GIVEN_BACK)
        assert (value(writer, "text").strip(), waiting(writer.app)) == ("Danach.", 0)
        begun(writer.sign_in(ANNA))


def test_too_much_to_wait_is_given_back(writer: Visitor) -> None:
    end(writer)
    press(writer.fill(text="ä" * 131_072), "save").sees(GIVEN_BACK)
    assert (len(value(writer, "text")), waiting(writer.app)) == (131_072, 0)


def test_signing_out_with_words_that_wait_asks_first(writer: Visitor, dovecot: Dovecot) -> None:
    end(writer)
    writer.submit(way_out(writer)).sees(KEPT, "Ohne diesen Text abmelden")
    writer.sign_in(ANNA)
    assert texts(dovecot) == ["Danach."]


def test_whoever_signs_out_without_the_text_is_out(writer: Visitor) -> None:
    end(writer)
    writer.submit(way_out(writer)).press("Ohne diesen Text abmelden")
    assert writer.path == "/session/signed-out"


def test_a_store_that_fails_just_then_costs_no_word(
    app_before_fault: Flask, fault: Fault, dovecot: Dovecot
) -> None:
    writer = begun(Visitor(app_before_fault).sign_in(ANNA))
    end(writer)
    press(writer, "save")
    # Whoever only comes in opens no folder.
    fault.cut_at(b"UIDVALIDITY")
    writer.sign_in(ANNA)
    fault.let_pass()
    writer.open("/mailbox/")
    assert (texts(dovecot), waiting(writer.app)) == (["Zuerst."], 1)
    writer.press("English")
    assert (texts(dovecot), waiting(writer.app)) == (["Danach."], 0)
