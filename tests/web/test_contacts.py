"""The area of contacts: proposals, the directory, collected addresses; and nobody's but one's own."""

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from tests.cast import ANNA, BORIS, CARLA, Person
from tests.contacts.conftest import enrol
from tests.servers.smtp import Sink
from tests.visitor import Visitor, both_ways
from tests.web.deed import post
from tests.web.desk import begin, in_english, press
from webmail.accounts.lookup import find_by_address
from webmail.contacts import Card, PersonalContacts

JANA = "jana.vogel@schule.example"


def contacts(visitor: Visitor, person: Person = ANNA) -> PersonalContacts:
    """Within the app's context: what this person has."""
    account = find_by_address(person.address)
    assert account is not None
    found: PersonalContacts = visitor.app.extensions["dienstpost"].contacts(account)
    return found


@pytest.fixture
def jana(app: Flask) -> str:
    """A colleague at another school."""
    with app.app_context():
        enrol("Jana Vogel", JANA, "Goethe-Gymnasium Weimar")
    return JANA


def proposed(visitor: Visitor, typed: str) -> BeautifulSoup:
    visitor.open("/contacts/")
    return BeautifulSoup(post(visitor, "/contacts/suggest", {"q": typed}).text, "html.parser")


# -- proposals -------------------------------------------------------------------------------


def test_proposals_are_options_that_say_what_they_write(anna: Visitor, jana: str) -> None:
    with anna.app.app_context():
        mine = contacts(anna)
        number = mine.book.add(Card(name='Vogel, "Otto" <x>', addresses=("otto@gmx.example",)))
        mine.groups.put(number, into=[mine.groups.make("Vogelschutz")])
    options = proposed(anna, "vogel").select("li[role=option]")
    assert [each["id"] for each in options] == ["suggestion-1", "suggestion-2", "suggestion-3"]
    written = '"Vogel, \\"Otto\\" <x>" <otto@gmx.example>'
    assert [each["data-written"] for each in options] == [written, written, f"Jana Vogel <{JANA}>"]
    assert [each.get("data-count") for each in options] == ["1", None, None]
    assert "Goethe-Gymnasium Weimar" in options[2].text
    assert "Personalverzeichnis" in options[2].text


def test_without_a_word_nothing_is_proposed(anna: Visitor, jana: str) -> None:
    assert proposed(anna, "").select("li") == []


def test_words_never_stand_in_an_address(anna: Visitor) -> None:
    for path in ("/contacts/suggest?q=jana", "/contacts/suggest"):
        assert anna.open(path).status == 405


def test_a_stranger_and_a_request_without_token_are_proposed_nothing(anna: Visitor, visitor: Visitor) -> None:
    visitor.open("/session/")
    assert post(visitor, "/contacts/suggest", {"q": "anna"}).status_code == 401
    assert anna.client.post("/contacts/suggest", base_url=anna.base_url, data={"q": "a"}).status_code == 400


# -- the staff directory ---------------------------------------------------------------------


@both_ways
def test_a_colleague_is_found_and_taken_into_the_book(anna: Visitor, jana: str) -> None:
    anna.open("/mailbox/").follow("Adressbuch").sees("Noch keine Kontakte")
    anna.follow("Personalverzeichnis").fill(q="vógel").press("Kolleginnen und Kollegen suchen")
    anna.sees("Jana Vogel", jana, "Goethe-Gymnasium Weimar")
    anna.press("In Adressbuch aufnehmen: Jana Vogel").sees("Jana Vogel steht jetzt in Ihrem Adressbuch.")
    anna.sees("1 Kontakt", jana)
    anna.follow("Personalverzeichnis").fill(q="vogel").press("Kolleginnen und Kollegen suchen")
    anna.press("In Adressbuch aufnehmen: Jana Vogel").sees("steht schon in Ihrem Adressbuch").sees(
        "1 Kontakt"
    )


def test_nobody_is_found_and_what_to_do_is_said(anna: Visitor) -> None:
    anna.open("/contacts/staff").fill(q="xylander").press("Kolleginnen und Kollegen suchen").sees(
        "Niemand gefunden"
    )


def test_the_directory_has_pages(anna: Visitor, app: Flask) -> None:
    with app.app_context():
        for number in range(30):
            enrol(f"Karl Kaiser {number:02}", f"karl{number}@schule.example")
    anna.open("/contacts/staff").fill(q="kaiser").press("Kolleginnen und Kollegen suchen").misses("Kaiser 29")
    anna.press("Weiter").sees("Kaiser 29", "Seite 2").press("Zurück").sees("Kaiser 00")


@both_ways
def test_writing_begins_with_the_person_as_recipient(anna: Visitor, jana: str) -> None:
    anna.open("/contacts/staff").fill(q="vogel").press("Kolleginnen und Kollegen suchen").press(
        "Jana Vogel schreiben"
    )
    field = anna.page.select_one("textarea[name=to]")
    assert field is not None
    assert field.text.strip() == f"Jana Vogel <{JANA}>"
    assert anna.heading == "Neue Nachricht"


# -- collected addresses ---------------------------------------------------------------------


def test_whom_one_has_written_to_is_proposed_and_can_be_forgotten(anna: Visitor, smtp: Sink) -> None:
    writer = in_english(anna)
    press(begin(writer, to="Familie Özdemir <oezdemir@gmx.example>", cc=BORIS.address), "send").sees("Sent.")
    (option,) = proposed(anna, "ozd").select("li")
    assert option["data-written"] == "Familie Özdemir <oezdemir@gmx.example>"
    writer.open("/contacts/collected").sees("Familie Özdemir", BORIS.address)
    writer.press("Forget: Familie Özdemir").sees("The address is forgotten.").misses("Özdemir")
    writer.press("Forget all …").press("Forget all").sees("No address has been collected yet.")


def test_who_does_not_want_it_is_collected_nothing(anna: Visitor, smtp: Sink) -> None:
    anna.open("/settings/").check("nicht sammeln").press("Einstellungen speichern")
    press(begin(in_english(anna), to="oezdemir@gmx.example"), "send").sees("Sent.")
    assert len(smtp.received) == 1
    anna.open("/contacts/collected").sees("switched collecting off").misses("oezdemir")


def test_a_mailing_to_many_tells_nothing(anna: Visitor) -> None:
    with anna.app.app_context():
        collected = contacts(anna).collected
        collected.note_sent([("", f"eltern{number}@gmx.example") for number in range(51)])
        assert collected.all() == ()


# -- nobody else's ---------------------------------------------------------------------------


def test_boris_sees_nothing_of_annas(anna: Visitor, boris: Visitor) -> None:
    with anna.app.app_context():
        mine = contacts(anna)
        mine.book.add(Card(name="Kummer", addresses=("kummer@gmx.example",)))
        mine.groups.make("Kummerkasten")
        mine.collected.note_sent([("Kummerbund", "bund@gmx.example")])
    assert len(proposed(anna, "kummer").select("li")) == 2
    assert proposed(boris, "kummer").select("li") == []
    boris.open("/contacts/").misses("Kummer").open("/contacts/collected").misses("Kummer")
    boris.open("/contacts/").fill(q="kummer").press("Kontakte suchen").sees("Kein Kontakt gefunden")
    post(boris, "/contacts/collected/forget", {"address": "bund@gmx.example"})
    post(boris, "/contacts/collected/forget-all", {"sure": "yes"})
    anna.open("/contacts/collected").sees("Kummerbund")


def test_who_signs_in_for_the_first_time_is_in_the_directory(anna: Visitor, carla: Visitor) -> None:
    anna.open("/contacts/staff").fill(q="clausen").press("Kolleginnen und Kollegen suchen").sees(
        CARLA.address
    )
