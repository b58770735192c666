"""What was typed is understood as people mean it, and what is not understood is a word."""

from datetime import date

import pytest

from webmail.mail.mailbox.criteria import steps_for
from webmail.mail.mailbox.query import MOST_TERMS, Key, Query, State
from webmail.mail.mailbox.spelling import MOST_SPELLINGS, folded, spellings
from webmail.mail.mailbox.typed_date import read_date

TODAY = date(2026, 11, 16)


def understood(typed: str) -> list[tuple[str, str]]:
    return [(term.key.value, term.text) for term in Query.typed(typed, today=TODAY).terms]


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("", []),
        ("  ", []),
        ('""', []),
        ("ausflug zoo", [("", "ausflug"), ("", "zoo")]),
        ('"ausflug  zoo"', [("", "ausflug zoo")]),
        ("„ausflug zoo“", [("", "ausflug zoo")]),
        ('"ausflug zoo', [("", "ausflug zoo")]),
        ("ausflug ausflug", [("", "ausflug")]),
        ("von:anna", [("from", "anna")]),
        ("VON: anna", [("from", "anna")]),
        ('from:"Anna Arnold" zoo', [("from", "Anna Arnold"), ("", "zoo")]),
        ("an:boris to:carla", [("to", "boris"), ("to", "carla")]),
        ("betreff:plan subject:raum", [("subject", "plan"), ("subject", "raum")]),
        ("text:kuchen body:torte", [("text", "kuchen"), ("text", "torte")]),
        ("anhang:liste.pdf", [("attachment", "liste.pdf")]),
        ("anhang:ja", [("attachment", "")]),
        ("attachment:", [("attachment", "")]),
        ("hat:anhang has:attachment", [("attachment", ""), ("attachment", "")]),
        ("ist:wichtig hat:stern", [("is", "wichtig"), ("is", "markiert")]),
        ("cc:lehmann Kopie:anna", [("cc", "lehmann"), ("cc", "anna")]),
        ("vor:morgen", [("before", "morgen")]),
        ("ordner:Archiv in:sent", [("in", "Archiv"), ("in", "sent")]),
        ("ist:ungelesen is:starred", [("is", "ungelesen"), ("is", "starred")]),
        ("vor:1.2.2026 after:2025-12-24", [("before", "1.2.2026"), ("after", "2025-12-24")]),
    ],
)
def test_words_phrases_and_operators_are_understood(typed: str, terms: list[tuple[str, str]]) -> None:
    assert understood(typed) == terms


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Re: Ausflug", ["Re:", "Ausflug"]),
        ("Re:Ausflug", ["Re:Ausflug"]),
        ("https://x.example/a", ["https://x.example/a"]),
        ("10:30", ["10:30"]),
        ("von:", ["von:"]),
        ("vor:bald", ["vor:bald"]),
        ("vor:31.2.2026", ["vor:31.2.2026"]),
        ("ist:dringend", ["ist:dringend"]),
        ("hat:hunger", ["hat:hunger"]),
        ("x-von:anna", ["x-von:anna"]),
        (":", [":"]),
    ],
)
def test_what_is_no_operator_is_a_word(typed: str, words: list[str]) -> None:
    assert understood(typed) == [("", word) for word in words]


@pytest.mark.parametrize(
    ("typed", "misread"),
    [
        ("vor:letzte woche", ("vor:letzte",)),
        ("vor: letzte woche", ("vor:",)),
        ("nach:dezember hat:hunger ist:dringend", ("nach:dezember", "hat:hunger", "ist:dringend")),
        ("von:", ("von:",)),
        ("absender:lehmann", ("absender:lehmann",)),
        ("von:lehmann vor:2026 plan", ()),
        ("Re: Ausflug", ()),
        ("AW:Ausflug", ()),
        ("Einladung: Sommerfest", ()),
        ("https://x.example/a 10:30", ()),
        ('"vor:letzte woche"', ()),
    ],
)
def test_what_looks_like_an_operator_and_is_none_is_told(typed: str, misread: tuple[str, ...]) -> None:
    assert Query.typed(typed, today=TODAY).misread == misread


@pytest.mark.parametrize(
    "typed",
    [
        "hat:anhang plan",
        "ist:wichtig hat:stern kopie:anna",
        'von:"Anna Arnold" Zoo',
        "anhang: ist:gelesen",
        "Re: Zoo",
        '"a b" "c:d"',
        "anhang:ja plan",
        "vor:2026 text:x",
    ],
)
def test_what_was_understood_can_be_typed_again(typed: str) -> None:
    query = Query.typed(typed, today=TODAY)
    again = Query.typed(query.text, today=TODAY)
    assert [(term.key, term.text) for term in again.terms] == [(term.key, term.text) for term in query.terms]


def test_one_term_can_be_taken_away() -> None:
    query = Query.typed('von:anna "zoo plan" ist:gelesen', today=TODAY)
    assert query.without(query.terms[1]).text == "von:anna ist:gelesen"


def test_only_so_many_terms_are_taken() -> None:
    assert len(Query.typed(" ".join(map(str, range(50))), today=TODAY).terms) == MOST_TERMS


def test_states_are_read_in_both_languages() -> None:
    terms = Query.typed("ist:ungelesen is:read ist:markiert is:answered", today=TODAY).of(Key.STATE)
    assert [term.state for term in terms] == [State.UNREAD, State.READ, State.STARRED, State.ANSWERED]


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("24.12.2025", date(2025, 12, 24)),
        ("4.1.26", date(2026, 1, 4)),
        ("24.12.", date(2025, 12, 24)),
        ("16.11.", TODAY),
        ("29.2.", date(2024, 2, 29)),
        ("2025-12-24", date(2025, 12, 24)),
        ("2025-12", date(2025, 12, 1)),
        ("12.2025", date(2025, 12, 1)),
        ("2025", date(2025, 1, 1)),
        ("morgen", date(2026, 11, 17)),
        ("gestern", date(2026, 11, 15)),
        ("Today", TODAY),
        ("32.1.2025", None),
        ("0000-01-01", None),
        ("9999", None),
        ("٢٠٢٥-01-01", date(2025, 1, 1)),
        ("", None),
    ],
)
def test_days_are_read_as_they_are_typed(typed: str, day: date | None) -> None:
    assert read_date(typed, today=TODAY) == day


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller", "mueller"),
        ("Mueller", "müller"),
        ("Groß", "gross"),
        ("Gross", "groß"),
        ("Jörg Öz", "joerg oez"),
        ("Weißmueller", "weissmueller"),
        ("weissmüller", "weißmüller"),
    ],
)
def test_spellings_find_each_other(one: str, other: str) -> None:
    assert other in {each.lower() for each in spellings(one)}
    assert spellings(one)[0] == one


def test_spellings_are_bounded() -> None:
    assert len(spellings("ss" * 20)) <= MOST_SPELLINGS
    assert spellings("ä" * 41) == ("ä" * 41,)


def test_names_are_compared_in_one_spelling() -> None:
    assert folded("GRÖSSE.pdf") == folded("größe.PDF") == "groesse.pdf"


def test_bodies_are_a_step_of_their_own_and_only_for_words() -> None:
    assert [step.bodies for step in steps_for(Query.typed("zoo", today=TODAY))] == [False, True]
    assert [step.bodies for step in steps_for(Query.typed("von:anna", today=TODAY))] == [False]
    assert [step.bodies for step in steps_for(Query.typed("zoo text:kuchen", today=TODAY))] == [True]
