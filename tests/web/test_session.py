"""The door: coming in, the cookie, the limits, and leaving for good."""

import contextlib
import io
import sqlite3
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import ANNA, BORIS
from tests.conftest import HeldClock, MakeApp
from tests.visitor import Visitor, both_ways
from webmail.accounts import SignIn
from webmail.accounts.lookup import find_by_address
from webmail.config import Config, Server
from webmail.database import db
from webmail.policy import Feature
from webmail.web.guard import background

OUTSIDE = [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "/\tevil",
    "javascript:alert(1)",
    "mailbox",
]
NEVER = ["/session/sign-out", "/session/signed-out", "/session/", "/static/css/base.css"]


HOST = "127.0.0.1"


def cookie_of(visitor: Visitor) -> str:
    stored = visitor.client.get_cookie("session", domain=HOST)
    assert stored is not None
    return stored.value


@both_ways
def test_a_stranger_sees_the_start_page_and_nothing_begins(visitor: Visitor) -> None:
    visitor.open("/mailbox/").sees("Anmelden", "E-Mail-Adresse", "Passwort")
    assert visitor.path == "/session/"


def test_who_the_store_accepts_is_in_and_has_an_account(visitor: Visitor, app: Flask) -> None:
    visitor.sign_in(ANNA).sees("Posteingang")
    with app.app_context():
        account = find_by_address(ANNA.address)
        assert account is not None
        assert account.name == "Anna Arnold"


def test_the_part_before_the_at_sign_is_enough(visitor: Visitor) -> None:
    visitor.open("/session/").fill(address="Anna.Arnold", typed=ANNA.typed).press("Anmelden").sees(
        "Posteingang"
    )


def test_a_wrong_password_is_said_at_the_field_and_typed_text_does_not_come_back(visitor: Visitor) -> None:
    visitor.sign_in(ANNA, typed="Falsch-123")
    assert visitor.status == 422
    visitor.sees("Adresse und Passwort passen nicht zusammen")
    assert "Falsch-123" not in visitor.response.text  # type: ignore[union-attr]
    assert visitor.page.select_one("input[name=address]")["value"] == ANNA.address  # type: ignore[index]


def test_an_address_of_another_service_is_said_at_the_field(visitor: Visitor) -> None:
    visitor.open("/session/").fill(address="anna@elsewhere.example", typed="x").press("Anmelden")
    assert visitor.status == 422
    visitor.sees("gehört nicht zu diesem Dienst")


def test_too_many_wrong_passwords_are_answered_with_when_to_try_again(
    visitor: Visitor, clock: HeldClock
) -> None:
    for _try in range(5):
        visitor.sign_in(ANNA, typed="wrong")
    visitor.sign_in(ANNA)
    assert visitor.status == 429
    assert int(visitor.headers["Retry-After"]) > 0
    clock.move(minutes=16)
    visitor.sign_in(ANNA).sees("Posteingang")


def test_a_locked_account_does_not_stop_a_colleague_at_the_same_school(visitor: Visitor) -> None:
    for _try in range(5):
        visitor.sign_in(ANNA, typed="wrong")
    visitor.sign_in(BORIS).sees("Posteingang")


def test_the_cookie_is_for_this_host_and_this_browser_session_only(visitor: Visitor) -> None:
    stored = visitor.sign_in(ANNA).client.get_cookie("session", domain=HOST)
    assert stored is not None
    assert stored.http_only
    assert stored.same_site == "Lax"
    assert stored.expires is None
    assert stored.max_age is None


def test_over_https_the_cookie_carries_the_host_prefix(make_app: MakeApp, config: Config) -> None:
    app = make_app(server=Server(url="https://mail.schule.example/"))
    visitor = Visitor(app, base_url="https://mail.schule.example/").sign_in(ANNA)
    stored = visitor.client.get_cookie("__Host-session", domain="mail.schule.example")
    assert stored is not None
    assert stored.secure
    assert stored.path == "/"
    assert "max-age=" in visitor.headers["Strict-Transport-Security"]


def test_a_new_key_is_made_at_sign_in(visitor: Visitor) -> None:
    before = cookie_of(visitor.open("/session/"))
    assert cookie_of(visitor.sign_in(ANNA)) != before


def test_reading_does_not_refresh_the_cookie(anna: Visitor) -> None:
    anna.open("/mailbox/").open("/mailbox/")
    assert "Set-Cookie" not in anna.headers


def test_every_page_of_a_person_is_no_store(anna: Visitor) -> None:
    for path in ("/mailbox/", "/help/", "/session/signed-out"):
        assert anna.open(path).headers["Cache-Control"] == "no-store"


@both_ways
def test_signing_out_shows_a_receipt_and_closes_the_line_to_the_store(anna: Visitor, app: Flask) -> None:
    pool = app.extensions["dienstpost"].pool
    assert pool.open_count(1) > 0
    anna.press("Abmelden").sees(
        "Sie sind abgemeldet", "Postfach geschlossen", "09:30:00", "Browser schließen"
    )
    assert pool.open_count(1) == 0
    assert '"cookies"' not in anna.headers.get("Clear-Site-Data", "")


@both_ways
def test_nothing_shows_mail_after_signing_out(anna: Visitor) -> None:
    replayed, second_tab = anna.twin(), anna.twin()
    anna.press("Abmelden")
    for each in (anna, replayed, second_tab):
        each.open("/mailbox/")
        assert each.path == "/session/"
        each.misses("Posteingang")


def test_signing_out_twice_is_answered_with_success(anna: Visitor) -> None:
    second_tab = anna.twin()
    anna.press("Abmelden")
    second_tab.press("Abmelden") if second_tab.has("form") else second_tab.open("/session/sign-out").press(
        "Abmelden"
    )
    second_tab.sees("Sie sind abgemeldet")


def test_signing_out_needs_the_token_while_a_sign_in_lives(anna: Visitor) -> None:
    answer = anna.client.post(
        "/session/sign-out", base_url=anna.base_url, headers={"Sec-Fetch-Site": "same-site"}, data={}
    )
    assert answer.status_code == 400
    anna.open("/mailbox/").sees("Posteingang")


def test_quiet_time_ends_the_sign_in(anna: Visitor, clock: HeldClock) -> None:
    clock.move(minutes=60)
    anna.open("/mailbox/")
    assert anna.path == "/session/"


def test_two_hours_of_background_requests_do_not_keep_a_sign_in_open(app: Flask, clock: HeldClock) -> None:
    @background
    def ping() -> str:
        return "pong"

    app.add_url_rule("/ping", "ping", ping)
    anna = Visitor(app).sign_in(ANNA)
    answers = []
    for _minute in range(120):
        clock.move(minutes=1)
        answers.append(anna.client.get("/ping", base_url=anna.base_url).status_code)
        anna.client.get("/mailbox/", base_url=anna.base_url, headers={"Sec-Purpose": "prefetch"})
    assert answers == [200] * 59 + [401] * 61


def test_after_twelve_hours_even_a_busy_sign_in_ends(anna: Visitor, clock: HeldClock) -> None:
    for _half_hour in range(23):
        clock.move(minutes=30)
        anna.open("/help/").open("/mailbox/")
        assert anna.path == "/mailbox/"
    clock.move(minutes=30)
    assert anna.open("/mailbox/").path == "/session/"


def test_an_unknown_cookie_is_simply_a_strangers(visitor: Visitor) -> None:
    visitor.client.set_cookie("session", "eyJrZXkiOiJub3RoaW5nIn0.stale.cookie", domain=HOST)
    visitor.open("/mailbox/").sees("Anmelden")
    assert visitor.status == 200


def test_a_post_into_a_dead_sign_in_gets_401_and_says_so(anna: Visitor, clock: HeldClock) -> None:
    clock.move(hours=2)
    anna.press("Suchen") if anna.has("input[name=words]") else None
    assert anna.status == 401
    anna.sees("abgemeldet")


def test_only_a_clicked_htmx_request_is_led_to_the_start_page(anna: Visitor, clock: HeldClock) -> None:
    clock.move(hours=2)
    answer = anna.client.get("/mailbox/", base_url=anna.base_url, headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"].startswith("/session/")


def test_a_form_whose_token_died_comes_back_filled_in(anna: Visitor) -> None:
    folder = anna.page.select_one("form[role=search]")["action"]  # type: ignore[index]
    own = {"Origin": anna.base_url.rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    answer = anna.client.post(
        str(folder), base_url=anna.base_url, headers=own, data={"words": "Elternabend", "csrf_token": "dead"}
    )
    assert answer.status_code == 400
    assert 'value="Elternabend"' in answer.text
    assert "csrf_token" in answer.text


def test_a_foreign_page_gets_no_form_back(anna: Visitor) -> None:
    folder = anna.page.select_one("form[role=search]")["action"]  # type: ignore[index]
    answer = anna.client.post(
        str(folder), base_url=anna.base_url, headers={"Origin": "https://evil.example"}, data={"words": "x"}
    )
    assert answer.status_code == 400
    assert 'name="words" value="x"' not in answer.text


def test_cross_site_posts_are_refused(anna: Visitor) -> None:
    answer = anna.client.post(
        "/session/sign-out", base_url=anna.base_url, headers={"Sec-Fetch-Site": "cross-site"}, data={}
    )
    assert answer.status_code == 403
    anna.open("/mailbox/").sees("Posteingang")


def test_the_sign_in_form_with_a_dead_token_comes_back_without_what_was_typed(visitor: Visitor) -> None:
    visitor.open("/session/")
    answer = visitor.client.post(
        "/session/sign-in",
        base_url=visitor.base_url,
        data={"address": ANNA.address, "typed": "Geheim-99", "csrf_token": "dead"},
    )
    assert answer.status_code == 400
    assert f'value="{ANNA.address}"' in answer.text
    assert "Geheim-99" not in answer.text


@pytest.mark.parametrize("name", ["address", "typed", "next"])
def test_a_file_in_the_place_of_text_is_as_if_nothing_had_been_sent(visitor: Visitor, name: str) -> None:
    visitor.open("/session/")
    token = visitor.page.select_one("input[name=csrf_token]")["value"]  # type: ignore[index]
    fields = {"address": ANNA.address, "typed": ANNA.typed, "csrf_token": token}
    answer = visitor.client.post(
        "/session/sign-in", base_url=visitor.base_url, data={**fields, name: (io.BytesIO(b"x"), "x.txt")}
    )
    assert answer.status_code == (303 if name == "next" else 422)


def test_a_busy_database_costs_nobody_a_page(anna: Visitor, clock: HeldClock, config: Config) -> None:
    path = config.instance / "dienstpost.db"
    clock.move(minutes=1)
    with contextlib.closing(sqlite3.connect(path)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        anna.open("/mailbox/").sees("Posteingang")
        writer.rollback()


@pytest.mark.parametrize("address", OUTSIDE + NEVER)
def test_after_signing_in_nobody_is_led_away_or_out(visitor: Visitor, address: str) -> None:
    visitor.open("/session/?" + "next=" + address.replace("\\", "%5C").replace("\t", "%09"))
    visitor.fill(address=ANNA.address, typed=ANNA.typed).press("Anmelden")
    assert visitor.path == "/mailbox/"


def test_a_page_asked_for_before_is_shown_after_signing_in(visitor: Visitor) -> None:
    visitor.open("/mailbox/?only=unread").fill(address=ANNA.address, typed=ANNA.typed).press("Anmelden")
    assert visitor.url.endswith("/mailbox/?only=unread")


def test_another_host_is_not_answered(app: Flask) -> None:
    answer = app.test_client().get("/session/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "evil" not in answer.text


@both_ways
def test_english_is_one_click_away_and_stays(anna: Visitor) -> None:
    anna.press("English").sees("Inbox")
    anna.press("Sign out").sees("You are signed out")


def test_with_english_switched_off_the_pages_are_german(make_app: MakeApp) -> None:
    app = make_app(features={Feature.ENGLISH: False})
    visitor = Visitor(app).sign_in(ANNA)
    visitor.sees("Posteingang").misses("English")


def test_a_proxy_is_believed_only_when_configured(make_app: MakeApp, config: Config) -> None:
    for proxies, expected in ((0, "127.0.0.1"), (1, "192.0.2.9")):
        app = make_app(server=replace(config.server, proxies=proxies))
        stranger = Visitor(app).open("/session/")
        token = stranger.page.select_one("input[name=csrf_token]")["value"]  # type: ignore[index]
        stranger.client.post(
            "/session/sign-in",
            base_url=stranger.base_url,
            headers={"X-Forwarded-For": "192.0.2.9"},
            data={"address": ANNA.address, "typed": ANNA.typed, "csrf_token": token},
        )
        with app.app_context():
            assert db.session.scalar(select(SignIn.origin).order_by(SignIn.id.desc())) == expected
