"""Help: pages for strangers too, in the words of the screen, or in the operator's."""

import re

import pytest
from bs4 import BeautifulSoup

from tests.cast import ANNA
from tests.conftest import MakeApp
from tests.contacts.seed import fill_book
from tests.form import words
from tests.letters import deliver
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from webmail.accounts.models import SignIn
from webmail.config import Config, Service
from webmail.database import db
from webmail.policy import Feature
from webmail.web.help.topics import TOPICS

PAGES = ("/help/", "/help/guide/", *(f"/help/{name}" for name in TOPICS))


@both_ways
def test_help_is_one_click_away_before_and_after_signing_in(visitor: Visitor, anna: Visitor) -> None:
    for each in (visitor.open("/help/"), anna.follow("Hilfe")):
        assert each.path == "/help/"
        assert each.heading == "Hilfe und Kontakt"
        each.sees("Landesschulamt", "+49 30 123456")


@pytest.mark.parametrize(
    "question",
    [
        "Muss ich die Adresse beantragen?",
        "Warum kein Outlook, kein Handy-Programm?",
        "Warum keine Weiterleitung?",
        "Nachrichten lesen",
        "Aufräumen",
        "Nachrichten finden",
        "Nachrichten schreiben",
        "Adressbuch",
        "Gruppen und Listen der Schulen",
        "Bilder und Anhänge",
    ],
)
def test_a_stranger_finds_a_page_by_its_question_and_the_way_back(visitor: Visitor, question: str) -> None:
    assert visitor.open("/help/").follow(question).heading == question
    assert visitor.follow("Hilfe und Kontakt").path == "/help/"


def test_a_page_says_that_it_is_off_which_rule_says_so_and_what_to_do_instead(visitor: Visitor) -> None:
    for name in ("programs", "forwarding"):
        visitor.open(f"/help/{name}").sees("Welche Regel das sagt", "Dienstanweisung", "Was stattdessen geht")


@pytest.mark.parametrize("name", ["nothing", "index", "guide.de", "..%2Faddress", "%00", "address" * 100])
def test_what_is_no_page_of_help_is_not_there(visitor: Visitor, name: str) -> None:
    assert visitor.open(f"/help/{name}").status == 404


def test_what_is_not_configured_is_not_shown(make_app: MakeApp, config: Config) -> None:
    app = make_app(service=Service(name="Post", operator="Amt", domains=config.service.domains))
    for path in ("/help/", "/help/contact"):
        Visitor(app).open(path).sees("Amt").misses("Telefon", "gefolgt von")


@pytest.mark.parametrize("path", PAGES)
def test_every_link_on_a_page_leads_somewhere(anna: Visitor, path: str) -> None:
    links = {str(each["href"]) for each in anna.open(path).page.select("main a[href]")}
    assert links
    assert {link: anna.open(link).status for link in links} == dict.fromkeys(links, 200)


def test_the_labels_it_names_are_on_the_screen(anna: Visitor, dovecot: Dovecot) -> None:
    """Nobody finds a button that is called otherwise here than there."""
    deliver(dovecot, html='<img src="https://elsewhere.example/x.png">')
    quoted = {label for path in PAGES for label in re.findall(r"„([^“]+)“", anna.open(path).text)}
    fill_book(anna, ANNA)
    seen = anna.open("/compose/new").body.decode() + anna.open("/contacts/").text + anna.follow("Chor").text
    seen += anna.open("/mailbox/").follow("Elternabend").text
    seen += anna.press("Löschen", within=".toolbar").text + broken(anna).text + anna.press("Abmelden").text
    assert quoted
    assert {label for label in quoted if words(label) not in seen} == set()


def broken(person: Visitor) -> Visitor:
    """The person before the page that heals: the store no longer takes the sign-in."""
    with person.app.app_context():
        db.session.query(SignIn).update({"sealed": b"broken"})
        db.session.commit()
    person.app.extensions["dienstpost"].pool.close_all()
    return person.open("/mailbox/")


@pytest.mark.parametrize(
    ("feature", "page", "named"),
    [
        (Feature.UNDO, "tidying", "„Rückgängig“"),
        (Feature.REMOTE_IMAGES, "images", "„Bilder laden“"),
        (Feature.SEND_LATER, "writing", "„Später senden“"),
        (Feature.TEXT_BLOCKS, "writing", "„Signatur und Bausteine“"),
        (Feature.CONTACTS, "contacts", "„Kontakt hinzufügen“"),
        (Feature.STAFF_DIRECTORY, "contacts", "„Personalverzeichnis“"),
        (Feature.COLLECT_ADDRESSES, "contacts", "„Gesammelte Adressen“"),
        (Feature.SCHOOL_LISTS, "groups", "„Listen der Schulen“"),
        (Feature.CONTACTS, "groups", "„Gruppe anlegen“"),
    ],
)
def test_what_is_switched_off_is_not_explained(
    make_app: MakeApp, feature: Feature, page: str, named: str
) -> None:
    Visitor(make_app(features={feature: True})).open(f"/help/{page}").sees(named)
    Visitor(make_app(features={feature: False})).open(f"/help/{page}").misses(named)


@pytest.mark.parametrize("path", PAGES)
def test_help_takes_no_post(anna: Visitor, path: str) -> None:
    token = BeautifulSoup(anna.open("/help/").body, "html.parser").select_one("input[name=csrf_token]")
    assert token is not None
    data = {"csrf_token": str(token["value"])}
    assert anna.client.post(path, base_url=anna.base_url, data=data).status_code == 405


@pytest.mark.parametrize("path", PAGES)
def test_help_is_there_while_the_store_is_away(dovecot: Dovecot, anna: Visitor, path: str) -> None:
    dovecot.stop()
    assert anna.open(path).status == 200


def test_the_operators_of_a_search_are_told_in_the_language_of_the_page(anna: Visitor) -> None:
    anna.open("/help/finding").sees("von:", "ist:ungelesen", "von:becker nach:1.9.2025")
    anna.press("English").sees("from:", "is:unread", "from:becker after:2025-09-01").misses("von:")
