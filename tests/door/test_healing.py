"""What is broken heals: stale cookies, circles, browsers without cookies, the page with the one button."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.cast import ANNA
from tests.conftest import HeldClock, close
from tests.door.comer import Comer
from tests.servers.portal import leave_by_http
from webmail import create_app
from webmail.accounts import SignIn
from webmail.database import db

BROKEN = "Authentifizierungsfehler"


def without_cookies(comer: Comer) -> None:
    """The browser keeps none of ours."""
    comer.page.client._cookies.clear()  # type: ignore[union-attr]


def test_an_unknown_cookie_is_a_strangers_and_is_dropped(anna: Comer) -> None:
    with anna.site.app.app_context():
        db.session.query(SignIn).delete()
        db.session.commit()
    anna.page.open("/mailbox/").sees("Mit dem Schulportal anmelden").misses(BROKEN)
    assert anna.come_again().sees_mail


def test_a_cookie_of_nonsense_is_a_strangers(comer: Comer) -> None:
    comer.page.client.set_cookie("session", "nonsense.of.nobody", domain="127.0.0.1")
    comer.page.open("/mailbox/").sees("Mit dem Schulportal anmelden")
    assert comer.come_in(ANNA).sees_mail


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("idle", "lange nichts"),
        ("portal", "Schulportal"),
        ("helpdesk", "Helpdesk"),
        ("restart", "neu gestartet"),
    ],
)
def test_the_start_page_says_why_somebody_is_out(anna: Comer, reason: str, words: str) -> None:
    with anna.site.app.app_context():
        db.session.query(SignIn).update({"end_reason": reason, "ended_at": anna.clock()})
        db.session.commit()
    anna.page.open("/mailbox/").sees(words, "Mit dem Schulportal anmelden")


def test_a_browser_that_keeps_no_cookies_ends_at_the_page_that_says_so(comer: Comer) -> None:
    address, trips = comer.begin(), 0
    while address:
        without_cookies(comer)
        comer.back(comer.pass_portal(address, ANNA))
        address, trips = comer.leads_to, trips + 1
        assert trips < 4, "round and round"
    assert trips == 2
    comer.page.sees(BROKEN, "Ihr Browser speichert keine Cookies")


def test_a_mark_without_a_cookie_says_that_cookies_are_missing(comer: Comer) -> None:
    answer = comer.pass_portal(comer.begin(), ANNA)
    parts = urlsplit(answer)
    sent = comer.page.client.get(f"{parts.path}?{parts.query}", base_url=comer.site.url)
    assert sent.status_code == 303
    without_cookies(comer)
    comer.page.open(sent.headers["Location"]).sees(BROKEN, "Ihr Browser speichert keine Cookies")
    comer.page.open(sent.headers["Location"]).misses(BROKEN)


def test_the_third_round_trip_within_a_minute_stops(comer: Comer) -> None:
    address = comer.begin()
    for trip in range(2):
        state = parse_qs(urlsplit(address).query)["state"][0]
        # Another tab was restored since and has overwritten the browser's own key.
        with comer.page.client.session_transaction(base_url=comer.site.url) as cookie:
            cookie["browser"] = f"another {trip}"
        comer.page.open(f"/session/returned?code=x&state={state}")
        comer.page.open(comer.leads_to)
        address = comer.leads_to
    comer.page.sees(BROKEN, "im Kreis")
    assert comer.leads_to == ""


def test_a_minute_later_it_may_be_tried_again(comer: Comer) -> None:
    test_the_third_round_trip_within_a_minute_stops(comer)
    comer.tick(seconds=61)
    assert comer.come_in(ANNA).sees_mail


def test_one_click_ends_everything_and_begins_anew(anna: Comer) -> None:
    anna.page.open("/session/broken").sees(BROKEN).press("Alles abmelden und neu beginnen")
    anna.tick()
    back = leave_by_http(anna.leads_to, jar=anna.jar)
    assert anna.portal.signed_in() == []
    parts = urlsplit(back)
    anna.page.open(f"{parts.path}?{parts.query}")
    assert parse_qs(urlsplit(anna.leads_to).query)["prompt"] == ["login"]
    assert anna.back(anna.pass_portal(anna.leads_to, ANNA)).sees_mail


def test_the_round_button_there_does_the_same_deed(anna: Comer) -> None:
    page = anna.page.open("/session/broken").page
    forms = {form["action"] for form in page.select(":is(header, main) form[method=post]")}
    assert forms == {"/session/reset"}


def test_the_page_heals_without_session_and_token(comer: Comer) -> None:
    headers = {"Sec-Fetch-Site": "same-origin"}
    answer = comer.page.client.post("/session/reset", base_url=comer.site.url, headers=headers)
    assert answer.status_code == 303
    assert "/session/leaving/" in answer.headers["Location"]
    removed = [line for line in answer.headers.getlist("Set-Cookie") if "Expires=Thu, 01 Jan 1970" in line]
    assert any(line.startswith("__Host-session=;") for line in removed)


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}]
)
def test_nobody_else_can_press_the_button(anna: Comer, headers: dict[str, str]) -> None:
    answer = anna.page.client.post("/session/reset", base_url=anna.site.url, headers=headers)
    assert answer.status_code in (200, 403)
    assert anna.sees_mail


def test_the_page_shows_a_support_code_under_which_the_helpdesk_sees_it(comer: Comer) -> None:
    code = comer.page.open("/session/broken").page.select_one("code")
    assert code is not None
    timeline = comer.site.app.extensions["dienstpost"].timeline
    with comer.site.app.app_context():
        found = timeline.find(code.get_text())
        assert [event.kind for event in timeline.events(found.id)] == ["broken_shown"]


def test_without_a_database_the_page_names_the_request(comer: Comer) -> None:
    with comer.site.app.app_context():
        db.drop_all()
    comer.page.open("/session/broken")
    code = comer.page.page.select_one("code")
    assert code is not None
    assert len(code.get_text()) == 8


def test_the_last_session_that_was_not_ended_is_shown_and_ended_with_one_click(anna: Comer) -> None:
    other = Comer(anna.site, anna.portal, anna.clock).come_in(ANNA)
    other.page.sees("Ihre letzte Sitzung wurde nicht beendet").press("Jetzt beenden")
    other.page.sees("Die frühere Sitzung ist beendet").misses("wurde nicht beendet")
    assert not anna.sees_mail
    assert other.sees_mail


def test_a_session_that_was_ended_properly_is_not_mentioned(anna: Comer) -> None:
    anna.leave().come_in(ANNA).page.misses("wurde nicht beendet")


def test_the_timeline_tells_the_whole_story_under_one_code(anna: Comer) -> None:
    anna.leave()
    timeline = anna.site.app.extensions["dienstpost"].timeline
    with anna.site.app.app_context():
        row = db.session.query(SignIn).one()
        kinds = [event.kind for event in timeline.events(row.code_id)]
    assert kinds[:3] == ["begun", "entered", "signed_out"]
    assert {"ended", "portal_returned", "portal_confirmed"} <= set(kinds)


def test_another_network_and_another_browser_version_are_no_hindrance(anna: Comer) -> None:
    answer = anna.page.client.get(
        "/mailbox/",
        base_url=anna.site.url,
        headers={"User-Agent": "Mozilla/5.0 (iPhone) Version/99.0 Mobile Safari/605"},
        environ_base={"REMOTE_ADDR": "203.0.113.9"},
    )
    assert answer.status_code == 200
    assert ANNA.address in answer.text


def test_a_restart_of_the_service_costs_nobody_the_sign_in(anna: Comer, clock: HeldClock) -> None:
    again = create_app(anna.site.app.extensions["dienstpost"].settings, clock=clock)
    try:
        there = anna.page.twin()
        there.app, there.client = again, again.test_client()
        there.client._cookies.update(anna.page.client._cookies)  # type: ignore[union-attr]
        there.open("/mailbox/").sees("Posteingang")
    finally:
        close(again)


def test_a_code_that_a_stranger_reads_on_the_help_page_is_found_by_the_helpdesk(comer: Comer) -> None:
    codes = {comer.page.open("/help/").page.select_one(".facts code").get_text() for _ in range(2)}  # type: ignore[union-attr]
    assert len(codes) == 1
    timeline = comer.site.app.extensions["dienstpost"].timeline
    with comer.site.app.app_context():
        found = timeline.find(codes.pop())
        assert [event.kind for event in timeline.events(found.id)] == ["help_shown"]
