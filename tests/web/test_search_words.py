"""What was typed and not understood is said, and what was meant by other words is understood."""

import pytest

from tests.letters import deliver
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.test_mailbox import shown
from tests.web.test_search import chips, search

pytestmark = pytest.mark.usefixtures("unhurried_search")


@both_ways
def test_what_was_not_understood_is_said_and_the_help_is_near(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Ausflug", text="Abgabe vor:letzte Woche")
    search(anna, "ausflug vor:letzte woche")
    assert shown(anna) == ["Ausflug"]
    anna.sees("„vor:letzte“ wurde nicht verstanden und als Text gesucht.")
    anna.follow("Hilfe zur Suche").sees("kopie:", "hat:anhang")


def test_several_that_were_not_understood_are_one_sentence(anna: Visitor) -> None:
    search(anna, "nach:dezember <b>:x hat:hunger")
    anna.sees("Nicht verstanden und als Text gesucht: nach:dezember, hat:hunger.")


def test_what_was_understood_needs_no_words(anna: Visitor) -> None:
    search(anna, "kopie:lehmann ist:wichtig hat:anhang vor:morgen Re: plan").misses("nicht verstanden")
    assert chips(anna)[:3] == ["Kopie: lehmann", "Mit Stern", "Mit Anhang"]


@both_ways
@pytest.mark.parametrize("typed", ['"', '""', "„ “"])
def test_a_quotation_mark_alone_asks_for_words(anna: Visitor, typed: str) -> None:
    search(anna, typed).sees("Bitte geben Sie ein, wonach gesucht werden soll.")
    assert anna.heading == "Posteingang"
