"""One person's contacts, changed by many pages at once: none hears of a fault, nothing is there twice."""

import pytest

from tests.accounts.together import at_once
from tests.cast import ANNA
from tests.conftest import HeldClock
from tests.contacts.ways import imports_of
from webmail.accounts.lookup import find_by_address
from webmail.contacts import Card, ContactRefused, Imports, Known, PersonalContacts, contacts_of
from webmail.contacts.groups import MOST_GROUPS
from webmail.database import db
from webmail.policy import Policy

FILE = b"Name,E-Mail,Gruppe\nEva Maier,eva@x.example,Chor\nOtto Vogel,otto@x.example,Chor\n"


def anna(clock: HeldClock) -> PersonalContacts:
    """Hers, in the thread that asks."""
    account = find_by_address(ANNA.address)
    assert account is not None
    return contacts_of(account, policy=Policy({}), clock=clock)


def imports(clock: HeldClock) -> Imports:
    account = find_by_address(ANNA.address)
    assert account is not None
    return imports_of(anna(clock).book, account=account.id, policy=Policy({}), clock=clock)


def test_the_same_new_group_from_many_pages_is_one(annas: PersonalContacts, clock: HeldClock) -> None:
    def make(_number: int) -> int | None:
        try:
            return anna(clock).groups.make("Fachschaft")
        except ContactRefused:
            # Who came when it was there already.
            return None

    (made,) = {number for number in at_once(make) if number is not None}
    assert [group.number for group in annas.groups.all()] == [made]


def test_a_group_that_came_up_while_it_was_being_made_is_the_one(
    annas: PersonalContacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same click once more, exactly between the look and the deed."""
    others: list[int] = []

    def first_the_other(_account: int) -> None:
        monkeypatch.undo()
        others.append(annas.groups.make("Fachschaft"))

    monkeypatch.setattr("webmail.contacts.groups.await_turn", first_the_other)
    assert annas.groups.make("fachschaft") == others[0]
    assert len(annas.groups.all()) == 1


def test_many_groups_at_once_are_no_more_than_there_may_be(annas: PersonalContacts, clock: HeldClock) -> None:
    for number in range(MOST_GROUPS - 1):
        annas.groups.make(f"Gruppe {number}")

    def one_more(number: int) -> bool:
        try:
            anna(clock).groups.make(f"Noch eine {number}")
        except ContactRefused:
            return False
        return True

    assert at_once(one_more).count(True) == 1


def test_of_many_who_give_two_groups_one_name_one_may(annas: PersonalContacts, clock: HeldClock) -> None:
    groups = [annas.groups.make(f"Gruppe {number}") for number in range(12)]

    def rename(number: int) -> bool:
        try:
            return anna(clock).groups.rename(groups[number], "Chor")
        except ContactRefused:
            return False

    assert at_once(rename).count(True) == 1


def test_a_contact_that_many_put_into_the_same_group_is_in_it_once(
    annas: PersonalContacts, clock: HeldClock
) -> None:
    group, contact = annas.groups.make("Chor"), annas.book.add(Card(name="Eva"))
    at_once(lambda _number: anna(clock).groups.put(contact, into=[group]))
    assert annas.groups.of(contact) == (group,)


@pytest.mark.parametrize("kind", ["contact", "group"])
def test_what_many_remove_while_others_fill_it_is_gone(
    annas: PersonalContacts, clock: HeldClock, kind: str
) -> None:
    group, contact = annas.groups.make("Chor"), annas.book.add(Card(name="Eva", addresses=("e@x.example",)))

    def remove_or_fill(number: int) -> None:
        mine = anna(clock)
        if number % 2:
            mine.groups.put(contact, into=[group])
            mine.groups.rename(group, "Alt")
            mine.book.change(contact, Card(name="Ev", addresses=("f@x.example",)))
        elif kind == "group":
            mine.groups.remove(group)
        else:
            mine.book.remove([contact])

    at_once(remove_or_fill)
    assert annas.groups.of(contact) == ()


def test_a_contact_that_many_change_at_once_has_the_words_of_one(
    annas: PersonalContacts, clock: HeldClock
) -> None:
    contact = annas.book.add(Card(name="Eva", addresses=("e@x.example", "f@x.example")))

    def change(number: int) -> bool:
        addresses = (f"a{number}@x.example", f"b{number}@x.example")
        return anna(clock).book.change(contact, Card(name=f"Eva {number}", addresses=addresses))

    assert all(at_once(change))
    db.session.expire_all()
    kept = annas.book.get(contact)
    assert kept is not None
    number = kept.card.name.removeprefix("Eva ")
    assert kept.card.addresses == (f"a{number}@x.example", f"b{number}@x.example")


def test_of_many_who_merge_the_same_two_one_does(annas: PersonalContacts, clock: HeldClock) -> None:
    first = annas.book.add(Card(name="Eva", addresses=("e@x.example",), groups=("Chor",)))
    second = annas.book.add(Card(name="Eva M", addresses=("m@x.example",), groups=("Chor", "Alt")))
    merged = at_once(lambda _number: anna(clock).book.merge(first, second))
    assert [each is not None for each in merged].count(True) == 1
    db.session.expire_all()
    (kept,) = annas.book.all().contacts
    assert kept.card.addresses == ("e@x.example", "m@x.example")


def test_a_file_that_is_sent_from_many_pages_waits_once(annas: PersonalContacts, clock: HeldClock) -> None:
    previews = at_once(lambda _number: imports(clock).take(FILE))
    db.session.expire_all()
    waiting = [each.mark for each in previews if imports(clock).pending(each.mark) is not None]
    assert len(waiting) == 1


def test_of_many_who_confirm_an_import_one_carries_it_out(annas: PersonalContacts, clock: HeldClock) -> None:
    mark = imports(clock).take(FILE).mark
    done = at_once(lambda _number: imports(clock).carry_out(mark, Known.ADD))
    assert [each.added for each in done if each is not None] == [2]
    assert annas.book.count() == 2
    assert [group.count for group in annas.groups.all()] == [2]


def test_messages_to_the_same_new_address_at_once_all_count(
    annas: PersonalContacts, clock: HeldClock, caplog: pytest.LogCaptureFixture
) -> None:
    at_once(lambda _number: anna(clock).collected.note_sent([("Eva Maier", "eva@x.example")]))
    assert [(each.address, each.times) for each in annas.collected.all()] == [("eva@x.example", 12)]
    assert "addresses_not_collected" not in caplog.text
