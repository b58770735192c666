"""Notifications of the device: only for whoever has asked, on no shared device, and they say nothing."""

from flask import Flask

from tests.cast import ANNA, BORIS
from tests.conftest import MakeApp
from tests.visitor import Visitor
from webmail.config import Live

ON, OFF = "Benachrichtigungen auf diesem Gerät", "Keine Benachrichtigungen mehr"


def told(visitor: Visitor) -> dict[str, str]:
    """What the page's script is given to notify with."""
    place = visitor.open("/mailbox/").page.select_one("[data-behavior=live]")
    assert place is not None
    return {
        name: str(place[name]) for name in ("data-one", "data-many", "data-sender") if place.has_attr(name)
    }


def switch(visitor: Visitor, name: str) -> Visitor:
    """Only script shows the form; it is one like any other."""
    buttons = visitor.page.select("[data-behavior=notifications] button")
    return visitor.submit(next(each for each in buttons if name in each.get_text()))


def test_nobody_is_notified_unasked(anna: Visitor) -> None:
    assert told(anna) == {}


def test_who_asks_is_told_how_many_and_may_change_their_mind(anna: Visitor) -> None:
    switch(anna, ON).sees("Benachrichtigungen sind eingeschaltet.")
    assert told(anna) == {"data-one": "1 neue Nachricht", "data-many": "# neue Nachrichten"}
    switch(anna, OFF).sees("Benachrichtigungen sind ausgeschaltet.")
    assert told(anna) == {}


def test_it_leads_back_to_the_page_one_was_on(anna: Visitor) -> None:
    anna.open("/help/")
    assert switch(anna, ON).path == "/help/"


def test_the_choice_is_ones_own(anna: Visitor, app: Flask) -> None:
    switch(anna, ON)
    assert told(Visitor(app).sign_in(BORIS)) == {}


def test_a_sender_is_named_only_where_the_service_has_decided_so(make_app: MakeApp) -> None:
    anna = Visitor(make_app(live=Live(notifications="with_sender"))).sign_in(ANNA)
    switch(anna, ON)
    assert told(anna)["data-sender"] == "Von #"


def test_on_a_shared_device_it_is_neither_offered_nor_done(app: Flask, anna: Visitor) -> None:
    switch(anna, ON)
    shared = Visitor(app).open("/session/")
    shared.check("shared").fill(address=ANNA.address, typed=ANNA.typed).press("Anmelden")
    assert told(shared) == {}
    assert not shared.has("[data-behavior=notifications]")
    token = shared.page.select_one("[name=csrf_token]")
    assert token is not None
    answer = shared.client.post(
        "/live/notifications",
        base_url=shared.base_url,
        data={"csrf_token": str(token["value"]), "notifications": "on"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status_code == 303
    shared.open("/mailbox/").sees("Auf einem gemeinsam genutzten Gerät gibt es keine Benachrichtigungen.")
    # What was chosen on the person's own device stays.
    assert told(anna) != {}
