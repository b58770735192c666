"""What a search shows after a deed: what is there, what came back, and no number of what has gone."""

import pytest

from tests.letters import deliver
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.test_mailbox import SUBJECTS, fill, pick, shown
from tests.web.test_search import search

pytestmark = pytest.mark.usefixtures("unhurried_search")


def test_what_was_put_away_is_not_counted_any_more(anna: Visitor, dovecot: Dovecot) -> None:
    for subject in ("Plan A", "Plan B", "Plan C"):
        deliver(dovecot, subject=subject)
    pick(search(anna, "Plan"), "Plan A").press("Archivieren", within="[role=toolbar]")
    anna.sees("2 Nachrichten gefunden.")


def test_going_on_does_not_count_again_what_was_put_away(
    anna: Visitor, dovecot: Dovecot, sliced_search: None
) -> None:
    fill(dovecot, 2)
    pick(search(anna, "betreff:Nummer"), SUBJECTS.format(2)).press("Löschen", within="[role=toolbar]")
    anna.sees("Bis jetzt nichts gefunden.").follow("Weiter suchen").sees("1 Nachricht bis jetzt gefunden.")


@both_ways
def test_what_was_put_away_opened_comes_back_among_what_was_found(anna: Visitor, dovecot: Dovecot) -> None:
    for subject in ("Plan A", "Plan B", "Anderes"):
        deliver(dovecot, subject=subject)
    search(anna, "Plan").follow("Plan A").press("Archivieren", within="#message .toolbar")
    assert shown(anna) == ["Plan B"]
    anna.press("Rückgängig").sees("Zurückgeholt.")
    assert set(shown(anna)) == {"Plan A", "Plan B"}
