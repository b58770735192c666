"""Leaving: for good, on every tab, and what a pause costs."""

import pytest

from tests.cast import ANNA, BORIS
from tests.conftest import HeldClock
from tests.letters import deliver, subjects
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.test_mailbox import pick


@both_ways
def test_anna_leaves_a_shared_computer_and_boris_sees_nothing_of_hers(
    visitor: Visitor, dovecot: Dovecot
) -> None:
    deliver(dovecot, subject="Nur Anna")
    deliver(dovecot, subject="Nur Boris", person=BORIS)
    visitor.sign_in(ANNA).sees("Nur Anna").follow("Nur Anna")
    left_open = visitor.url
    visitor.press("Abmelden").sees("Sie sind abgemeldet", "Browser schließen")
    visitor.open(left_open).misses("Nur Anna")
    assert visitor.path == "/session/"
    visitor.open("/session/")
    visitor.sign_in(BORIS).sees("Nur Boris").misses("Nur Anna")
    assert visitor.open(left_open).status == 404


@both_ways
def test_back_and_a_second_tab_show_no_mail_after_signing_out(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Vertraulich")
    anna.reload().follow("Vertraulich")
    pages = [anna.url, "/mailbox/", anna.url.split("?")[0] + "/source"]
    second_tab = anna.twin()
    anna.press("Abmelden")
    for tab in (anna, second_tab):
        for page in pages:
            tab.open(page).misses("Vertraulich", "Guten Tag")
            assert tab.path == "/session/"
    anna.sign_in(ANNA).sees("Vertraulich")


@both_ways
def test_a_deed_from_a_page_left_open_does_nothing_after_signing_out(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Bleibt")
    second_tab = anna.twin()
    pick(second_tab.open("/mailbox/"), "Bleibt")
    anna.open("/session/sign-out").press("Abmelden")
    second_tab.press("Löschen", within="[role=toolbar]").sees("Sie sind abgemeldet")
    assert second_tab.status == 401
    assert subjects(dovecot) == ["Bleibt"]


@pytest.mark.parametrize("pause", [30, 59])
def test_a_pause_shorter_than_the_limit_costs_nothing(
    anna: Visitor, clock: HeldClock, dovecot: Dovecot, pause: int
) -> None:
    deliver(dovecot)
    anna.reload()
    clock.move(minutes=pause)
    pick(anna, "Elternabend").press("Archivieren", within="[role=toolbar]").sees("Archiviert.")


@both_ways
def test_after_a_long_pause_the_way_back_leads_to_the_page_one_was_on(
    anna: Visitor, clock: HeldClock, dovecot: Dovecot
) -> None:
    deliver(dovecot, subject="Danach")
    anna.reload()
    clock.move(hours=2)
    anna.follow("Danach").misses("Guten Tag.")
    assert anna.path == "/session/"
    anna.fill(address=ANNA.address, typed=ANNA.typed).press("Anmelden").sees("Danach", "Guten Tag.")
