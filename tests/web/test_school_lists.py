"""The lists of schools on the pages: beside the groups, in a field, and refused where the service says so."""

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from tests.cast import ANNA, BORIS
from tests.conftest import MakeApp
from tests.contacts.conftest import enrol
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink
from tests.visitor import Visitor, both_ways
from tests.web.deed import post, sealed
from tests.web.desk import begin, in_english, value
from webmail.accounts.lookup import find_by_address
from webmail.config import Directory
from webmail.database import db
from webmail.mail import read_pieces

SCHOOL, OTHER = "Goethe-Schule", "Grundschule Am Ring"
WRITTEN = f"Kollegium Goethe-Schule: {ANNA.name} <{ANNA.address}>, Jana Vogel <jana.vogel@schule.example>;"


def settle(app: Flask) -> None:
    """Anna and Jana at one school, Otto at another."""
    with app.app_context():
        account = find_by_address(ANNA.address)
        assert account is not None
        account.school = SCHOOL
        enrol("Jana Vogel", "jana.vogel@schule.example", SCHOOL)
        enrol("Otto Bär", "otto.baer@schule.example", OTHER)


@pytest.fixture
def teacher(anna: Visitor) -> Visitor:
    """Anna, who has a school."""
    settle(anna.app)
    return anna


def school_page(visitor: Visitor, school: str) -> str:
    return f"/contacts/school?of={sealed(visitor.app, school, purpose='school')}"


@both_ways
def test_the_list_stands_beside_the_groups_and_is_written_to_as_one(teacher: Visitor) -> None:
    teacher.open("/contacts/").sees("Listen der Schulen", "2 Personen").follow("Kollegium Goethe-Schule")
    teacher.sees("Jana Vogel", "jana.vogel@schule.example").misses("Otto Bär")
    teacher.press("Kollegium Goethe-Schule schreiben")
    assert value(teacher, "to") == WRITTEN
    (piece,) = read_pieces(WRITTEN)
    assert [each.spec for each in piece.addresses] == [ANNA.address, "jana.vogel@schule.example"]


def test_it_is_proposed_with_its_count_and_found_in_the_address_book(teacher: Visitor) -> None:
    teacher.open("/contacts/")
    answer = post(teacher, "/contacts/suggest", {"q": "kolleg"}).text
    (option,) = BeautifulSoup(answer, "html.parser").select("li[role=option]")
    assert (option["data-written"], option["data-count"]) == (WRITTEN, "2")
    assert "Liste einer Schule" in option.get_text()
    teacher.open("/contacts/").fill({"Kontakte suchen": "kolleg"}).press("Kontakte suchen").sees(
        "Kollegium Goethe-Schule"
    )


def test_without_a_script_its_name_becomes_the_list_by_one_press(teacher: Visitor, smtp: Sink) -> None:
    writer = in_english(teacher)
    begin(writer, to="staff of goethe")
    writer.press("Check recipients").sees("Did you mean Staff of Goethe-Schule (2)?")
    (button,) = writer.page.select("button[name=change][value^=take]")
    writer.submit(button)
    assert value(writer, "to") == WRITTEN.replace("Kollegium", "Staff of")


@pytest.mark.parametrize("typed", ["kollegium goethe", "staff of goethe"])
@pytest.mark.parametrize(
    ("english", "shown"), [(True, "Staff of Goethe-Schule"), (False, "Kollegium Goethe-Schule")]
)
def test_it_is_found_by_its_name_in_either_language_and_shown_in_that_of_the_page(
    teacher: Visitor, typed: str, english: bool, shown: str
) -> None:
    reader = in_english(teacher) if english else teacher
    answer = post(reader, "/contacts/suggest", {"q": typed}).text
    (option,) = BeautifulSoup(answer, "html.parser").select("li[role=option]")
    assert str(option["data-written"]).startswith(f"{shown}: ")
    label = "Find contacts" if english else "Kontakte suchen"
    reader.open("/contacts/").fill({label: typed}).press(label).follow(shown)
    assert reader.heading == shown


def test_the_list_of_another_school_is_refused_with_the_rule(teacher: Visitor) -> None:
    teacher.open(school_page(teacher, OTHER))
    assert teacher.status == 403
    teacher.sees("nur die Liste der eigenen Schule").misses("otto.baer")


@pytest.mark.parametrize("path", ["/contacts/school?of=AAAA", "/contacts/school?of=%00"])
def test_what_is_no_list_of_ours_is_not_there(teacher: Visitor, path: str) -> None:
    assert teacher.open(path).status == 404


def test_who_has_no_school_finds_no_list(anna: Visitor) -> None:
    anna.open("/contacts/").misses("Listen der Schulen")
    assert anna.open("/contacts/school").status == 404


def test_where_the_service_opens_all_every_list_is_found(make_app: MakeApp, dovecot: Dovecot) -> None:
    visitor = Visitor(make_app(directory=Directory(school_lists="all"))).sign_in(BORIS)
    settle_others(visitor.app)
    visitor.open("/contacts/").fill({"Kontakte suchen": "ring"}).press("Kontakte suchen").follow(
        "Kollegium Grundschule Am Ring"
    )
    visitor.sees("otto.baer@schule.example", "1 Person")


def settle_others(app: Flask) -> None:
    with app.app_context():
        enrol("Otto Bär", "otto.baer@schule.example", OTHER)
        db.session.commit()
