"""Leaving while a message is being handed over: it goes on to its end, and what failed is told next time."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import ANNA
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink
from tests.visitor import Visitor
from tests.web.desk import begin, lying, place, press, value, wait_for_the_thread
from webmail.accounts import SignIn
from webmail.database import db
from webmail.mail import Pool
from webmail.mail.mailbox.connection import Connection
from webmail.web import handing_over
from webmail.wiring import Parts

LARGE = b"x" * 3_000_000
NOT_SENT = "A message was not sent."

Leave = Callable[[Visitor], Any]


def parts_of(app: Flask) -> Parts:
    found = app.extensions["dienstpost"]
    assert isinstance(found, Parts)
    return found


def nothing_is_left(app: Flask) -> bool:
    """Neither a connection of whomever, nor a word about a message."""
    pool: Pool = parts_of(app).pool
    left = [shelf for shelf in pool._shelves.values() if shelf.count]
    return not left and not pool._outlasting and not app.extensions[handing_over.EXTENSION].kept


def sign_out(writer: Visitor) -> None:
    writer.sign_out()


def end_by_somebody_else(writer: Visitor) -> None:
    """As an administrator or the idle limit ends a sign-in: the person does nothing."""
    with writer.app.app_context():
        sign_ins = parts_of(writer.app).sign_ins
        sign_ins.end_for(db.session.scalars(select(SignIn)).one(), "idle")


@pytest.mark.parametrize("leave", [sign_out, end_by_somebody_else])
@pytest.mark.parametrize("stage", ["data", "dot"])
def test_whoever_leaves_while_it_is_handed_over_has_sent_it(
    writer: Visitor, app: Flask, dovecot: Dovecot, smtp: Sink, hasty: None, leave: Leave, stage: str
) -> None:
    stop = smtp.stall(stage)
    press(begin(writer).choose(plan=LARGE), "send")
    assert stop.reached.wait(5)
    leave(writer)
    smtp.release()
    wait_for_the_thread()
    assert len(smtp.received) == 1
    assert (len(lying(dovecot)), len(lying(dovecot, "Sent"))) == (0, 1)
    assert nothing_is_left(app)


def test_a_sign_in_that_lives_keeps_its_connections(
    writer: Visitor, app: Flask, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    real = Connection.open.__func__  # type: ignore[attr-defined]

    def count(kind: type[Connection], *given: Any, **named: Any) -> Connection:
        opened.append(1)
        return real(kind, *given, **named)  # type: ignore[no-any-return]

    begin(writer)
    monkeypatch.setattr(Connection, "open", classmethod(count))
    press(writer.choose(plan=LARGE), "send").sees("Sent.")
    assert (opened, list(parts_of(app).pool._shelves), parts_of(app).pool._outlasting) == ([], [1], {})
    assert app.extensions[handing_over.EXTENSION].kept == {}


def test_what_failed_after_the_person_had_left_is_told_at_the_next_sign_in(
    writer: Visitor, app: Flask, dovecot: Dovecot, smtp: Sink, hasty: None
) -> None:
    stop = smtp.stall("data")
    smtp.answer("dot", "554 5.7.1 Looks like spam")
    press(begin(writer), "send")
    assert stop.reached.wait(5)
    path = place(writer)
    writer.sign_out()
    smtp.release()
    wait_for_the_thread()
    assert (smtp.received, len(lying(dovecot)), parts_of(app).pool._shelves) == ([], 1, {})
    writer.sign_in(ANNA).sees(NOT_SENT)
    writer.open(path).sees("The message was not sent", "Looks like spam")
    assert value(writer, "subject") == "Wandertag"
    writer.open("/mailbox/").misses(NOT_SENT)
    writer.sign_out()
    assert nothing_is_left(app)


def test_the_next_list_tells_once_what_failed_behind_a_page_that_was_left(
    writer: Visitor, smtp: Sink, hasty: None
) -> None:
    stop = smtp.stall("mail")
    smtp.answer("rcpt", "451 4.3.0 Later")
    press(begin(writer), "send")
    assert stop.reached.wait(5)
    writer.open("/mailbox/").misses(NOT_SENT)
    smtp.release()
    wait_for_the_thread()
    writer.open("/mailbox/").sees(NOT_SENT)
    writer.open("/mailbox/").misses(NOT_SENT)


def test_a_failure_that_was_told_is_gone_with_the_person(writer: Visitor, app: Flask, smtp: Sink) -> None:
    smtp.answer("mail", "550 5.7.1 Not you")
    press(begin(writer), "send").sees("Not you")
    writer.open("/mailbox/").misses(NOT_SENT)
    writer.sign_out()
    assert nothing_is_left(app)


def test_without_a_thread_nothing_is_sent_and_nothing_says_that_it_is_on_its_way(
    writer: Visitor, app: Flask, dovecot: Dovecot, smtp: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(writer)
    real = threading.Thread.start

    def refuse(thread: threading.Thread) -> None:
        if thread.name == "handing-over":
            raise RuntimeError("can't start new thread")
        real(thread)

    with monkeypatch.context() as full:
        full.setattr(threading.Thread, "start", refuse)
        press(writer, "send").sees("The message was not sent")
    assert (smtp.received, len(lying(dovecot))) == ([], 1)
    assert parts_of(app).pool._outlasting == {}
    press(writer.open(place(writer)), "send").sees("Sent.")
    assert (len(smtp.received), len(lying(dovecot, "Sent"))) == (1, 1)
