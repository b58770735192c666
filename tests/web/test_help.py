"""Help and contact: one page, for strangers too, in the words of the screen."""

import re

import pytest

from tests.conftest import MakeApp
from tests.form import words
from tests.letters import deliver
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from webmail.config import Config, Service
from webmail.policy import Feature


@both_ways
def test_help_is_one_click_away_before_and_after_signing_in(visitor: Visitor, anna: Visitor) -> None:
    for each in (visitor.open("/help/"), anna.follow("Hilfe")):
        assert each.path == "/help/"
        assert each.heading == "Hilfe und Kontakt"
        each.sees("Landesschulamt", "+49 30 123456")


def test_a_person_can_read_the_address_and_a_robot_cannot(visitor: Visitor) -> None:
    visitor.open("/help/")
    assert "hilfe (at) schule.example" in visitor.text
    assert b"hilfe@schule.example" not in visitor.body
    assert b"mailto:" not in visitor.body
    assert not re.search(rb"hilfe\W{0,3}(@|&#64;|&commat;|%40)", visitor.body)


def test_what_is_not_configured_is_not_shown(make_app: MakeApp, config: Config) -> None:
    app = make_app(service=Service(name="Post", operator="Amt", domains=config.service.domains))
    Visitor(app).open("/help/").sees("Amt").misses("Telefon", "E-Mail")


def test_every_link_on_the_page_leads_somewhere(anna: Visitor) -> None:
    anna.open("/help/")
    names = {str(each["id"]) for each in anna.page.find_all(id=True)}
    within = [str(each["href"])[1:] for each in anna.page.select('a[href^="#"]')]
    assert within
    assert set(within) <= names


def test_the_labels_it_names_are_on_the_screen(anna: Visitor, dovecot: Dovecot) -> None:
    """Nobody finds a button that is called otherwise here than there."""
    deliver(dovecot, html='<img src="https://elsewhere.example/x.png">')
    quoted = set(re.findall(r"„([^“]+)“", anna.open("/help/").text))
    seen = anna.open("/mailbox/").follow("Elternabend").text
    seen += anna.open("/mailbox/").follow("Elternabend").press("Löschen", within=".toolbar").text
    seen += anna.press("Abmelden").text
    assert quoted
    assert {label for label in quoted if words(label) not in seen} == set()


@pytest.mark.parametrize(
    ("feature", "named"), [(Feature.UNDO, "„Rückgängig“"), (Feature.REMOTE_IMAGES, "„Bilder laden“")]
)
def test_what_is_switched_off_is_not_explained(make_app: MakeApp, feature: Feature, named: str) -> None:
    Visitor(make_app(features={feature: True})).open("/help/").sees(named)
    Visitor(make_app(features={feature: False})).open("/help/").misses(named)


def test_help_changes_nothing_and_takes_no_post(anna: Visitor) -> None:
    token = anna.page.select_one("input[name=csrf_token]")["value"]  # type: ignore[index]
    answer = anna.client.post("/help/", base_url=anna.base_url, data={"csrf_token": token})
    assert answer.status_code == 405


def test_help_is_there_while_the_store_is_away(dovecot: Dovecot, anna: Visitor) -> None:
    dovecot.stop()
    assert anna.open("/help/").status == 200
