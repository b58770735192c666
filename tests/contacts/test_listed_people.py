"""People of a directory beside the accounts, on either database: kept, changed, found and gone again."""

from datetime import timedelta

from flask import Flask

from tests.conftest import MONDAY, HeldClock
from tests.contacts.conftest import enrol
from webmail.accounts import Listed, ListedPeople, Refreshed, SchoolLists, StaffDirectory
from webmail.policy import Policy

DAY = timedelta(days=1)
SCHOOL = "Goethe-Schule"


def found(typed: str) -> list[str]:
    return [each.address for each in StaffDirectory(policy=Policy({}), listed=True).find(typed, most=8)]


def test_each_answer_takes_the_place_of_the_one_before(database: Flask, clock: HeldClock) -> None:
    people = ListedPeople(clock=clock)
    first = [Listed("Jürgen Müller", f"J{number}@Land.example", SCHOOL) for number in range(600)]
    assert people.keep(first, next_in=DAY).added == 600
    assert people.keep(first, next_in=DAY) == Refreshed(people=600, added=0, changed=0, removed=0, left_out=0)
    second = [Listed("Zoë Lang", "j0@land.example", ""), *first[2:], Listed("", "x@land.example")]
    done = people.keep(second, next_in=DAY)
    assert (done.people, done.added, done.changed, done.removed, done.left_out) == (599, 0, 1, 1, 1)
    assert (found("zoe"), found("j0@land"), found("j1@land")) == (
        ["j0@land.example"],
        ["j0@land.example"],
        [],
    )
    assert people.fetched() == (MONDAY, 599)


def test_it_is_time_once_and_again_after_a_while(database: Flask, clock: HeldClock) -> None:
    people = ListedPeople(clock=clock)
    assert [people.claim(again=DAY), people.claim(again=DAY)] == [True, False]
    people.keep([Listed("Jürgen", "j@land.example")], next_in=2 * DAY)
    clock.move(hours=47)
    assert not people.claim(again=DAY)
    clock.move(hours=1)
    assert people.claim(again=DAY)


def test_a_name_is_one_line_of_signs_that_are_seen(database: Flask, clock: HeldClock) -> None:
    name = " Jürgen\r\nBcc: x@y.example\u202e\tMüller " + "x" * 300
    ListedPeople(clock=clock).keep([Listed(name, " J@land.example ")], next_in=DAY)
    (one,) = StaffDirectory(policy=Policy({}), listed=True).find("jurgen", most=2)
    assert one.name == f"Jürgen Bcc: x@y.example Müller {'x' * 300}"[:200]
    assert one.address == "j@land.example"


def test_whoever_is_listed_is_on_the_list_of_the_school_until_they_have_an_account(
    database: Flask, clock: HeldClock
) -> None:
    enrol("Ada Lang", "ada@schule.example", SCHOOL)
    ListedPeople(clock=clock).keep([Listed("Jürgen", "j@land.example", SCHOOL)], next_in=DAY)
    lists = SchoolLists(SCHOOL, policy=Policy({}), everywhere=True, listed=True)
    assert lists.people(SCHOOL) == (("Ada Lang", "ada@schule.example"), ("Jürgen", "j@land.example"))
    assert [(each.school, each.count) for each in lists.find("goethe", most=2)] == [(SCHOOL, 2)]
    enrol("Jürgen Neu", "j@land.example", "Anderswo")
    assert lists.people(SCHOOL) == (("Ada Lang", "ada@schule.example"),)


def test_where_nothing_is_fetched_nobody_is_listed(database: Flask, clock: HeldClock) -> None:
    ListedPeople(clock=clock).keep([Listed("Jürgen", "j@land.example", SCHOOL)], next_in=DAY)
    assert StaffDirectory(policy=Policy({})).find("jurgen", most=2) == ()
    assert SchoolLists(SCHOOL, policy=Policy({}), everywhere=False).own() is None
