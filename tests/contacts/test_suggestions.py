"""Who is proposed while a recipient is typed: however it is spelled, the known first, each once."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import MONDAY, HeldClock
from tests.contacts.conftest import enrol
from webmail.accounts import (
    AccountWord,
    StaffDirectory,
    folded,
    index_directory,
    note_former_address,
    typed_words,
)
from webmail.accounts.models import Account
from webmail.contacts import Card, PersonalContacts, Source, contacts_of
from webmail.database import db
from webmail.policy import Feature, Policy

GYMNASIUM, GRUNDSCHULE = "Goethe-Gymnasium Weimar", "Grundschule am Park"


def proposed(mine: PersonalContacts, typed: str) -> list[str]:
    return [each.address for each in mine.suggestions.find(typed)]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Jürgen Müller", "müller"),
        ("Jürgen Müller", "Mueller"),
        ("Jürgen Müller", "muller"),
        ("Jürgen Müller", "MÜL jü"),
        ("Jürgen Müller", "mue"),
        ("Jürgen Mueller", "müll"),
        ("Annette Groß", "gross"),
        ("Annette Gross", "groß"),
        ("Annette Große", "gros ann"),
        ("René Dubois", "rene"),
        ("Rene Dubois", "rené"),
        ("Zoë Baer", "zoe bär"),
        ("Søren Ågård", "soren"),
        ("Anna-Lena Voß-Öztürk", "oztu"),
        ("Hans Samuel", "samue"),
        ("Łukasz Nowak", "lukasz"),
        ("Мария Петрова", "мар"),
    ],
)
def test_a_colleague_is_found_however_the_name_is_typed(
    name: str, typed: str, annas: PersonalContacts
) -> None:
    enrol(name, "x.y@schule.example")
    assert proposed(annas, typed) == ["x.y@schule.example"]


@pytest.mark.parametrize("typed", ["uller", "müllerin", "jürgen x", "", "  ", ",", "%", "_", "@", "'; DROP"])
def test_what_is_no_beginning_of_a_word_finds_nobody(typed: str, annas: PersonalContacts) -> None:
    enrol("Jürgen Müller", "j.m@schule.example")
    annas.book.add(Card(name="Jürgen Müller", addresses=("jm@gmx.example",)))
    assert proposed(annas, typed) == []


def test_the_beginning_of_a_text_stays_the_beginning_when_it_is_folded() -> None:
    for text in ("Bauer", "Aeöüßé Groß-Michael", "Poetschke", "Mueller", "çõñ ÆŒ"):
        for length in range(len(text)):
            assert folded(text).startswith(folded(text[:length])), text[:length]


def test_an_address_is_found_by_its_parts_and_whole(annas: PersonalContacts) -> None:
    enrol("Jana Vogel", "jana.vogel@schule.example")
    annas.book.add(Card(name="Familie", addresses=("familie.oezdemir@gmx.example",)))
    assert proposed(annas, "jana.vogel@sch") == ["jana.vogel@schule.example"]
    assert proposed(annas, "özdemir") == ["familie.oezdemir@gmx.example"]
    assert proposed(annas, "familie.oezdemir@gm") == ["familie.oezdemir@gmx.example"]
    assert proposed(annas, "vogel@schule") == []


def test_homonyms_are_told_apart_by_their_school(annas: PersonalContacts) -> None:
    enrol("Thomas Müller", "thomas.mueller2@schule.example", GYMNASIUM)
    enrol("Thomas Müller", "thomas.mueller@schule.example", GRUNDSCHULE)
    found = annas.suggestions.find("thomas mu")
    assert [(each.name, each.school) for each in found] == [
        ("Thomas Müller", GYMNASIUM),
        ("Thomas Müller", GRUNDSCHULE),
    ]


def test_own_contacts_come_before_the_staff_and_what_is_used_before_both(annas: PersonalContacts) -> None:
    enrol("Anna Amsel", "anna.amsel@schule.example")
    enrol("Anna Zander", "anna.zander@schule.example")
    annas.book.add(Card(name="Anna Meise", addresses=("meise@gmx.example",)))
    assert proposed(annas, "anna") == [
        "meise@gmx.example",
        "anna.amsel@schule.example",
        "anna.arnold@schule.example",
        "anna.zander@schule.example",
    ]
    for _time in range(3):
        annas.collected.note_sent([("", "anna.zander@schule.example")])
    assert proposed(annas, "anna")[0] == "anna.zander@schule.example"


def test_what_was_used_lately_comes_before_what_was_used_often_long_ago(
    annas: PersonalContacts, clock: HeldClock
) -> None:
    for _time in range(5):
        annas.collected.note_sent([("Eltern Alt", "alt@gmx.example")])
    clock.move(days=120)
    annas.collected.note_sent([("Eltern Neu", "neu@gmx.example")])
    assert proposed(annas, "eltern") == ["neu@gmx.example", "alt@gmx.example"]


def test_an_address_comes_once_wherever_it_is_known_from(annas: PersonalContacts) -> None:
    enrol("Jana Vogel", "jana.vogel@schule.example", GYMNASIUM)
    annas.collected.note_sent([("Jana V.", "Jana.Vogel@schule.example")])
    found = annas.suggestions.find("jana")
    assert [(each.source, each.school) for each in found] == [(Source.STAFF, GYMNASIUM)]
    annas.book.add(Card(name="Jana (Mathe)", addresses=("JANA.VOGEL@schule.example",)))
    found = annas.suggestions.find("jana")
    assert [(each.source, each.name, each.school) for each in found] == [
        (Source.CONTACT, "Jana (Mathe)", GYMNASIUM)
    ]


def test_there_are_at_most_eight(annas: PersonalContacts) -> None:
    for number in range(30):
        enrol(f"Karl Kaiser {number:02}", f"karl{number}@schule.example")
        annas.book.add(Card(name=f"Karla Krug {number:02}", addresses=(f"k{number}@gmx.example",)))
    assert len(proposed(annas, "k")) == 8
    assert proposed(annas, "karl kai 07") == ["karl7@schule.example"]


def test_a_group_is_proposed_with_everybody_in_it(annas: PersonalContacts) -> None:
    numbers = annas.book.add_all(
        [
            Card(name="Bär, Otto", addresses=("otto@gmx.example", "zweite@gmx.example")),
            Card(name="Ada", addresses=("ada@gmx.example",)),
            Card(name="Ohne Adresse"),
        ]
    )
    group = annas.groups.make("Fachschaft Übung")
    for number in numbers:
        annas.groups.put(number, into=[group])
    (found,) = annas.suggestions.find("ubung")
    assert found.source is Source.GROUP
    assert found.people == (("Ada", "ada@gmx.example"), ("Bär, Otto", "otto@gmx.example"))


def test_an_empty_group_is_not_proposed(annas: PersonalContacts) -> None:
    annas.groups.make("Leer")
    assert annas.suggestions.find("leer") == ()


def test_who_has_a_new_address_is_proposed_with_it(annas: PersonalContacts) -> None:
    annas.book.add(Card(name="Jana Vogel", addresses=("jana.vogel@schule.example",)))
    account = enrol("Jana Adler", "jana.adler@schule.example", GYMNASIUM)
    note_former_address(account, "Jana.Vogel@schule.example", at=MONDAY)
    db.session.commit()
    (found,) = annas.suggestions.find("vogel")
    assert (found.address, found.former) == ("jana.adler@schule.example", "jana.vogel@schule.example")
    assert found.people == (("Jana Vogel", "jana.adler@schule.example"),)


def test_an_address_that_somebody_has_now_is_nobodys_former_one(annas: PersonalContacts) -> None:
    account = enrol("Jana Adler", "jana.adler@schule.example")
    note_former_address(account, "jana.vogel@schule.example", at=MONDAY)
    account.address = "jana.vogel@schule.example"
    note_former_address(account, "jana.adler@schule.example", at=MONDAY)
    db.session.commit()
    directory = StaffDirectory(policy=Policy({}))
    assert set(directory.moved(["jana.vogel@schule.example", "jana.adler@schule.example"])) == {
        "jana.adler@schule.example"
    }


def test_boris_is_proposed_nothing_of_annas(annas: PersonalContacts, boris_own: PersonalContacts) -> None:
    number = annas.book.add(Card(name="Kummer", addresses=("kummer@gmx.example",)))
    annas.groups.put(number, into=[annas.groups.make("Kummerkasten")])
    annas.collected.note_sent([("Kummerbund", "bund@gmx.example")])
    assert len(annas.suggestions.find("kummer")) == 3
    assert boris_own.suggestions.find("kummer") == ()


def test_without_the_directory_only_ones_own_are_proposed(database: Flask, clock: HeldClock) -> None:
    anna = enrol("Jana Vogel", "jana.vogel@schule.example", GYMNASIUM)
    mine = contacts_of(anna, policy=Policy({Feature.STAFF_DIRECTORY: False}), clock=clock)
    assert proposed(mine, "vogel") == []
    mine.book.add(Card(name="Jana", addresses=("jana.vogel@schule.example",)))
    assert [each.school for each in mine.suggestions.find("vogel")] == [""]


def test_a_changed_name_is_found_and_the_old_one_is_not(annas: PersonalContacts) -> None:
    account = enrol("Jana Vogel", "jv@schule.example")
    account.name = "Jana Adler"
    db.session.commit()
    assert proposed(annas, "adler") == ["jv@schule.example"]
    assert proposed(annas, "vogel") == []


def test_whose_account_is_gone_is_not_found(annas: PersonalContacts) -> None:
    account = enrol("Jana Vogel", "jv@schule.example")
    db.session.execute(db.delete(Account).where(Account.id == account.id))
    db.session.commit()
    assert proposed(annas, "vogel") == []
    assert db.session.scalars(select(AccountWord.word).where(AccountWord.word == "vogel")).all() == []


def test_accounts_written_past_the_models_are_found_once_indexed(
    annas: PersonalContacts, database: Flask
) -> None:
    row = {"name": "Ida Übel", "address": "ida@schule.example", "created_at": MONDAY}
    db.session.execute(db.insert(Account), [row])
    db.session.commit()
    assert proposed(annas, "übel") == []
    assert index_directory() == 2
    assert proposed(annas, "übel") == ["ida@schule.example"]


def test_pages_of_the_directory_follow_each_other_without_gap(annas: PersonalContacts) -> None:
    for number in range(60):
        enrol(f"Karl Kaiser {number:02}", f"karl{number}@schule.example")
    directory = StaffDirectory(policy=Policy({}))
    pages = [directory.find("karl kaiser", most=25, skip=skip) for skip in (0, 25, 50)]
    assert [len(each) for each in pages] == [25, 25, 10]
    assert len({each.address for every in pages for each in every}) == 60


def test_the_longest_word_is_looked_for_first_and_addresses_stay_whole() -> None:
    assert typed_words("K. Müller-Lüdenscheidt, anna@schule.example") == (
        "anna@schule.example",
        "ludenscheidt",
        "muller",
        "k",
    )
