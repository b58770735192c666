"""Searching: what was understood, where, what was found so far, and going on; deeds across folders."""

from dataclasses import replace
from urllib.parse import unquote

import pytest
from bs4 import Tag
from flask import Flask

from tests.cast import ANNA
from tests.form import words
from tests.letters import deliver, folders, subjects
from tests.servers.dovecot import Dovecot
from tests.servers.fault import Fault
from tests.visitor import Visitor, both_ways
from tests.web.deed import sealed
from tests.web.test_mailbox import SUBJECTS, fill, pick, row, shown
from webmail.mail import Hits, Mark
from webmail.web.search_state import ROWS_A_PAGE, SearchState, read_state

pytestmark = pytest.mark.usefixtures("unhurried_search")


def search(visitor: Visitor, typed: str, *, only_here: bool = False) -> Visitor:
    visitor.reload().fill(words=typed)
    if only_here:
        visitor.fill(scope="folder")
    return visitor.press("Suchen", within="[role=search]")


def opened(visitor: Visitor, state: SearchState) -> Visitor:
    return visitor.open(f"/mailbox/search/{sealed(visitor.app, state.told(), purpose='search')}")


def said(place: Tag, selector: str) -> str:
    found = place.select_one(selector)
    assert found is not None
    return words(found.get_text(" "))


def chips(visitor: Visitor) -> list[str]:
    return [words(each.get_text(" ")) for each in visitor.page.select(".chip bdi")]


# -- what is found ---------------------------------------------------------------------------


@both_ways
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Prüfungspläne", {"Neue Prüfungspläne"}),
        ("PRÜFUNGSPLÄNE", {"Neue Prüfungspläne"}),
        ("pruefungsplaene", {"Neue Prüfungspläne"}),
        ("Yıldız", {"Vom Absender"}),
        ("carla.clausen", {"An Carla"}),
        ("neue prüfung", {"Neue Prüfungspläne"}),
        ('"an carla"', {"An Carla"}),
        ("an:carla", {"An Carla"}),
        ("von:aylin", {"Vom Absender"}),
        ("betreff:carla", {"An Carla"}),
        ("Gurkensalat", {"Nichts davon"}),
        ("Kartoffelsalat", set()),
    ],
)
def test_words_are_found_in_sender_recipients_subject_and_text(
    anna: Visitor, dovecot: Dovecot, typed: str, found: set[str]
) -> None:
    deliver(dovecot, subject="Neue Prüfungspläne")
    deliver(dovecot, subject="Vom Absender", sender="Aylin Yıldız <aylin@schule.example>")
    deliver(dovecot, subject="An Carla", to="carla.clausen@schule.example")
    deliver(dovecot, subject="Nichts davon", text="Gurkensalat im Text")
    search(anna, typed)
    assert set(shown(anna)) == found
    anna.sees("gefunden" if found else "Nichts gefunden.")


@both_ways
def test_what_was_searched_is_in_no_address_but_still_in_the_field(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Disziplinarverfahren")
    search(anna, "Disziplinar")
    addresses = [str(each.get("href", each.get("action"))) for each in anna.page.select("[href], [action]")]
    assert all("disziplinar" not in unquote(address).lower() for address in [anna.url, *addresses])
    assert anna.page.select_one("input[name=words]")["value"] == "Disziplinar"  # type: ignore[index]


@both_ways
def test_what_was_understood_is_said_and_can_be_taken_away(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Plan", sender="Boris <boris@x.example>")
    deliver(dovecot, subject="Plan", sender="Carla <carla@x.example>", flags=["\\Seen"])
    search(anna, "plan von:boris ist:ungelesen vor:1.1.2027 wichtig:ja anhang:")
    seen = ["plan", "Von: boris", "Ungelesen", "Vor dem 1. Januar 2027", "wichtig:ja", "Mit Anhang"]
    assert chips(anna) == seen
    for chip in seen[:0:-1]:
        anna.follow(f"{chip} Ohne dies suchen")
    assert chips(anna) == ["plan"]
    assert len(shown(anna)) == 2
    anna.follow("plan Ohne dies suchen")
    assert anna.heading == "Posteingang"


@both_ways
def test_a_search_looks_everywhere_and_says_where_a_message_lies(anna: Visitor, dovecot: Dovecot) -> None:
    folders(dovecot, "Klassen")
    for folder in ("INBOX", "Klassen", "Sent"):
        deliver(dovecot, folder=folder, subject=f"Plan in {folder}")
    search(anna, "plan")
    where = {
        subject: words(row(anna, subject).select_one(".row__where").get_text()) for subject in shown(anna)
    }  # type: ignore[union-attr]
    assert where == {"Plan in INBOX": "Posteingang", "Plan in Klassen": "Klassen", "Plan in Sent": "Gesendet"}


@both_ways
def test_a_search_can_be_kept_to_the_open_folder_and_widened(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Hier")
    deliver(dovecot, folder="Klassen", subject="Hierher")
    search(anna, "Hier", only_here=True)
    assert shown(anna) == ["Hier"]
    anna.sees("Andere Ordner wurden nicht durchsucht.").follow("Alle Ordner durchsuchen")
    assert shown(anna) == ["Hier", "Hierher"]
    anna.follow("Nur Posteingang")
    assert shown(anna) == ["Hier"]


@both_ways
def test_what_was_not_searched_is_said_and_offered(anna: Visitor, dovecot: Dovecot) -> None:
    for folder in ("Junk", "Trash"):
        deliver(dovecot, folder=folder, subject=f"Gewinn in {folder}")
    search(anna, "gewinn").sees("Nichts gefunden.", "Das wurde nicht durchsucht: Spam, Papierkorb.")
    anna.follow("Auch dort suchen")
    assert set(shown(anna)) == {"Gewinn in Junk", "Gewinn in Trash"}
    anna.misses("nicht durchsucht")


def test_a_folder_that_is_not_there_is_said_not_to_be(anna: Visitor) -> None:
    search(anna, "plan ordner:Gibtesnicht").sees("Einen Ordner mit diesem Namen gibt es nicht.")


@both_ways
def test_a_search_ends_where_it_began(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, folder="Klassen", subject="Eins")
    deliver(dovecot, folder="Klassen", subject="Zwei")
    anna.reload().follow("Klassen")
    search(anna, "Eins")
    assert shown(anna) == ["Eins"]
    anna.follow("Suche beenden")
    assert shown(anna) == ["Zwei", "Eins"]


@both_ways
def test_an_empty_search_asks_for_words(anna: Visitor) -> None:
    search(anna, "   ").sees("Bitte geben Sie ein, wonach gesucht werden soll.")


def test_the_search_of_boris_is_not_annas(anna: Visitor, boris: Visitor) -> None:
    search(anna, "Geheim")
    boris.open(anna.path)
    assert boris.status == 404
    boris.misses("Geheim")


# -- slices and pages ------------------------------------------------------------------------


@both_ways
def test_a_search_goes_on_and_keeps_what_it_found(
    anna: Visitor, dovecot: Dovecot, sliced_search: None
) -> None:
    fill(dovecot, 3)
    deliver(dovecot, folder="Klassen", subject="Etwas", text="Nummer 004")
    search(anna, "Nummer").sees(
        "1 Nachricht bis jetzt gefunden.",
        "Bis jetzt sind Absender, Empfänger und Betreff durchsucht bis zum Ordner: Posteingang;",
        "die Texte folgen noch.",
    )
    assert shown(anna) == [SUBJECTS.format(3)]
    for _ in range(20):
        if not anna.has("#further"):
            break
        anna.follow("Weiter suchen")
    assert shown(anna) == [*map(SUBJECTS.format, (3, 2, 1)), "Etwas"]
    anna.sees("4 Nachrichten gefunden.")


@both_ways
def test_many_found_have_pages(anna: Visitor, dovecot: Dovecot) -> None:
    fill(dovecot, ROWS_A_PAGE + 1)
    search(anna, "Nummer").sees("50 Nachrichten bis jetzt gefunden.")
    assert not anna.page.select_one("#further").has_attr("hx-get")  # type: ignore[union-attr]
    anna.follow("Weiter suchen").sees("51 Nachrichten gefunden.")
    assert shown(anna) == [SUBJECTS.format(1)]
    anna.sees("Nachrichten ab Nummer 51.")
    anna.follow("Zu den ersten").sees("50 Nachrichten bis jetzt gefunden.")
    assert shown(anna)[0] == SUBJECTS.format(ROWS_A_PAGE + 1)
    assert "ab Nummer" not in anna.page.get_text()


def test_the_way_on_is_gone_by_itself_and_into_the_list(
    anna: Visitor, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webmail.mail.mailbox.finder.SLICE_SECONDS", 0.0)
    deliver(dovecot, subject="Plan")
    deliver(dovecot, folder="Klassen", subject="Plan")
    search(anna, "Plan")
    link = anna.page.select_one("#further")
    assert link is not None
    assert (link["hx-get"], link["hx-target"]) == (link["href"], "#more")
    assert "load" in str(link["hx-trigger"])


@both_ways
def test_a_hit_opens_beside_what_was_found_and_leads_back(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Plan A", text="Der erste.")
    deliver(dovecot, folder="Klassen", subject="Plan B", text="Der zweite.")
    search(anna, "plan").follow("Plan B").sees("Der zweite.", "Plan A")
    anna.follow("Zurück zur Liste")
    assert shown(anna) == ["Plan A", "Plan B"]


def test_a_list_beside_a_hit_is_not_searched_for_again(
    app_before_fault: Flask, fault: Fault, dovecot: Dovecot
) -> None:
    deliver(dovecot, subject="Plan A")
    anna = search(Visitor(app_before_fault).sign_in(ANNA), "plan")
    fault.forget()
    anna.follow("Plan A")
    assert shown(anna) == ["Plan A"]
    assert not any(b"SEARCH" in command for command in fault.commands)


def test_a_draft_that_was_found_is_taken_up_again(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, folder="Drafts", sender=ANNA.address, subject="Entwurf Plan")
    search(anna, "entwurf").follow("Entwurf Plan")
    assert anna.page.select_one("input[name=subject]")["value"] == "Entwurf Plan"  # type: ignore[index]


# -- deeds across folders --------------------------------------------------------------------


@pytest.fixture
def two(dovecot: Dovecot) -> Dovecot:
    """A plan in each of two folders, and something else in both."""
    folders(dovecot, "Ziel")
    for folder in ("INBOX", "Klassen"):
        deliver(dovecot, folder=folder, subject=f"Plan {folder}")
        deliver(dovecot, folder=folder, subject="Anderes")
    return dovecot


PLANS = ("Plan INBOX", "Plan Klassen")


@both_ways
@pytest.mark.parametrize(
    ("button", "folder", "said"),
    [
        ("Archivieren", "Archive", "2 Nachrichten archiviert."),
        ("Löschen", "Trash", "2 Nachrichten in den Papierkorb"),
    ],
)
def test_what_was_found_in_two_folders_is_put_away_and_brought_back(
    anna: Visitor, two: Dovecot, button: str, folder: str, said: str
) -> None:
    pick(search(anna, "plan"), *PLANS).press(button, within="[role=toolbar]").sees(said)
    assert shown(anna) == []
    assert set(subjects(two, folder)) == set(PLANS)
    anna.press("Rückgängig").sees("zurückgeholt", "2 Nachrichten gefunden.")
    assert set(shown(anna)) == set(PLANS)
    assert set(shown(anna.reload())) == set(PLANS)
    assert subjects(two, folder) == []
    assert all(plan in subjects(two, plan.removeprefix("Plan ")) for plan in PLANS)


@both_ways
def test_what_was_found_in_two_folders_is_moved_and_brought_back(anna: Visitor, two: Dovecot) -> None:
    pick(search(anna, "plan"), *PLANS).press("Verschieben …", within="[role=toolbar]").press("Ziel")
    assert set(subjects(two, "Ziel")) == set(PLANS)
    assert anna.heading == "Suchergebnisse"
    anna.press("Rückgängig")
    assert subjects(two, "Ziel") == []


@both_ways
def test_what_was_found_in_two_folders_is_marked_and_unmarked(anna: Visitor, two: Dovecot) -> None:
    pick(search(anna, "plan"), *PLANS).press("Mit Stern markieren", within="[role=toolbar]")
    assert len(anna.page.select(".row__star--on")) == 2
    anna.press("Rückgängig")
    assert not anna.has(".row__star--on")


@both_ways
def test_the_star_of_one_row_is_for_its_message_alone(anna: Visitor, two: Dovecot) -> None:
    search(anna, "plan")
    star = row(anna, "Plan Klassen").select_one(".row__star")
    assert star is not None
    anna.submit(star)
    assert [
        words(each.select_one(".row__subject").get_text())
        for each in anna.page.select(".row:has(.row__star--on)")
    ] == ["Plan Klassen"]  # type: ignore[union-attr]


# -- what travels in the address -------------------------------------------------------------


def test_a_state_is_read_as_it_was_told() -> None:
    mark = Mark(1, "Klassen", 2, 7, 1234, 99, 5000)
    hits = (Hits("Klassen", 1234, (9, 8, 3)), Hits("INBOX", 5, (1,)))
    state = SearchState("von:a „b c“", home="Klassen", mark=mark, hits=hits, before=50, looks=False)
    assert read_state(state.told()) == state
    assert read_state(replace(state, mark=None).told()) == replace(state, mark=None)


@pytest.mark.parametrize("told", ["", "{}", "[]", '["a"]', "7", '["a",[0,0,null],null,[],0,1,[]]'])
def test_a_state_told_by_an_earlier_release_is_not_found(anna: Visitor, told: str) -> None:
    assert anna.open(f"/mailbox/search/{sealed(anna.app, told, purpose='search')}").status == 404


def test_an_address_stays_short_whatever_the_folders_are_called() -> None:
    state = SearchState("ä" * 200, home="INBOX")
    number = 0
    while not state.full:
        hits = (*state.hits, Hits(f"{'Ordner😀' * 30}{number}", 4_000_000_000, (4_000_000_000,)))
        state, number = replace(state, hits=hits), number + 1
    assert len(state.told().encode()) < 2500


def test_a_message_that_has_gone_since_is_not_shown_again(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, subject="Plan A")
    hits = (Hits("INBOX", ref.uidvalidity, (ref.uid, ref.uid + 1)), Hits("Weg", 7, (1,)))
    opened(anna, SearchState("plan", mark=None, hits=hits, looks=False))
    assert shown(anna) == ["Plan A"]
    stale = (Hits("INBOX", ref.uidvalidity + 1, (ref.uid,)),)
    opened(anna, SearchState("plan", mark=None, hits=stale, looks=False))
    assert shown(anna) == []


@both_ways
def test_a_deed_on_one_hit_leads_back_to_the_others(anna: Visitor, dovecot: Dovecot) -> None:
    for subject in ("Plan A", "Plan B", "Anderes"):
        deliver(dovecot, subject=subject)
    search(anna, "Plan")
    pick(anna, "Plan A").press("Archivieren", within="[role=toolbar]").sees("Archiviert.")
    assert shown(anna) == ["Plan B"]


# -- the list as a list ------------------------------------------------------------------------


def test_what_was_found_is_touched_drawn_and_brought_up_to_date_like_any_list(
    anna: Visitor, dovecot: Dovecot
) -> None:
    deliver(dovecot, subject="Plan")
    search(anna, "Plan").press("Suche merken")
    section = anna.page.select_one("#messages")
    assert section is not None
    assert section["data-behavior"] == "touch"
    assert section["data-here"] == section["data-list"]
    assert anna.has("#listing[data-behavior=drag]")
    answer = anna.open(
        str(section["data-list"]), HX_Request="true", HX_Target="messages", Live_Refresh="1"
    ).page
    current = answer.select("#tree [aria-current=page]")
    assert [words(each.get_text()) for each in current] == ["Plan"]
    assert not anna.has(".row")


def test_the_next_slice_does_not_read_again_what_the_page_has(
    anna: Visitor, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(dovecot, subject="Plan")
    anna.reload()
    monkeypatch.setattr("webmail.web.found_page.FoundPage.listing", property(lambda _page: 1 / 0))
    path = f"/mailbox/search/{sealed(anna.app, SearchState('Plan').told(), purpose='search')}"
    assert anna.open(path, HX_Request="true", HX_Target="more").status == 200
    assert shown(anna) == ["Plan"]
