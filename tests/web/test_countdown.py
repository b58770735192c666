"""What the countdown is told: by the server's time, by every limit, and without moving any of them."""

from dataclasses import replace
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.cast import ANNA
from tests.conftest import HeldClock, MakeApp
from tests.visitor import BROWSER, Visitor
from tests.web.dead import come_in, let_the_service_in
from webmail.config import Config


def told(visitor: Visitor) -> dict[str, Any]:
    """The answer to the page's question."""
    answer = visitor.client.get(
        "/session/remaining", base_url=visitor.base_url, headers={"User-Agent": BROWSER}
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.get_json())


def stay(visitor: Visitor) -> TestResponse:
    """What the script sends for the button."""
    token = visitor.page.select_one("[data-behavior=countdown] [name=csrf_token]")
    assert token is not None
    origin = {"Sec-Fetch-Site": "same-origin", "Origin": visitor.base_url.rstrip("/")}
    return visitor.client.post(
        "/session/stay",
        base_url=visitor.base_url,
        data={"csrf_token": str(token["value"])},
        headers={"User-Agent": BROWSER, "HX-Request": "true", **origin},
    )


def test_quiet_time_runs_whoever_asks(anna: Visitor, clock: HeldClock) -> None:
    assert (told(anna)["seconds"], told(anna)["extendable"]) == (3600, True)
    clock.move(minutes=58)
    assert [told(anna)["seconds"] for _ in range(3)] == [120, 120, 120]
    clock.move(seconds=119.5)
    assert told(anna)["seconds"] == 1
    clock.move(seconds=0.5)
    answer = anna.client.get("/session/remaining", base_url=anna.base_url)
    assert answer.status_code == 401
    assert "notice_text" in answer.text


def test_whoever_wants_to_stay_has_the_whole_time_again(anna: Visitor, clock: HeldClock) -> None:
    anna.open("/help/")
    clock.move(minutes=59)
    # The bar shows itself only by script; the form in it is one like any other.
    button = anna.page.select_one("[data-behavior=countdown] button")
    assert button is not None
    assert anna.submit(button).status == 200
    assert told(anna)["seconds"] == 3600


def test_a_script_that_stays_is_told_at_once(anna: Visitor, clock: HeldClock) -> None:
    anna.open("/help/")
    clock.move(minutes=59)
    assert stay(anna).get_json()["seconds"] == 3600


def test_a_page_knows_from_the_beginning(anna: Visitor, clock: HeldClock) -> None:
    clock.move(minutes=30)
    place = anna.open("/mailbox/").page.select_one("[data-behavior=countdown]")
    assert place is not None
    assert place["data-seconds"] == "3600"
    assert place["data-account"] == told(anna)["account"]


def test_the_longest_time_cannot_be_put_off(anna: Visitor, clock: HeldClock) -> None:
    for _ in range(13):
        clock.move(minutes=54)
        anna.open("/help/")
    assert (told(anna)["seconds"], told(anna)["extendable"]) == (18 * 60, False)
    assert stay(anna).get_json()["seconds"] == 18 * 60


def test_a_shared_device_waits_for_a_shorter_time(app: Flask) -> None:
    visitor = Visitor(app).open("/session/")
    visitor.check("shared").fill(address=ANNA.address, typed=ANNA.typed).press("Anmelden")
    assert told(visitor)["seconds"] == 600


def test_where_the_portal_ends_earlier_that_counts(make_app: MakeApp, config: Config) -> None:
    let_the_service_in(config, name="portal")
    portal = replace(config.portal, issuer="https://portal.example", client_id="post", session_minutes=20)
    assert told(come_in(make_app(portal=portal)))["seconds"] == 1200


def test_each_account_has_a_mark_of_its_own_that_says_nothing(anna: Visitor, boris: Visitor) -> None:
    marks = {told(visitor)["account"] for visitor in (anna, boris, anna)}
    assert len(marks) == 2
    assert all(len(mark) == 16 for mark in marks)


def test_who_is_not_in_is_told_nothing_and_sees_no_bar(visitor: Visitor) -> None:
    assert visitor.client.get("/session/remaining", base_url=visitor.base_url).status_code == 401
    assert not visitor.open("/session/").has("[data-behavior=countdown]")
