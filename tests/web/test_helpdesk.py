"""The helpdesk's pages: finding somebody, seeing the account, ending sign-ins; for nobody else."""

import re

import pytest
from flask import Flask

from tests.cast import ANNA, BORIS, CARLA
from tests.conftest import HeldClock, MakeApp
from tests.letters import deliver
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.audit import number_of, sign_ins_of, trail_of
from tests.web.deed import post
from tests.web.desk import in_english

REASON = "Caller cannot come in any more"


@pytest.fixture
def desk(carla: Visitor) -> Visitor:
    """Carla before her desk."""
    return in_english(carla).open("/helpdesk/")


def at_account(desk: Visitor) -> Visitor:
    return desk.open(f"/helpdesk/account/{number_of(desk.app)}")


def looking(app: Flask) -> list[str]:
    """Every page of the helpdesk, with numbers that exist."""
    return ["/helpdesk/", f"/helpdesk/account/{number_of(app)}", "/helpdesk/code/K7F3QD"]


def acting(app: Flask) -> list[str]:
    """Every deed of the helpdesk."""
    account, sign_in = number_of(app), sign_ins_of(app)[0].id
    return [
        "/helpdesk/find",
        "/helpdesk/code",
        f"/helpdesk/account/{account}/end/{sign_in}",
        f"/helpdesk/account/{account}/end-all",
        "/helpdesk/code/K7F3QD/guide",
    ]


@both_ways
def test_carla_finds_anna_and_sees_her_account(anna: Visitor, desk: Visitor) -> None:
    desk.fill(person="arnold").press("Find a person").sees("One person", ANNA.address)
    desk.follow(ANNA.name)
    assert desk.heading == ANNA.name
    desk.sees(ANNA.address, "Computer, Firefox", "other network", "End this sign-in")
    assert trail_of(desk.app) == [("looked_for", "1"), ("looked_at", "")]


def test_words_looked_for_are_in_no_address(anna: Visitor, desk: Visitor) -> None:
    desk.fill(person="arnold").press("Find a person")
    assert "arnold" not in desk.url
    assert re.fullmatch(r"/helpdesk/found/[\w-]{22,}", desk.path)


def test_another_agent_cannot_open_the_address_of_a_search(
    anna: Visitor, desk: Visitor, dario: Visitor
) -> None:
    path = desk.fill(person="arnold").press("Find a person").path
    assert dario.open(path).status == 404


def test_less_than_two_characters_find_nobody(desk: Visitor) -> None:
    for words in ("", "a", "  a  ", "\0\t"):
        desk.fill(person=words).press("Find a person").sees("Please enter at least two characters.")
        assert desk.status == 422
    assert trail_of(desk.app) == []
    desk.fill(person="niemand").press("Find a person").sees("Nobody was found")


@both_ways
def test_carla_ends_one_sign_in_and_the_reason_is_kept(
    anna: Visitor, desk: Visitor, app: Flask, clock: HeldClock
) -> None:
    other = Visitor(app).sign_in(ANNA)
    first = sign_ins_of(app)[0].id
    at_account(desk).fill(reason=REASON)
    button = desk.page.select_one(f'button[formaction$="/end/{first}"]')
    assert button is not None
    desk.submit(button).sees("The sign-in was ended.", "ended by the helpdesk")
    assert desk.path == f"/helpdesk/account/{number_of(app)}"
    assert [each.end_reason for each in sign_ins_of(app)] == ["helpdesk", None]
    assert ("ended_sign_in", REASON) in trail_of(app)
    assert anna.open("/mailbox/").path == "/session/"
    assert other.open("/mailbox/").status == 200


@both_ways
def test_carla_ends_all_sign_ins_of_anna_and_none_of_boris(
    anna: Visitor, boris: Visitor, desk: Visitor, app: Flask
) -> None:
    Visitor(app).sign_in(ANNA)
    at_account(desk).fill(reason=REASON).press("End all sign-ins")
    desk.sees("2 sign-ins were ended.", "Nobody is signed in with this account.")
    assert {each.end_reason for each in sign_ins_of(app)} == {"helpdesk"}
    assert [each.end_reason for each in sign_ins_of(app, BORIS)] == [None]
    assert ("ended_all", REASON) in trail_of(app)


def test_without_a_reason_that_can_be_read_nothing_is_ended(anna: Visitor, desk: Visitor) -> None:
    at_account(desk)
    for deed in ("End this sign-in", "End all sign-ins"):
        for reason in ("", " x ", "y" * 501):
            desk.fill(reason=reason).press(deed)
            assert desk.status == 422
            assert desk.has("#reason[aria-invalid=true]")
    assert {each.end_reason for each in sign_ins_of(desk.app)} == {None}
    assert {deed for deed, _ in trail_of(desk.app)} == {"looked_at"}


def test_what_had_ended_before_is_said_and_not_ended_twice(anna: Visitor, desk: Visitor) -> None:
    at_account(desk)
    anna.sign_out()
    desk.fill(reason=REASON).press("End this sign-in").sees("This sign-in had ended before.")
    assert sign_ins_of(desk.app)[0].end_reason == "signed_out"


def test_a_sign_in_is_not_ended_under_somebody_elses_account(
    anna: Visitor, boris: Visitor, desk: Visitor
) -> None:
    his = sign_ins_of(desk.app, BORIS)[0].id
    at_account(desk)
    answer = post(desk, f"/helpdesk/account/{number_of(desk.app)}/end/{his}", {"reason": REASON})
    assert answer.status_code == 303
    assert sign_ins_of(desk.app, BORIS)[0].end_reason is None


def test_an_account_that_does_not_exist_is_a_page_that_does_not_exist(desk: Visitor) -> None:
    for number in ("4711", "0", "2147483648", "99999999999999999999", "-1", "x"):
        assert desk.open(f"/helpdesk/account/{number}").status == 404
        desk.open("/helpdesk/")
        answer = post(desk, f"/helpdesk/account/{number}/end-all", {"reason": REASON})
        assert answer.status_code == 404
        answer = post(desk, f"/helpdesk/account/{number}/end/1", {"reason": REASON})
        assert answer.status_code in (303, 404)
    assert trail_of(desk.app) == []


def test_teachers_are_refused_everywhere_with_the_rule(anna: Visitor, app: Flask) -> None:
    in_english(anna)
    for path in looking(app):
        anna.open(path).sees("This page is for the helpdesk.")
        assert anna.status == 403
    for path in acting(app):
        anna.open("/help/")
        assert post(anna, path, {"reason": REASON, "person": "anna", "code": "K7F3QD"}).status_code == 403
    assert trail_of(app) == []
    assert sign_ins_of(app)[0].end_reason is None


def test_strangers_come_to_the_door_and_do_nothing(anna: Visitor, visitor: Visitor, app: Flask) -> None:
    for path in looking(app):
        assert visitor.open(path).path == "/session/"
    for path in acting(app):
        assert post(visitor, path, {"reason": REASON}).status_code == 401
    assert trail_of(app) == []


def test_a_deed_is_not_done_by_its_address_alone(anna: Visitor, desk: Visitor) -> None:
    for path in acting(desk.app):
        if not path.endswith("/guide"):
            assert desk.open(path).status == 405
    assert sign_ins_of(desk.app)[0].end_reason is None


def test_the_menu_leads_there_for_those_who_may(anna: Visitor, carla: Visitor, dario: Visitor) -> None:
    assert in_english(carla).follow("Helpdesk").path == "/helpdesk/"
    assert in_english(dario).follow("Helpdesk").path == "/helpdesk/"
    in_english(anna).misses("Helpdesk")


def test_networks_with_a_name_are_called_by_it(make_app: MakeApp) -> None:
    app = make_app(networks={"Schulnetz": ("127.0.0.0/8",)})
    Visitor(app).sign_in(ANNA)
    carla = Visitor(app).sign_in(CARLA)
    carla.open(f"/helpdesk/account/{number_of(app)}").sees("Schulnetz").misses("other network")


def test_nothing_of_the_mailbox_is_on_any_page(dovecot: Dovecot, anna: Visitor, desk: Visitor) -> None:
    deliver(dovecot, subject="Krankmeldung", folder="Vertraulich")
    anna.open("/mailbox/")
    at_account(desk).misses("Krankmeldung", "Vertraulich", "127.0.0.1")
    for name in ("INBOX", "Posteingang"):
        assert name not in (desk.page.main or desk.page).get_text()


def test_the_store_may_be_away_while_the_helpdesk_looks(
    dovecot: Dovecot, anna: Visitor, desk: Visitor
) -> None:
    dovecot.stop()
    assert at_account(desk).status == 200
    desk.fill(reason=REASON).press("End all sign-ins").sees("One sign-in was ended.")
