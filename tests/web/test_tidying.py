"""Moving, archiving, deleting, and the step back: on a selection and on one message."""

import pytest
from bs4 import Tag

from tests.cast import ANNA
from tests.letters import deliver, folders, subjects
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.deed import DEEDS, do, post
from tests.web.test_mailbox import pick, shown

# What can be done, the button that does it, where it leads and what is said of two messages and of one.
WAYS = {
    "archive": ("Archivieren", "Archive", "2 Nachrichten archiviert.", "Archiviert."),
    "delete": (
        "Löschen",
        "Trash",
        "2 Nachrichten in den Papierkorb verschoben.",
        "In den Papierkorb verschoben.",
    ),
    "move": ("Verschieben …", "Klassen", "2 Nachrichten verschoben.", "Verschoben."),
}
each_way = pytest.mark.parametrize("way", WAYS)
BRIEFE = ("Brief 0", "Brief 1", "Brief 2")


@pytest.fixture
def filled(anna: Visitor, dovecot: Dovecot) -> Visitor:
    """Anna with three letters and a folder of her own, on the list."""
    folders(dovecot, "Klassen")
    for subject in BRIEFE:
        deliver(dovecot, subject=subject)
    return anna.reload()


def put_away(visitor: Visitor, way: str, *, within: str) -> None:
    visitor.press(WAYS[way][0], within=within)
    if way == "move":
        visitor.press("Klassen")


@both_ways
@each_way
def test_a_selection_goes_there_and_comes_back(filled: Visitor, dovecot: Dovecot, way: str) -> None:
    _button, target, said, _one = WAYS[way]
    pick(filled, "Brief 0", "Brief 2")
    put_away(filled, way, within="[role=toolbar]")
    filled.sees(said)
    assert shown(filled) == ["Brief 1"]
    assert (subjects(dovecot), subjects(dovecot, target)) == (["Brief 1"], ["Brief 0", "Brief 2"])
    filled.press("Rückgängig").sees("2 Nachrichten zurückgeholt.")
    assert sorted(shown(filled)) == list(BRIEFE)
    assert (sorted(subjects(dovecot)), subjects(dovecot, target)) == (list(BRIEFE), [])


@both_ways
@each_way
def test_an_opened_message_goes_there_and_comes_back(filled: Visitor, dovecot: Dovecot, way: str) -> None:
    _button, target, _many, said = WAYS[way]
    filled.follow("Brief 1")
    put_away(filled, way, within=".toolbar")
    filled.sees(said).misses("Brief 1")
    assert subjects(dovecot, target) == ["Brief 1"]
    filled.press("Rückgängig").sees("Zurückgeholt.")
    assert sorted(subjects(dovecot)) == list(BRIEFE)


def test_a_step_back_is_offered_once(filled: Visitor) -> None:
    pick(filled, "Brief 0").press("Archivieren", within="[role=toolbar]")
    assert filled.has("input[name=step]")
    assert not filled.reload().has("input[name=step]")


def test_a_step_taken_back_twice_says_that_it_is_too_late(filled: Visitor, dovecot: Dovecot) -> None:
    pick(filled, "Brief 0").press("Archivieren", within="[role=toolbar]")
    step = {"step": str(filled.page.select_one("input[name=step]")["value"])}  # type: ignore[index]
    assert post(filled, "/mailbox/undo", step).status_code == 303
    assert post(filled, "/mailbox/undo", step).status_code in (303, 410)
    assert sorted(subjects(dovecot)) == list(BRIEFE)


@both_ways
def test_the_choice_of_folders_leaves_out_the_one_they_are_in(filled: Visitor) -> None:
    pick(filled, "Brief 0").press("Verschieben …", within="[role=toolbar]").sees("Wohin soll die Nachricht?")
    offered = [each.get_text(strip=True) for each in filled.page.select(".choices button")]
    assert "Posteingang" not in offered
    assert {"Archiv", "Klassen", "Papierkorb"} <= set(offered)
    filled.follow("Abbrechen")
    assert sorted(shown(filled)) == list(BRIEFE)


@both_ways
def test_from_the_trash_deleting_asks_first_and_cancelling_changes_nothing(
    anna: Visitor, dovecot: Dovecot
) -> None:
    deliver(dovecot, folder="Trash", subject="Abfall")
    anna.reload().follow("Papierkorb")
    pick(anna, "Abfall").press("Löschen", within="[role=toolbar]").sees("endgültig")
    assert subjects(dovecot, "Trash") == ["Abfall"]
    anna.follow("Abbrechen")
    assert shown(anna) == ["Abfall"]


@both_ways
def test_from_the_trash_deleting_is_final_for_these_and_for_no_others(
    anna: Visitor, dovecot: Dovecot
) -> None:
    """Another program has marked a message as deleted; only an expunge by number spares it."""
    deliver(dovecot, folder="Trash", subject="Fremd", flags=["\\Deleted"])
    for subject in ("Eins", "Zwei", "Drei"):
        deliver(dovecot, folder="Trash", subject=subject)
    anna.reload().follow("Papierkorb")
    pick(anna, "Eins", "Drei").press("Löschen", within="[role=toolbar]")
    anna.sees("2 Nachrichten endgültig löschen?").press("Endgültig löschen")
    anna.sees("2 Nachrichten endgültig gelöscht.").misses("Rückgängig")
    assert subjects(dovecot, "Trash") == ["Fremd", "Zwei"]


@both_ways
def test_one_message_of_the_trash_is_deleted_for_good_after_asking(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, folder="Trash", subject="Abfall")
    deliver(dovecot, folder="Trash", subject="Bleibt")
    anna.reload().follow("Papierkorb").follow("Abfall").press("Löschen", within=".toolbar")
    anna.sees("Diese Nachricht endgültig löschen?").press("Endgültig löschen").sees("Endgültig gelöscht.")
    assert shown(anna) == ["Bleibt"]
    assert subjects(dovecot, "Trash") == ["Bleibt"]


@pytest.mark.parametrize("name", ["mailbox.delete", "message.delete"])
def test_nothing_outside_the_trash_is_final_even_if_sure(anna: Visitor, dovecot: Dovecot, name: str) -> None:
    ref = deliver(dovecot)
    deed = DEEDS[name]
    fields = {**deed.fields(anna.app, ref), "sure": "yes"}
    post(anna, deed.path(anna.app, ref), fields)
    assert subjects(dovecot, "Trash") == ["Elternabend"]


def test_a_page_that_asked_first_and_got_old_deletes_nothing_else(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, folder="Trash", subject="Abfall")
    anna.reload().follow("Papierkorb").follow("Abfall").press("Löschen", within=".toolbar")
    with dovecot.client(ANNA.address) as client:
        client.select_folder("Trash")
        client.delete_messages([ref.uid])
        client.expunge([ref.uid])
    deliver(dovecot, folder="Trash", subject="Neu")
    anna.press("Endgültig löschen")
    assert anna.status == 410
    assert subjects(dovecot, "Trash") == ["Neu"]


@pytest.mark.parametrize("name", ["mailbox.archive", "message.delete"])
def test_the_same_deed_sent_twice_is_done_once(anna: Visitor, dovecot: Dovecot, name: str) -> None:
    ref = deliver(dovecot)
    assert do(anna, name, ref).status_code == 303
    assert do(anna, name, ref).status_code == 410
    both = subjects(dovecot, "Archive") + subjects(dovecot, "Trash")
    assert both == ["Elternabend"]


def test_the_unread_filter_stays_after_a_deed(filled: Visitor) -> None:
    filled.open("/mailbox/?only=unread")
    pick(filled, "Brief 1").press("Als gelesen markieren", within="[role=toolbar]")
    assert shown(filled) == ["Brief 2", "Brief 0"]
    current = filled.page.select_one(".bar__filter [aria-current]")
    assert isinstance(current, Tag)
    assert current.get_text() == "Ungelesen"
