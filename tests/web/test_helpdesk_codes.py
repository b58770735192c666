"""The timeline of a support code and the guided sign-out that is sent with it."""

import pytest
from bs4 import Tag
from flask import Flask

from tests.cast import CARLA
from tests.conftest import HeldClock
from tests.visitor import Visitor, both_ways
from tests.web.audit import number_of, sign_ins_of, trail_of
from tests.web.deed import post
from tests.web.desk import in_english
from webmail.accounts import SupportCode
from webmail.database import db

READ_OUT = "There is no such code, or it is older than 14 days."


@pytest.fixture
def desk(carla: Visitor) -> Visitor:
    """Carla before her desk."""
    return in_english(carla).open("/helpdesk/")


def code_of(app: Flask) -> str:
    """The support code of Anna's browser."""
    with app.app_context():
        row = db.session.get(SupportCode, sign_ins_of(app)[0].code_id)
        assert row is not None
        return row.code


def noted(app: Flask, kind: str, detail: str = "") -> None:
    with app.app_context():
        app.extensions["dienstpost"].timeline.note(
            sign_ins_of(app)[0].code_id, kind, detail, request="ab12cd34"
        )


@both_ways
def test_carla_types_the_code_as_it_is_read_out_and_sees_what_happened(
    anna: Visitor, desk: Visitor, clock: HeldClock
) -> None:
    code = code_of(desk.app)
    anna.sign_out()
    desk.fill(code=f"{code[:3].lower()} - {code[3:].lower()}").press("Show the timeline")
    assert desk.path == f"/helpdesk/code/{code}"
    desk.sees("Sign-in begun", "Signed in", "Sign-in ended", "signed out", "Computer, Firefox", "0.1.0")
    desk.sees("Images from the internet: on")
    assert trail_of(desk.app) == [("looked_at_code", "")]


def test_events_stand_in_their_order_with_cause_and_request(anna: Visitor, desk: Visitor) -> None:
    noted(desk.app, "broken_shown", "no_cookies")
    noted(desk.app, "said_4")
    noted(desk.app, "portal_lied", "nonce")
    noted(desk.app, "never_heard_of")
    desk.open(f"/helpdesk/code/{code_of(desk.app)}")
    told = [" ".join(each.get_text(" ").split()) for each in desk.page.select("ol.entries .entry")][-4:]
    assert told == [
        "The page “Authentication error” was shown the browser stores no cookies · Request ab12cd34",
        "Step 4 ticked by the person Request ab12cd34",
        "The portal's answer was refused nonce · Request ab12cd34",
        "never_heard_of Request ab12cd34",
    ]


def test_account_and_code_lead_to_each_other(anna: Visitor, desk: Visitor) -> None:
    code = code_of(desk.app)
    desk.open(f"/helpdesk/account/{number_of(desk.app)}").follow(f"{code[:3]}-{code[3:]}")
    assert desk.path == f"/helpdesk/code/{code}"


def test_a_code_that_nobody_has_is_said_at_the_field(desk: Visitor) -> None:
    for typed in ("AAAAAA", "K7F", "x" * 40, "%_%_%_"):
        desk.fill(code=typed).press("Show the timeline").sees(READ_OUT)
        assert desk.status == 422
    assert desk.open("/helpdesk/code/AAAAAA").sees(READ_OUT).status == 404


def test_a_code_is_forgotten_after_fourteen_days(anna: Visitor, carla: Visitor, clock: HeldClock) -> None:
    code = code_of(carla.app)
    clock.move(days=14)
    carla.sign_in(CARLA)
    assert carla.open(f"/helpdesk/code/{code}").status == 404


@both_ways
def test_carla_sends_the_guide_as_a_link_and_as_a_picture(anna: Visitor, desk: Visitor) -> None:
    code = code_of(desk.app)
    desk.open(f"/helpdesk/code/{code}").press("Make a link to the guided sign-out")
    assert desk.path == f"/helpdesk/code/{code}/guide"
    field = desk.page.select_one("#link")
    assert isinstance(field, Tag)
    assert field["value"] == f"{desk.base_url}help/guide/{code}"
    assert ("made_guide_link", "") in trail_of(desk.app)
    desk.open(f"/helpdesk/code/{code}/qr.svg")
    assert desk.headers["Content-Type"].startswith("image/svg+xml")
    assert desk.body.startswith(b"<svg")


def test_the_link_needs_no_sign_in_and_opens_nothing_else(
    anna: Visitor, desk: Visitor, visitor: Visitor
) -> None:
    link = f"/help/guide/{code_of(desk.app)}"
    assert visitor.open(link).status == 200
    assert visitor.open("/mailbox/").path == "/session/"


def test_nothing_is_made_for_a_code_that_nobody_has(desk: Visitor) -> None:
    for path in ("/guide", "/qr.svg"):
        assert desk.open(f"/helpdesk/code/AAAAAA{path}").status == 404
    assert post(desk.open("/helpdesk/"), "/helpdesk/code/AAAAAA/guide").status_code == 404
    assert {deed for deed, _ in trail_of(desk.app)} == {"looked_at_code"}


def test_teachers_see_neither_timeline_nor_picture(anna: Visitor) -> None:
    code = code_of(anna.app)
    for path in ("", "/guide", "/qr.svg"):
        assert anna.open(f"/helpdesk/code/{code}{path}").status == 403
    assert trail_of(anna.app) == []


def test_the_timeline_names_no_address_of_the_network(anna: Visitor, desk: Visitor) -> None:
    desk.open(f"/helpdesk/code/{code_of(desk.app)}").sees("Timeline").misses("127.0.0.1", "192.0.2.")
