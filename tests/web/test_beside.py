"""The next newer and the next older message of the list a message was opened from."""

import pytest

from tests.form import words
from tests.letters import deliver
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.deed import message_path


def subject(visitor: Visitor) -> str:
    return words(visitor.page.select_one("h2.message__subject").get_text())  # type: ignore[union-attr]


@both_ways
def test_one_goes_from_message_to_message(anna: Visitor, dovecot: Dovecot) -> None:
    for name in ("Eins", "Zwei", "Drei"):
        deliver(dovecot, subject=name)
    anna.reload().follow("Zwei").follow("Ältere Nachricht")
    assert subject(anna) == "Eins"
    anna.follow("Neuere Nachricht").follow("Neuere Nachricht")
    assert subject(anna) == "Drei"


@both_ways
def test_a_list_that_nobody_kept_is_looked_at(anna: Visitor, dovecot: Dovecot) -> None:
    for name in ("Eins", "Zwei"):
        deliver(dovecot, subject=name)
    anna.reload().follow("Zwei")
    anna.open(anna.path + "/older")
    assert subject(anna) == "Eins"


def talk(store: Dovecot, name: str) -> None:
    """Two messages of one conversation."""
    deliver(store, subject=name, more={"Message-ID": f"<{name}@x.example>"})
    deliver(store, subject=f"Re: {name}", more={"References": f"<{name}@x.example>"})


@both_ways
def test_one_goes_from_conversation_to_conversation(anna: Visitor, dovecot: Dovecot) -> None:
    talk(dovecot, "Eins")
    deliver(dovecot, subject="Zwei")
    talk(dovecot, "Drei")
    anna.reload().follow("Re: Drei").follow("Ältere Nachricht")
    assert subject(anna) == "Zwei"
    anna.follow("Ältere Nachricht")
    assert (subject(anna), anna.path.endswith("/conversation")) == ("Re: Eins", True)
    anna.reload().misses("Ältere Nachricht")
    anna.follow("Neuere Nachricht").follow("Neuere Nachricht")
    assert (subject(anna), len(anna.page.select(".member"))) == ("Re: Drei", 2)


@pytest.mark.usefixtures("unhurried_search")
def test_from_a_conversation_one_goes_on_in_what_was_found(anna: Visitor, dovecot: Dovecot) -> None:
    for name in ("Planung", "Sonstiges", "Plan"):
        talk(dovecot, name)
    anna.reload().fill({"E-Mails durchsuchen": "Plan"}).press("Suchen")
    anna.follow("Re: Planung").follow("Gespräch zeigen").follow("Ältere Nachricht")
    assert subject(anna) == "Planung"


def test_at_the_ends_of_the_list_there_is_no_way_on(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Einzige")
    anna.reload().follow("Einzige").misses("Neuere Nachricht", "Ältere Nachricht")


@both_ways
def test_behind_the_edge_of_the_page_comes_the_next_page(anna: Visitor, dovecot: Dovecot) -> None:
    for number in range(52):
        deliver(dovecot, subject=f"Brief {number:02}")
    anna.reload().follow("Brief 02").follow("Ältere Nachricht")
    assert subject(anna) == "Brief 01"
    assert "page=2" in anna.url
    anna.follow("Neuere Nachricht")
    assert subject(anna) == "Brief 02"
    assert "page=2" not in anna.url


@pytest.mark.usefixtures("unhurried_search")
def test_the_steps_stay_in_what_was_found(anna: Visitor, dovecot: Dovecot) -> None:
    for name in ("Plan eins", "Sonstiges", "Plan zwei"):
        deliver(dovecot, subject=name)
    anna.reload().fill({"E-Mails durchsuchen": "Plan"}).press("Suchen")
    anna.follow("Plan zwei").follow("Ältere Nachricht")
    assert subject(anna) == "Plan eins"


def test_a_message_that_left_the_list_when_it_was_read_has_neighbours_still(
    anna: Visitor, dovecot: Dovecot
) -> None:
    for name in ("Eins", "Zwei", "Drei"):
        deliver(dovecot, subject=name)
    anna.open("/mailbox/?only=unread").follow("Zwei").follow("Ältere Nachricht")
    assert subject(anna) == "Eins"


@pytest.mark.parametrize(("way", "says"), [("/newer", "die erste"), ("/older", "die letzte")])
def test_the_end_of_the_list_is_said(anna: Visitor, dovecot: Dovecot, way: str, says: str) -> None:
    ref = deliver(dovecot)
    anna.open(message_path(anna.app, ref) + way).sees(f"Das war {says} Nachricht der Liste.")


def test_boris_does_not_step_through_annas_list(anna: Visitor, boris: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Eins")
    ref = deliver(dovecot, subject="Zwei")
    assert boris.open(message_path(anna.app, ref) + "/older").status == 404
