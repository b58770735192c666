"""Held mail: it waits where its person sees it, is taken back from anywhere, and sent before they leave."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from tests.cast import ANNA, BORIS, SERVICE
from tests.conftest import HeldClock, MakeApp
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink
from tests.visitor import Visitor, both_ways
from tests.web.dead import come_in
from tests.web.desk import begin, in_english, lying, place, press, second_tab, send_raw, state_shown, value
from webmail.accounts.lookup import account_for
from webmail.config import Config
from webmail.web import holding
from webmail.worker import Worker

LONG = 60
Held = Callable[..., Visitor]


@pytest.fixture
def held(make_app: MakeApp, config: Config, mode: str) -> Held:
    """Anna, in English, where what she sends waits for so many seconds."""

    def enter(seconds: int = LONG) -> Visitor:
        app = make_app(submission=replace(config.submission, hold_seconds=seconds))
        return in_english(Visitor(app, mode=mode, base_url=config.server.url).sign_in(ANNA))

    return enter


@pytest.fixture
def served(make_app: MakeApp, config: Config, mode: str) -> Visitor:
    """The same where the service enters, so that messages may wait for days."""
    config.secrets.mkdir(mode=0o700, exist_ok=True)
    key = config.secrets / "service"
    key.write_text(":".join(SERVICE), encoding="utf-8")
    key.chmod(0o600)
    app = make_app(
        sign_in=replace(config.sign_in, credentials="service", form=False),
        submission=replace(config.submission, hold_seconds=LONG),
        service=replace(config.service, school_holidays=("2026-11-17", "2026-11-18/2026-11-20")),
    )
    visitor = Visitor(app, mode=mode, base_url=config.server.url)
    return in_english(come_in(app, into=visitor).open("/mailbox/"))


def wait_for_the_threads() -> None:
    for thread in threading.enumerate():
        if thread.name in ("holding", "handing-over"):
            thread.join(20)


def work(app: Flask) -> int:
    with app.app_context():
        return Worker(app.extensions["dienstpost"]).send()


def end_from_elsewhere(app: Flask) -> None:
    with app.app_context():
        parts = app.extensions["dienstpost"]
        parts.sign_ins.end_all(account_for(ANNA.address, at=parts.clock()).id, "portal")


@both_ways
def test_the_notice_takes_it_back_as_it_was_left(held: Held, dovecot: Dovecot, smtp: Sink) -> None:
    writer = press(begin(held(), bcc="geheim@x.example").choose(plan=b"%PDF"), "send")
    writer.sees("Will be sent in 60 seconds.")
    assert (len(lying(dovecot, "Outbox")), len(lying(dovecot))) == (1, 0)
    writer.press("Undo sending")
    assert (value(writer, "bcc"), value(writer, "subject")) == ("geheim@x.example", "Wandertag")
    writer.sees("plan")
    assert (len(lying(dovecot, "Outbox")), len(lying(dovecot)), smtp.received) == (0, 1, [])


def test_it_is_sent_once_when_the_moment_is_over(held: Held, dovecot: Dovecot, smtp: Sink) -> None:
    press(begin(held(1)), "send").sees("Will be sent in one second.")
    wait_for_the_threads()
    assert len(smtp.received) == 1
    assert (len(lying(dovecot, "Sent")), lying(dovecot, "Outbox"), lying(dovecot)) == (1, [], [])


@both_ways
def test_pressed_twice_it_waits_once(held: Held, dovecot: Dovecot) -> None:
    writer = begin(held())
    other = second_tab(writer)
    press(writer, "send")
    assert state_shown(press(other, "send")) == "The message is waiting to be sent"
    assert len(lying(dovecot, "Outbox")) == 1


@both_ways
def test_the_outbox_takes_it_back_on_another_device(held: Held, dovecot: Dovecot, smtp: Sink) -> None:
    writer = press(begin(held()), "send")
    other = Visitor(writer.app, base_url=writer.base_url).sign_in(ANNA)
    other.open("/mailbox/").follow("Outbox 1 1 message").sees("Wandertag", "Will be sent in a moment.")
    other.press("Undo sending")
    assert value(other, "subject") == "Wandertag"
    # The other page still offers it.
    writer.press("Undo sending")
    assert value(writer, "subject") == "Wandertag"
    assert (len(lying(dovecot)), smtp.received) == (1, [])


def test_nobody_else_takes_it_back(held: Held, dovecot: Dovecot) -> None:
    writer = press(begin(held()), "send").open("/compose/outbox").follow("Wandertag")
    address = place(writer)
    boris = Visitor(writer.app, base_url=writer.base_url).sign_in(BORIS)
    assert boris.open(address).status == 404
    boris.open("/mailbox/")
    assert send_raw_to(boris, address, how="back") == 404
    assert len(lying(dovecot, "Outbox")) == 1


def send_raw_to(visitor: Visitor, address: str, **fields: str) -> int:
    from tests.web.deed import post

    return post(visitor, f"{address}/settle", fields).status_code


@both_ways
def test_it_is_sent_now_when_the_person_says_so(held: Held, dovecot: Dovecot, smtp: Sink) -> None:
    writer = press(begin(held()), "send").open("/compose/outbox").press("Send now")
    writer.sees("Sent.")
    assert (len(smtp.received), len(lying(dovecot, "Sent"))) == (1, 1)


def test_where_the_service_sends_leaving_has_done_with_what_waits_on_every_device(
    served: Visitor, smtp: Sink
) -> None:
    press(begin(served), "send").sees("Will be sent in 60 seconds.")
    at_school = come_in(served.app).open("/mailbox/")
    at_school.press("Sign out").sees("You are signed out", "One more message was sent")
    assert len(smtp.received) == 1
    served.open("/compose/outbox").misses("Undo sending")


@both_ways
def test_leaving_sends_what_is_held_first(held: Held, dovecot: Dovecot, smtp: Sink) -> None:
    press(begin(held()), "send").press("Sign out")
    assert len(smtp.received) == 1
    assert len(lying(dovecot, "Sent")) == 1


def test_the_receipt_says_what_leaving_has_sent(held: Held) -> None:
    press(begin(held()), "send").press("Sign out").sees("One more message was sent")


def test_what_is_not_taken_when_its_person_leaves_is_a_draft_and_the_receipt_says_so(
    held: Held, dovecot: Dovecot, smtp: Sink
) -> None:
    writer = press(begin(held()), "send")
    smtp.refuse(BORIS.address)
    writer.press("Sign out").sees("You are signed out", "One message could not be sent.")
    assert (len(lying(dovecot)), lying(dovecot, "Outbox")) == (1, [])


def test_a_slow_server_keeps_nobody_from_leaving(
    held: Held, smtp: Sink, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "LEAVING_SECONDS", 0.1)
    writer = press(begin(held()), "send")
    stop = smtp.stall("dot")
    writer.press("Sign out").sees("You are signed out", "still being handed over")
    stop.release()
    wait_for_leaving(writer.app)
    assert len(lying(dovecot, "Sent")) == 1


def wait_for_leaving(app: Flask) -> None:
    """Its own thread, not the one that still waits for the moment to be over."""
    app.extensions[holding.EXTENSION].close()
    wait_for_the_threads()


def test_a_sign_in_ended_from_elsewhere_leaves_it_as_not_sent(
    held: Held, smtp: Sink, dovecot: Dovecot
) -> None:
    writer = press(begin(held(1)), "send")
    end_from_elsewhere(writer.app)
    wait_for_the_threads()
    assert (smtp.received, len(lying(dovecot, "Outbox"))) == ([], 1)
    again = Visitor(writer.app, base_url=writer.base_url).sign_in(ANNA)
    again.open("/mailbox/").sees("1 message needs your attention")
    again.open("/compose/outbox").sees("Not sent: your session or the service")
    again.press("Send now").sees("Sent.")
    assert (len(smtp.received), lying(dovecot, "Outbox")) == (1, [])


def test_what_the_server_refuses_is_told_by_the_next_page_and_in_the_draft(
    held: Held, smtp: Sink, dovecot: Dovecot
) -> None:
    smtp.refuse(BORIS.address, "550 5.1.1 No such user")
    writer = press(begin(held(1)), "send")
    wait_for_the_threads()
    writer.open("/mailbox/").sees("A message was not sent.", "1 message needs your attention")
    writer.open("/compose/outbox").sees("the mail server did not accept it").follow("Wandertag")
    writer.sees("No such user")
    assert len(lying(dovecot)) == 1
    smtp.empty()
    press(writer, "send")
    wait_for_the_threads()
    assert len(smtp.received) == 1
    writer.open("/compose/outbox").sees("Nothing is pending.")


def test_what_was_refused_can_be_taken_off_the_list(held: Held, smtp: Sink, dovecot: Dovecot) -> None:
    smtp.refuse(BORIS.address)
    writer = press(begin(held(1)), "send")
    wait_for_the_threads()
    writer.open("/compose/outbox").press("Remove from the list").sees("Nothing is pending.")
    assert len(lying(dovecot)) == 1


def test_what_is_removed_by_another_program_is_told(held: Held, smtp: Sink, dovecot: Dovecot) -> None:
    writer = press(begin(held(1)), "send")
    with dovecot.client(ANNA.address) as client:
        client.select_folder("Outbox")
        client.delete_messages(client.search(["ALL"]))
        client.expunge()
    wait_for_the_threads()
    writer.open("/compose/outbox").sees("another program changed or removed")
    writer.press("Remove from the list").sees("Nothing is pending.")
    assert smtp.received == []


def press_later(writer: Visitor, label: str) -> Visitor:
    found = [each for each in writer.page.select(".send-later button") if label in each.get_text()]
    assert found, writer.text
    return writer.submit(found[0])


@both_ways
def test_it_waits_until_the_next_school_day_and_the_worker_sends_it(
    served: Visitor, dovecot: Dovecot, smtp: Sink, clock: HeldClock
) -> None:
    press_later(begin(served), "Next school day").sees("Will be sent: Mon, Nov 23, 07:30.")
    clock.move(days=6)
    assert (work(served.app), smtp.received) == (0, [])
    clock.move(days=1)
    assert [work(served.app), work(served.app)] == [1, 0]
    [copy] = lying(dovecot, "Sent")
    assert copy["Date"].datetime.isoformat() == "2026-11-23T07:30:00+01:00"
    assert len(smtp.received) == 1


def test_its_time_can_be_changed_and_it_can_be_taken_back(
    served: Visitor, dovecot: Dovecot, smtp: Sink, clock: HeldClock
) -> None:
    press_later(begin(served), "Tomorrow")
    served.open("/compose/outbox").fill(day="2026-12-01", time="08:15").press("Change the time")
    served.sees("Will be sent: Tue, Dec 1, 08:15.")
    clock.move(days=3)
    assert work(served.app) == 0
    served = come_in(served.app, into=served).open("/compose/outbox").press("Undo sending")
    assert value(served, "subject") == "Wandertag"
    assert (len(lying(dovecot)), lying(dovecot, "Outbox"), smtp.received) == (1, [], [])


@both_ways
@pytest.mark.parametrize(
    ("day", "time"), [("2026-11-16", "07:30"), ("2030-01-01", "07:30"), ("", ""), ("gestern", "früh")]
)
def test_a_time_that_is_none_is_said_and_the_text_stays(
    served: Visitor, dovecot: Dovecot, day: str, time: str
) -> None:
    press_later(begin(served).fill(day=day, time=time), "Send at this time")
    assert served.status == 422
    assert value(served, "subject") == "Wandertag"
    assert lying(dovecot, "Outbox") == []


def test_where_only_the_person_can_open_the_mailbox_later_is_explained_and_refused(
    held: Held, dovecot: Dovecot
) -> None:
    writer = begin(held())
    writer.sees("Sending later is not possible in this service")
    assert writer.page.select(".send-later button") == []
    answer = send_raw(writer, {"to": BORIS.address, "text": "Hallo", "when": "2026-11-20T07:30"}, "later")
    assert answer.status_code == 403
    assert "it can open your mailbox only while you are signed in" in answer.text
    assert lying(dovecot, "Outbox") == []


def test_a_hold_whose_process_has_died_is_sent_by_the_worker(
    served: Visitor, smtp: Sink, clock: HeldClock
) -> None:
    press(begin(served), "send")
    served.app.extensions[holding.EXTENSION].close()
    wait_for_the_threads()
    clock.move(seconds=LONG + 1)
    assert (work(served.app), len(smtp.received)) == (1, 1)


def test_what_is_not_taken_for_now_waits_with_reason_and_next_try(
    served: Visitor, dovecot: Dovecot, smtp: Sink, clock: HeldClock
) -> None:
    press_later(begin(served), "Tomorrow")
    smtp.answer("data", "451 4.7.1 Greylisted, come back")
    clock.move(days=1)
    assert work(served.app) == 0
    served = come_in(served.app, into=served).open("/compose/outbox")
    served.sees(
        "Not sent yet.", "does not accept the message at the moment", "Greylisted, come back", "Next attempt"
    )
    served.follow("Wandertag").sees("Greylisted, come back", "Next attempt")
    served.open("/compose/outbox").press("Undo sending")
    assert (value(served, "subject"), work(served.app), smtp.received) == ("Wandertag", 0, [])
    assert (len(lying(dovecot)), lying(dovecot, "Outbox")) == (1, [])


def test_leaving_tries_once_more_and_says_what_came_back(
    served: Visitor, dovecot: Dovecot, smtp: Sink, clock: HeldClock
) -> None:
    smtp.answer("data", "451 4.7.1 Greylisted, come back")
    press(begin(served), "send")
    clock.move(seconds=LONG + 1)
    assert work(served.app) == 0
    served.open("/compose/outbox").sees("Not sent yet.")
    served.press("Sign out").sees("You are signed out", "One message could not be sent.")
    assert (len(lying(dovecot)), lying(dovecot, "Outbox"), smtp.received) == (1, [], [])
