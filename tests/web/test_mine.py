"""One's own sign-ins: seen, and ended from here; nobody else's."""

import pytest
from flask import Flask

from tests.cast import ANNA, BORIS
from tests.conftest import HeldClock, MakeApp
from tests.visitor import Visitor, both_ways
from tests.web.audit import sign_ins_of
from tests.web.deed import post
from tests.web.desk import in_english
from webmail.accounts.lookup import find_by_address

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"


@pytest.fixture
def elsewhere(app: Flask, clock: HeldClock) -> Visitor:
    """Anna's other browser, in which she came in an hour before."""
    other = Visitor(app).sign_in(ANNA)
    clock.move(minutes=20)
    return other


@both_ways
def test_anna_sees_where_she_is_signed_in_and_which_is_this(elsewhere: Visitor, anna: Visitor) -> None:
    in_english(anna).follow("My sign-ins").sees("Computer, Firefox", "other network", "This sign-in")
    assert anna.path == "/session/mine"
    assert len(anna.page.select(".entry-row")) == 2
    assert len(anna.page.select(".entry__mark")) == 1
    anna.sees("since today, 09:30, last seen today, 09:30", "since today, 09:50, last seen today, 09:50")


@both_ways
def test_anna_ends_the_other_one_and_it_is_out_at_once(elsewhere: Visitor, anna: Visitor) -> None:
    in_english(anna).open("/session/mine").press("End: Computer, Firefox").sees(
        "The sign-in was ended.", "ended from another device"
    )
    assert [each.end_reason for each in sign_ins_of(anna.app)] == ["other_device", None]
    assert elsewhere.open("/mailbox/").path == "/session/"
    assert anna.open("/mailbox/").status == 200


@both_ways
def test_anna_ends_all_others_and_stays(elsewhere: Visitor, anna: Visitor, boris: Visitor) -> None:
    Visitor(anna.app).sign_in(ANNA)
    in_english(anna).open("/session/mine").press("End all others").sees("2 sign-ins were ended.")
    assert [each.end_reason for each in sign_ins_of(anna.app)] == ["other_device", None, "other_device"]
    assert sign_ins_of(anna.app, BORIS)[0].end_reason is None
    anna.misses("End all others")


def test_her_own_ends_as_signing_out_does(anna: Visitor) -> None:
    button = in_english(anna).open("/session/mine").page.select_one("main .entry-row button")
    assert button is not None
    anna.submit(button)
    assert sign_ins_of(anna.app)[0].end_reason == "signed_out"
    assert anna.open("/mailbox/").path != "/mailbox/"


def test_her_own_number_leads_to_signing_out(anna: Visitor) -> None:
    anna.open("/session/mine")
    answer = post(anna, f"/session/mine/{sign_ins_of(anna.app)[0].id}/end")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/session/sign-out")
    assert sign_ins_of(anna.app)[0].end_reason is None


def test_anna_cannot_end_what_is_boriss(anna: Visitor, boris: Visitor) -> None:
    his = sign_ins_of(anna.app, BORIS)[0].id
    anna.open("/session/mine").misses(BORIS.name)
    for number in (his, 0, 4711, 2**31, 10**20, -1, "x"):
        assert post(anna, f"/session/mine/{number}/end").status_code == 404
    assert sign_ins_of(anna.app, BORIS)[0].end_reason is None


def test_what_had_ended_before_is_said(elsewhere: Visitor, anna: Visitor) -> None:
    in_english(anna).open("/session/mine")
    elsewhere.sign_out()
    anna.press("End: Computer, Firefox").sees("This sign-in had ended before.", "signed out")
    assert sign_ins_of(anna.app)[0].end_reason == "signed_out"


def test_why_others_have_ended_is_said_for_fourteen_days(
    elsewhere: Visitor, anna: Visitor, clock: HeldClock
) -> None:
    clock.move(minutes=45)
    in_english(anna).open("/session/mine").sees("quiet for too long")
    clock.move(days=14)
    Visitor(anna.app).sign_in(ANNA).open("/session/mine").misses("quiet for too long")


def test_a_stranger_comes_to_the_door_and_ends_nothing(anna: Visitor, visitor: Visitor) -> None:
    assert visitor.open("/session/mine").path == "/session/"
    for path in (f"/session/mine/{sign_ins_of(anna.app)[0].id}/end", "/session/mine/end-others"):
        assert post(visitor, path).status_code == 401
    assert sign_ins_of(anna.app)[0].end_reason is None


def test_nothing_is_ended_by_an_address_alone(elsewhere: Visitor, anna: Visitor) -> None:
    for path in (f"/session/mine/{sign_ins_of(anna.app)[0].id}/end", "/session/mine/end-others"):
        assert anna.open(path).status == 405
    assert {each.end_reason for each in sign_ins_of(anna.app)} == {None}


def test_devices_and_networks_are_called_as_people_call_them(make_app: MakeApp) -> None:
    app = make_app(networks={"Schulnetz": ("127.0.0.0/8",)})
    anna = in_english(Visitor(app).sign_in(ANNA))
    with app.app_context():
        found = find_by_address(ANNA.address)
        assert found is not None
        app.extensions["dienstpost"].sign_ins.open(
            found, key="phone", sealed=b"", device=PHONE, origin="198.51.100.7", shared=True
        )
    anna.open("/session/mine").sees("Schulnetz", "Phone, Safari", "other network", "Shared device")
