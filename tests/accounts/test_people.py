"""Finding people however their names are typed, and quickly, on either database."""

import time

import pytest
from sqlalchemy import insert

from tests.conftest import HeldClock
from webmail.accounts import Account, Preferences
from webmail.accounts.people import find_people, spellings
from webmail.database import db

pytestmark = pytest.mark.usefixtures("rows")


def entered(clock: HeldClock, name: str, address: str, **more: str) -> Account:
    made = Account(name=name, address=address, created_at=clock(), preferences=Preferences(), **more)
    db.session.add(made)
    db.session.commit()
    return made


SPELLINGS = (
    "Müller-Öztürk",
    "mueller",
    "MULLER",
    "Gröss",
    "groess",
    "Größe",
    "grosse",
    "jurgen muller",
    "Müller, Jürgen",
    "öztürk größe",
    "oeztuerk",
    "4711",
    "jm@schule",
    "Mu\N{COMBINING DIAERESIS}ller",
)


def test_a_person_is_found_however_the_name_is_typed(clock: HeldClock) -> None:
    entered(clock, "Jürgen Müller-Öztürk Größe", "jm@schule.example", personnel_number="HR-4711")
    entered(clock, "Anna Arnold", "anna.arnold@schule.example")
    found = {words: [each.address for each in find_people(words, most=50).people] for words in SPELLINGS}
    assert found == {words: ["jm@schule.example"] for words in SPELLINGS}


def test_a_name_spelled_without_umlauts_is_found_with_them(clock: HeldClock) -> None:
    entered(clock, "Juergen Mueller", "juergen@schule.example")
    for words in ("Jürgen Müller", "Mu\N{COMBINING DIAERESIS}ller"):
        assert find_people(words, most=50).people != ()


def test_letters_of_other_languages_can_be_typed_without_their_marks() -> None:
    for name, typed in (("Çelik", "celik"), ("René", "rene"), ("Łukasz", "lukasz"), ("Aydın", "aydin")):
        assert typed in spellings(name)


def test_all_words_must_fit_and_nothing_means_nobody(clock: HeldClock) -> None:
    entered(clock, "Anna Arnold", "anna.arnold@schule.example")
    for words in ("anna becker", "", "  ", ",", "%", "_nna"):
        assert find_people(words, most=50).people == ()


def test_a_whole_service_is_searched_while_the_caller_speaks(clock: HeldClock) -> None:
    names = ("Müller", "Schmidt", "Öztürk", "Großmann", "Krause", "Lehmann", "Çelik", "Weiß")
    rows = [
        {
            "name": f"{names[number % 8]} {names[number // 8 % 8]} {number}",
            "address": f"person{number}@schule.example",
            "personnel_number": f"{number:08}",
            "created_at": clock(),
        }
        for number in range(22_000)
    ]
    db.session.execute(insert(Account), rows)
    db.session.commit()
    began = time.process_time()
    found = find_people("größmann 21999x", most=50)
    spent = time.process_time() - began
    assert found.people == ()
    # Measured at a tenth of a second; a machine that is busy otherwise has five times as long.
    assert spent < 1
