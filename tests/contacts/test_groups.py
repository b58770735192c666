"""Groups hold contacts, colleagues and any other address."""

import pytest

from tests.accounts.together import at_once
from tests.conftest import HeldClock
from tests.contacts.test_together import anna
from webmail.contacts import Card, ContactRefused, PersonalContacts
from webmail.contacts.groups import MOST_MEMBERS

EVA = ("Eva Maier", "eva@x.example")


def test_contacts_and_other_addresses_are_written_to_alike_each_once(annas: PersonalContacts) -> None:
    group = annas.groups.make("Chor")
    contact = annas.book.add(Card(name="Zoe", addresses=("Zoe@x.example",)))
    annas.groups.put(contact, into=[group])
    assert annas.groups.take_in(group, [EVA, ("", "zoe@X.example"), ("", "amt@x.example")]) == 3
    assert annas.groups.people(group) == (
        ("", "amt@x.example"),
        EVA,
        ("Zoe", "Zoe@x.example"),
    )
    assert annas.groups.all()[0].count == 4


def test_who_is_in_it_is_not_taken_in_again(annas: PersonalContacts) -> None:
    group = annas.groups.make("Chor")
    assert annas.groups.take_in(group, [EVA, EVA, ("Anders", "EVA@x.example")]) == 1
    assert annas.groups.take_in(group, [EVA]) == 0
    assert [address for _name, address in annas.groups.others(group)] == ["eva@x.example"]


def test_one_is_let_go_and_the_group_removed_with_all(annas: PersonalContacts) -> None:
    group = annas.groups.make("Chor")
    annas.groups.take_in(group, [EVA, ("", "amt@x.example")])
    annas.groups.let_go(group, "EVA@x.example")
    assert annas.groups.others(group) == (("", "amt@x.example"),)
    assert annas.groups.remove(group)
    assert annas.groups.others(group) == ()


def test_what_is_no_address_is_refused_with_all(annas: PersonalContacts) -> None:
    group = annas.groups.make("Chor")
    for bad in ("eva", "eva@", "a@b.example\nBcc: x@y.example", ""):
        with pytest.raises(ContactRefused):
            annas.groups.take_in(group, [EVA, ("", bad)])
    assert annas.groups.others(group) == ()


def test_there_is_an_end_to_a_group(annas: PersonalContacts) -> None:
    group = annas.groups.make("Alle")
    annas.groups.take_in(group, [("", f"n{number}@x.example") for number in range(MOST_MEMBERS)])
    with pytest.raises(ContactRefused):
        annas.groups.take_in(group, [EVA])
    assert len(annas.groups.people(group)) == MOST_MEMBERS


def test_boris_reaches_none_of_it(annas: PersonalContacts, boris_own: PersonalContacts) -> None:
    group = annas.groups.make("Chor")
    annas.groups.take_in(group, [EVA])
    assert boris_own.groups.take_in(group, [("", "b@x.example")]) == 0
    boris_own.groups.let_go(group, EVA[1])
    assert boris_own.groups.others(group) == boris_own.groups.people(group) == ()
    assert annas.groups.others(group) == (EVA,)


def test_they_are_exported_with_their_groups(annas: PersonalContacts) -> None:
    choir, band = annas.groups.make("Chor"), annas.groups.make("Band")
    for group in (choir, band):
        annas.groups.take_in(group, [EVA])
    (card,) = annas.book.cards()
    assert (card.name, card.addresses, set(card.groups)) == (EVA[0], (EVA[1],), {"Chor", "Band"})
    assert [card.groups for card in annas.book.cards(group=choir)] == [("Chor",)]


def test_many_who_take_the_same_in_at_once_take_it_in_once(annas: PersonalContacts, clock: HeldClock) -> None:
    group = annas.groups.make("Chor")
    counts = at_once(lambda _number: anna(clock).groups.take_in(group, [EVA]))
    assert sorted(counts) == [0] * 11 + [1]
