"""Deleting what is old: the form, the count, the deed, the way back, and every wrong word."""

from datetime import UTC, datetime

import pytest

from tests.cast import ANNA, BORIS
from tests.letters import deliver, subjects
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.deed import list_path, post, sealed


def old(dovecot: Dovecot, year: int, *, folder: str = "INBOX", flags: tuple[str, ...] = ()) -> None:
    moment = datetime(year, 3, 4, 12, tzinfo=UTC)
    deliver(dovecot, folder=folder, subject=f"Aus {year}", received=moment, flags=flags)


def form(anna: Visitor, folder: str = "INBOX") -> Visitor:
    return anna.open(f"{list_path(anna.app, folder)}/older")


@both_ways
def test_it_counts_asks_moves_and_takes_back(anna: Visitor, dovecot: Dovecot) -> None:
    for year in (2021, 2023, 2026):
        old(dovecot, year)
    form(anna).sees("Alte Nachrichten aus „Posteingang“ löschen").check("2 Jahre").press("Zählen")
    anna.sees(
        "2 Nachrichten sind vor dem 16. November 2024 angekommen",
        "Die älteste ist vom 4. März 2021, die neueste vom 4. März 2023.",
    )
    assert len(subjects(dovecot)) == 3
    anna.press("2 Nachrichten in den Papierkorb").sees("2 Nachrichten in den Papierkorb verschoben.")
    assert (subjects(dovecot), subjects(dovecot, "Trash")) == (["Aus 2026"], ["Aus 2021", "Aus 2023"])
    anna.press("Rückgängig")
    assert sorted(subjects(dovecot)) == ["Aus 2021", "Aus 2023", "Aus 2026"]


def test_a_day_counts_what_came_before_it(anna: Visitor, dovecot: Dovecot) -> None:
    old(dovecot, 2025)
    old(dovecot, 2026)
    form(anna).uncheck("2 Jahre").check("oder vor diesem Tag angekommen:").fill(day="2026-01-01").press(
        "Zählen"
    )
    anna.sees("1 Nachricht ist vor dem 1. Januar 2026 angekommen", "Sie ist vom 4. März 2025.")
    anna.sees("Sie kommt in den Papierkorb.")


def test_in_the_trash_it_is_for_good_and_says_so(anna: Visitor, dovecot: Dovecot) -> None:
    old(dovecot, 2021, folder="Trash")
    form(anna, "Trash").sees("endgültig").press("Zählen").sees(
        "wird sie endgültig gelöscht und lässt sich nicht zurückholen"
    )
    anna.press("1 Nachricht endgültig löschen")
    assert subjects(dovecot, "Trash") == []


def test_starred_ones_go_only_if_said_so(anna: Visitor, dovecot: Dovecot) -> None:
    old(dovecot, 2021, flags=("\\Flagged",))
    form(anna).press("Zählen").sees("So alte Nachrichten hat dieser Ordner nicht.")
    form(anna).uncheck("Nachrichten mit Stern behalten").press("Zählen").sees("1 Nachricht ist vor dem")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"age": "7"}, "Bitte wählen Sie, wie alt"),
        ({"age": ""}, "Bitte wählen Sie, wie alt"),
        ({"age": "day"}, "Bitte geben Sie einen Tag ein."),
        ({"age": "day", "day": "gestern"}, "Bitte geben Sie einen Tag ein."),
        ({"age": "day", "day": "2026-02-30"}, "Bitte geben Sie einen Tag ein."),
        ({"age": "day", "day": "0001-01-01"}, "zwischen 1980 und heute"),
        ({"age": "day", "day": "2999-01-01"}, "zwischen 1980 und heute"),
    ],
)
def test_what_makes_no_sense_is_asked_again(anna: Visitor, fields: dict[str, str], sentence: str) -> None:
    answer = post(anna, f"{list_path(anna.app)}/older", fields)
    assert answer.status_code == 422
    assert sentence in answer.text


@pytest.mark.parametrize("counted", ["", "x", "A" * 60])
def test_a_count_that_we_have_not_made_deletes_nothing(anna: Visitor, dovecot: Dovecot, counted: str) -> None:
    old(dovecot, 2021)
    answer = post(anna, f"{list_path(anna.app)}/older/delete", {"counted": counted})
    assert (answer.status_code, len(subjects(dovecot))) == (404, 1)


def test_what_was_counted_in_one_folder_is_not_deleted_for_good_from_another(
    anna: Visitor, dovecot: Dovecot
) -> None:
    ref = deliver(dovecot, folder="Trash")
    counted = sealed(anna.app, f'["INBOX", {ref.uidvalidity}, "1"]', purpose="older")
    answer = post(anna, f"{list_path(anna.app, 'Trash')}/older/delete", {"counted": counted})
    assert (answer.status_code, dovecot.uids(ANNA.address, "Trash")) == (404, [ref.uid])


def test_boris_cannot_delete_what_anna_has_counted(anna: Visitor, boris: Visitor, dovecot: Dovecot) -> None:
    old(dovecot, 2021)
    ref = deliver(dovecot)
    counted = sealed(anna.app, f'["INBOX", {ref.uidvalidity}, "1:2"]', purpose="older")
    for path in (list_path(anna.app), f"/mailbox/{sealed(boris.app, 'INBOX', person=BORIS)}"):
        answer = post(boris, f"{path}/older/delete", {"counted": counted})
        assert (answer.status_code, len(subjects(dovecot))) == (404, 2)


def test_a_folder_that_is_not_there_is_said_to_be(anna: Visitor) -> None:
    answer = post(anna, f"{list_path(anna.app, 'Nirgends')}/older", {"age": "2"})
    assert answer.status_code == 404
