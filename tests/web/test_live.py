"""The stream: what open pages are told, when it ends, and that it moves nothing."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from time import monotonic
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.test import TestResponse

from tests.cast import ANNA
from tests.conftest import HeldClock, MakeApp
from tests.letters import deliver
from tests.servers import ground
from tests.servers.dovecot import Dovecot
from tests.visitor import BROWSER, Visitor
from tests.web.deed import list_path, post, sealed
from webmail.accounts import SignIn
from webmail.config import Config, Live
from webmail.database import db

SOON = 8.0
Event = tuple[str, Any]


def ask(visitor: Visitor, path: str, **headers: str) -> TestResponse:
    sent = {"User-Agent": BROWSER, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return visitor.client.get(path, base_url=visitor.base_url, headers=sent)


@contextmanager
def stream(visitor: Visitor, path: str = "/live/events", **headers: str) -> Iterator[Iterator[Event]]:
    """The events as a browser hears them."""
    answer = ask(visitor, path, **headers)
    assert answer.status_code == 200, answer.status
    try:
        yield heard(iter(answer.iter_encoded()))
    finally:
        answer.close()


def heard(pieces: Iterator[bytes]) -> Iterator[Event]:
    for piece in pieces:
        fields = dict(line.split(": ", 1) for line in piece.decode().splitlines() if ": " in line)
        if "event" in fields:
            data = fields["data"]
            yield fields["event"], json.loads(data) if data.startswith("{") else data


def everything(events: Iterator[Event]) -> str:
    """The first word of a stream whose page is old; from here on somebody listens."""
    kind, told = next(events)
    assert (kind, told["all"]) == ("changed", True)
    return str(told["mark"])


def sign_ins_of(app: Flask) -> list[SignIn]:
    with app.app_context():
        return list(db.session.query(SignIn).order_by(SignIn.id))


def test_a_stream_has_the_headers_that_keep_it_flowing(anna: Visitor) -> None:
    answer = ask(anna, "/live/events")
    assert answer.mimetype == "text/event-stream"
    assert answer.headers["X-Accel-Buffering"] == "no"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert next(iter(answer.iter_encoded())) == b"retry: 2000\n\n"
    answer.close()


def test_new_mail_is_told_with_the_list_it_is_in_and_nothing_about_it(
    anna: Visitor, dovecot: Dovecot
) -> None:
    with stream(anna) as events:
        mark = everything(events)
        deliver(dovecot, subject="Geheimes", sender="Zensor <z@schule.example>")
        kind, told = next(events)
    assert kind == "changed"
    assert told.pop("mark") != mark
    assert told.pop("first") > 0
    assert told == {"all": False, "lists": [sealed(anna.app, "INBOX")], "arrived": 1}


def test_a_page_that_was_just_made_is_told_nothing(anna: Visitor) -> None:
    with stream(anna) as events:
        everything(events)
        answer = ask(anna, "/live/since?age=0")
        assert answer.get_json()["all"] is False
        assert ask(anna, "/live/since?age=3600000").get_json()["all"] is True


def test_a_browser_that_comes_back_is_told_what_it_missed(anna: Visitor, dovecot: Dovecot) -> None:
    with stream(anna) as events:
        mark = everything(events)
        deliver(dovecot, subject="Verpasst")
        next(events)
    with stream(anna, Last_Event_ID=mark) as events:
        _, told = next(events)
    assert (told["arrived"], told["all"]) == (1, False)


def test_the_same_is_told_by_asking(anna: Visitor, dovecot: Dovecot) -> None:
    with stream(anna) as events:
        mark = everything(events)
    deliver(dovecot, subject="Neu")
    path = f"/live/since/{mark}"
    ground.wait_until(lambda: bool(ask(anna, path).get_json()["lists"]), what="the news")
    told = ask(anna, path).get_json()
    assert told["arrived"] == 1
    assert ask(anna, f"/live/since/{told['mark']}").get_json()["lists"] == []


@pytest.mark.parametrize("mark", ["x", "a.b", "a.999999999999999999999", "%00.1", "a.-1", "٣.٣"])
def test_a_mark_of_nobody_means_that_everything_may_be_old(anna: Visitor, mark: str) -> None:
    with stream(anna) as events:
        everything(events)
        assert ask(anna, f"/live/since/{mark}").get_json()["all"] is True


def test_whoever_is_not_in_hears_nothing(visitor: Visitor) -> None:
    assert ask(visitor, "/live/events").status_code == 401
    assert ask(visitor, "/live/since").status_code == 401


def test_signing_out_ends_the_streams_of_this_sign_in(anna: Visitor) -> None:
    tab = anna.twin()
    with stream(tab) as events:
        everything(events)
        anna.sign_out()
        assert next(events)[0] == "ended"
        assert list(events) == []
    assert ask(tab, "/live/events").status_code == 401


def test_a_sign_in_ended_in_another_process_ends_the_stream_within_a_second_or_two(
    anna: Visitor, clock: HeldClock
) -> None:
    with stream(anna) as events:
        everything(events)
        began = monotonic()
        with anna.app.app_context():
            db.session.query(SignIn).update({"ended_at": clock(), "end_reason": "helpdesk"})
            db.session.commit()
        assert next(events)[0] == "ended"
        assert monotonic() - began < 3


def test_listening_and_asking_do_not_put_the_end_off(anna: Visitor, clock: HeldClock) -> None:
    [before] = sign_ins_of(anna.app)
    with stream(anna) as events:
        everything(events)
        clock.move(minutes=59)
        assert ask(anna, "/live/since").status_code == 200
        answer = ask(anna, "/mailbox/", HX_Request="true", HX_Target="messages", Live_Refresh="1")
        assert answer.status_code == 200
        assert [each.last_seen for each in sign_ins_of(anna.app)] == [before.last_seen]
        clock.move(minutes=1)
        assert next(events)[0] == "ended"
    assert ask(anna, "/live/since").status_code == 401


def test_one_question_to_the_database_serves_all_streams(anna: Visitor, boris: Visitor) -> None:
    numbers = [each.id for each in sign_ins_of(anna.app)]
    asked: list[frozenset[int]] = []
    sign_ins = anna.app.extensions["dienstpost"].sign_ins
    ended_among = sign_ins.ended_among
    sign_ins.ended_among = lambda among: asked.append(frozenset(among)) or ended_among(among)
    with stream(anna) as annas, stream(boris) as boriss:
        everything(annas)
        everything(boriss)
        ground.wait_until(lambda: frozenset(numbers) in asked, what="the question")


def test_the_fifth_page_takes_the_place_of_the_first(anna: Visitor) -> None:
    answers = [ask(anna, "/live/events") for _ in range(5)]
    assert list(heard(iter(answers[0].iter_encoded())))[-1][0] == "crowded"
    for answer in answers:
        answer.close()


def test_where_there_is_no_room_a_browser_is_sent_away_for_good(make_app: MakeApp) -> None:
    anna = Visitor(make_app(live=Live(streams=0))).sign_in(ANNA)
    assert ask(anna, "/live/events").status_code == 204
    assert ask(anna, "/live/since").status_code == 200


def test_switched_off_there_is_neither_stream_nor_page_that_asks(make_app: MakeApp) -> None:
    anna = Visitor(make_app(live=Live(enabled=False))).sign_in(ANNA)
    assert ask(anna, "/live/events").status_code == 404
    assert ask(anna, "/live/since").status_code == 404
    assert not anna.open("/mailbox/").has("[data-behavior=live]")


def test_a_stream_that_nobody_reads_ends_by_itself(anna: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webmail.web.live.stream.LASTS_SECONDS", 0.3)
    with stream(anna, "/live/events?age=0") as events:
        assert all(kind == "changed" for kind, _ in events)
    assert anna.app.extensions["dienstpost"].watchers.counts[1] == 0


def test_a_sign_of_life_comes_now_and_then(anna: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webmail.web.live.stream.HEARTBEAT_SECONDS", 0.1)
    answer = ask(anna, "/live/events?age=0")
    pieces = iter(answer.iter_encoded())
    assert b":\n\n" in [next(pieces) for _ in range(3)]
    answer.close()


def test_a_question_without_a_body_opens_nothing(anna: Visitor) -> None:
    answer = anna.client.head("/live/events", base_url=anna.base_url)
    assert answer.status_code == 200
    assert anna.app.extensions["dienstpost"].watchers.counts == (0, 0)


def test_a_server_that_ends_ends_its_streams(anna: Visitor) -> None:
    with stream(anna) as events:
        everything(events)
        began = monotonic()
        anna.app.extensions["dienstpost_live"].close()
        assert list(events) == []
        assert monotonic() - began < 3


def test_while_the_store_is_away_the_stream_stands_and_heals(
    app_before_fault: Flask, fault: Any, dovecot: Dovecot
) -> None:
    anna = Visitor(app_before_fault).sign_in(ANNA)
    with stream(anna) as events:
        everything(events)
        fault.refuse()
        deliver(dovecot, subject="Inzwischen")
        fault.let_pass()
        _, told = next(events)
    assert (told["all"], told["arrived"]) == (True, 1)


def test_a_refresh_brings_list_and_counts_and_leaves_the_notice(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, subject="Neu")
    anna.open("/mailbox/")
    chosen = {"uidvalidity": str(ref.uidvalidity), "uid": str(ref.uid), "flag": "flagged"}
    assert post(anna, f"{list_path(anna.app)}/flag", chosen).status_code == 303
    answer = ask(anna, "/mailbox/", HX_Request="true", HX_Target="messages", Live_Refresh="1")
    assert "Set-Cookie" not in answer.headers
    brought = BeautifulSoup(answer.text, "html.parser")
    assert brought.select_one("#messages") is not None
    assert {str(each["id"]) for each in brought.select("[hx-swap-oob]")} >= {"tree", "unread"}
    assert brought.select_one("#notice") is None
    anna.open("/mailbox/").sees("Mit Stern markiert.")


def test_nobody_is_led_back_to_a_stream(anna: Visitor) -> None:
    from webmail.web.places import own_page

    with anna.app.test_request_context("/", base_url=anna.base_url):
        assert own_page("/live/events") is None


def test_each_person_hears_of_their_own_mail_only(anna: Visitor, boris: Visitor, dovecot: Dovecot) -> None:
    with stream(anna) as annas, stream(boris) as boriss:
        everything(annas)
        mark = everything(boriss)
        deliver(dovecot, subject="Nur für Anna")
        next(annas)
        assert ask(boris, f"/live/since/{mark}").get_json()["mark"] == mark


def test_the_settings_reach_those_who_listen(make_app: MakeApp, config: Config) -> None:
    live = replace(config.live, streams=7, streams_per_person=2, poll_seconds=20.0)
    room = make_app(live=live).extensions["dienstpost"].watchers.room
    assert (room.streams, room.per_person, room.lingering_seconds) == (7, 2, 60.0)
