"""Lists of schools: made of the accounts each time, found as they are called, open as the service says."""

import pytest

from tests.cast import ANNA, BORIS, CARLA
from tests.conftest import HeldClock
from tests.contacts.conftest import enrol
from webmail.accounts import Account, SchoolLists
from webmail.accounts.school_lists import MOST_PEOPLE, ONLY_OWN
from webmail.contacts import PersonalContacts, Source, contacts_of
from webmail.database import db
from webmail.policy import Feature, Forbidden, Policy

GOETHE, RING = "Goethe-Schule", "Grundschule Am Ring"


@pytest.fixture
def anna(database: object) -> Account:
    """Anna at the Goethe-Schule with Boris, and Carla elsewhere."""
    enrol(BORIS.name, BORIS.address, GOETHE)
    enrol(CARLA.name, CARLA.address, RING)
    return enrol(ANNA.name, ANNA.address, GOETHE)


def of(account: Account, clock: HeldClock, *, everywhere: bool = False, on: bool = True) -> PersonalContacts:
    policy = Policy({Feature.SCHOOL_LISTS: on})
    return contacts_of(account, policy=policy, clock=clock, all_lists=everywhere)


def called(school: str) -> tuple[str, ...]:
    return f"Kollegium {school}", f"Staff of {school}"


def proposed(mine: PersonalContacts, typed: str) -> list[tuple[str, int]]:
    found = mine.suggestions.find(typed, called=called)
    return [(each.name, len(each.people)) for each in found if each.source is Source.SCHOOL]


@pytest.mark.parametrize(
    "typed", ["kollegium", "goe", "Kollegium Goethe-Schule", "schule goethe", "koll goë", "staff of goe"]
)
def test_the_own_school_is_proposed_as_it_is_called_with_everybody(
    typed: str, anna: Account, clock: HeldClock
) -> None:
    assert proposed(of(anna, clock), typed) == [("Kollegium Goethe-Schule", 2)]


@pytest.mark.parametrize("typed", ["ethe", "ko", "kollegium ring", "kollegium x", "staff koll", "", "%"])
def test_what_it_is_not_called_and_another_school_propose_nothing(
    typed: str, anna: Account, clock: HeldClock
) -> None:
    assert proposed(of(anna, clock), typed) == []


def test_where_the_service_opens_all_the_own_school_comes_first(anna: Account, clock: HeldClock) -> None:
    found = [("Kollegium Goethe-Schule", 2), ("Kollegium Grundschule Am Ring", 1)]
    assert proposed(of(anna, clock, everywhere=True), "koll") == found
    assert of(anna, clock, everywhere=True).lists.people(RING) == ((CARLA.name, CARLA.address),)


def test_the_list_of_another_school_is_refused_by_its_rule(anna: Account, clock: HeldClock) -> None:
    with pytest.raises(Forbidden) as refusal:
        of(anna, clock).lists.people(RING)
    assert refusal.value.clause == ONLY_OWN


def test_who_has_no_school_has_no_list_and_is_on_none(anna: Account, clock: HeldClock) -> None:
    nobodys = enrol("Neu Hier", "neu.hier@schule.example")
    for everywhere in (False, True):
        mine = of(nobodys, clock, everywhere=everywhere)
        assert mine.lists.own() is None
        assert mine.lists.people("") == ()
    assert len(of(anna, clock).lists.people(GOETHE)) == 2


def test_the_list_follows_the_accounts_at_once(anna: Account, clock: HeldClock) -> None:
    ada = enrol("Ada Lang", "ada.lang@schule.example", GOETHE)
    assert of(anna, clock).lists.people(GOETHE)[0] == ("Ada Lang", ada.address)
    assert proposed(of(anna, clock), "goethe") == [("Kollegium Goethe-Schule", 3)]
    ada.school = RING
    db.session.commit()
    assert proposed(of(anna, clock), "goethe") == [("Kollegium Goethe-Schule", 2)]
    db.session.delete(ada)
    db.session.commit()
    assert len(of(anna, clock, everywhere=True).lists.people(RING)) == 1


def test_switched_off_it_is_not_proposed_and_people_still_are(anna: Account, clock: HeldClock) -> None:
    mine = of(anna, clock, on=False)
    assert proposed(mine, "kollegium") == []
    assert [each.address for each in mine.suggestions.find("becker")] == [BORIS.address]


def test_without_the_directory_there_are_no_lists(anna: Account) -> None:
    policy = Policy({Feature.STAFF_DIRECTORY: False})
    with pytest.raises(Forbidden):
        SchoolLists(GOETHE, policy=policy, everywhere=False).people(GOETHE)


def test_more_than_one_message_reaches_is_not_proposed(anna: Account, clock: HeldClock) -> None:
    rows = [
        {"name": "Name", "address": f"p{number}@schule.example", "school": GOETHE, "created_at": clock()}
        for number in range(MOST_PEOPLE)
    ]
    db.session.execute(db.insert(Account), rows)
    db.session.commit()
    own = of(anna, clock).lists.own()
    assert own is not None
    assert (own.count, own.can_be_written_to) == (MOST_PEOPLE + 2, False)
    assert proposed(of(anna, clock), "kollegium") == []
