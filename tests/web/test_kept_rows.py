"""A row that was rendered before is not rendered again, unless something about it has changed."""

from flask import Flask

from tests.cast import ANNA, BORIS
from tests.conftest import HeldClock
from tests.letters import deliver
from tests.servers.dovecot import Dovecot
from tests.servers.fault import Fault
from tests.visitor import Visitor


def row_of(visitor: Visitor) -> str:
    row = visitor.open("/mailbox/").page.select_one(".row")
    assert row is not None
    return str(row)


def test_a_row_is_the_same_the_second_time(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Elternabend <b>204</b>")
    first = row_of(anna)
    assert row_of(anna) == first
    assert "Elternabend &lt;b&gt;204&lt;/b&gt;" in first


def test_a_changed_flag_makes_the_row_anew(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Elternabend")
    row_of(anna)
    anna.press("Mit Stern markieren", within=".row")
    assert "row__star--on" in row_of(anna)


def test_another_day_says_the_time_differently(anna: Visitor, dovecot: Dovecot, clock: HeldClock) -> None:
    deliver(dovecot, subject="Elternabend", received=clock())
    assert "09:30" in row_of(anna)
    clock.move(hours=23)
    assert "Gestern" in row_of(Visitor(anna.app).sign_in(ANNA))


def test_another_language_has_its_own_words(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Elternabend")
    assert "Ungelesen" in row_of(anna)
    anna.press("English")
    assert "Unread" in row_of(anna)


def test_nobody_sees_a_colleagues_row(app: Flask, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Für Anna")
    deliver(dovecot, person=BORIS, subject="Für Boris")
    assert "Für Anna" in row_of(Visitor(app).sign_in(ANNA))
    assert "Für Boris" in row_of(Visitor(app).sign_in(BORIS))


def test_who_leaves_is_not_remembered(app_before_fault: Flask, fault: Fault, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Elternabend")
    anna = Visitor(app_before_fault).sign_in(ANNA)
    fault.forget()
    anna.open("/mailbox/")
    assert not any(b"BODYSTRUCTURE" in command for command in fault.commands)

    anna.press("Abmelden")
    assert not anna.app.extensions["dienstpost_rows"].rows
    anna.sign_in(ANNA)
    assert any(b"BODYSTRUCTURE" in command for command in fault.commands)
