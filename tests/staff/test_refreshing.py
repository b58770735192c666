"""The staff of a directory beside the accounts: fetched when it is time, kept when nobody answers."""

import logging
import signal
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from click.testing import Result
from flask import Flask

from tests.cast import ANNA
from tests.conftest import MONDAY, HeldClock
from tests.contacts.conftest import enrol
from tests.servers import ground
from tests.servers.dovecot import Dovecot
from tests.servers.slapd import Person, Slapd
from tests.staff.conftest import GOETHE, RING, STAFF
from tests.visitor import Visitor
from tests.web.deed import post
from webmail import cli
from webmail.accounts import (
    ListedPeople,
    ListedPerson,
    ListedWord,
    StaffDirectory,
    note_former_address,
)
from webmail.accounts.lookup import account_for, find_by_address
from webmail.contacts import Source
from webmail.database import db
from webmail.policy import Policy
from webmail.staff import Refreshing, SourceAway

JUERGEN = "juergen.mueller@land.example"
Listing = Callable[..., Flask]


def staff(app: Flask) -> Refreshing:
    found: Refreshing = app.extensions["dienstpost"].staff
    return found


def run(app: Flask, *words: str) -> Result:
    if "directory" not in app.cli.commands:
        cli.install(app)
    return app.test_cli_runner().invoke(args=[*words])


def found(app: Flask, typed: str) -> list[tuple[str, str]]:
    directory = StaffDirectory(policy=Policy({}), listed=True)
    return [(each.address, each.school) for each in directory.find(typed, most=8)]


def test_the_staff_is_found_beside_the_accounts_and_homonyms_by_school(listing: Listing) -> None:
    app = listing()
    said = run(app, "directory", "refresh").output
    count = len(STAFF)
    assert said == f"{count} people are listed beside the accounts: {count} new, 0 changed, 0 gone.\n"
    with app.app_context():
        enrol("Thomas Müller", "t.mueller@schule.example", GOETHE)
        assert found(app, "mueller thom") == [
            ("t.mueller@schule.example", GOETHE),
            ("thomas.mueller@land.example", RING),
        ]
        assert found(app, "jürgen") == [(JUERGEN, GOETHE)]
        assert found(app, "juergen.mueller@land") == [(JUERGEN, GOETHE)]
        directory = StaffDirectory(policy=Policy({}), listed=True)
        assert directory.at([JUERGEN.upper()])[JUERGEN].school == GOETHE


def test_whoever_has_an_account_is_found_once_and_by_it(listing: Listing) -> None:
    app = listing()
    with app.app_context():
        enrol("Jürgen Müller-Lang", JUERGEN, RING)
        assert staff(app).refresh().people == len(STAFF) - 1
        assert found(app, "jürgen") == [(JUERGEN, RING)]
        # Who comes later too, by the first sign-in.
        account_for("thomas.mueller@land.example", at=MONDAY)
        assert [address for address, _school in found(app, "thomas")] == ["thomas.mueller@land.example"]
        assert db.session.query(ListedPerson).count() == len(STAFF) - 2


def test_an_address_that_somebody_had_before_is_no_second_person(listing: Listing) -> None:
    app = listing()
    with app.app_context():
        staff(app).refresh()
        note_former_address(enrol("Jürgen Neu", "jn@schule.example"), JUERGEN, at=MONDAY)
        db.session.commit()
        assert found(app, "jürgen") == [("jn@schule.example", "")]
        staff(app).refresh()
        assert found(app, "jürgen") == [("jn@schule.example", "")]


def test_the_next_answer_adds_changes_and_removes(listing: Listing, slapd: Slapd) -> None:
    app = listing()
    people = [replace(STAFF[0], school=RING), *STAFF[2:], Person("Zoë Neu", "zoe@land.example")]
    with app.app_context():
        staff(app).refresh()
        slapd.become(people)
        try:
            done = staff(app).refresh()
        finally:
            slapd.become(STAFF)
        assert (done.added, done.changed, done.removed) == (1, 1, 1)
        assert found(app, "jürgen") == [(JUERGEN, RING)]
        assert found(app, "zoe") == [("zoe@land.example", "")]
        assert found(app, "thomas") == []
        words = db.session.query(ListedWord.person_id).distinct().count()
        assert words == db.session.query(ListedPerson).count() == len(people)


def test_what_cannot_be_an_address_or_name_is_left_out_and_counted(listing: Listing) -> None:
    app = listing()
    people = [
        Person("Ohne Ort", "ohne.ort"),
        Person("Zwei", "a@land.example; b@land.example"),
        Person("Jürgen Müller", JUERGEN),
        Person("Jürgen Doppelt", f"X.{JUERGEN}".removeprefix("X.").upper()),
    ]
    with Slapd(people) as server, app.app_context():
        other = listing(url=f"ldaps://{server.host}:{server.tls_port}", ca_file=str(server.certificate))
        with other.app_context():
            done = staff(other).refresh()
            assert (done.people, done.left_out) == (1, 3)


def test_nobody_answers_and_who_was_known_stays_with_one_line_in_the_log(
    listing: Listing, slapd: Slapd, clock: HeldClock, caplog: pytest.LogCaptureFixture
) -> None:
    app = listing()
    with app.app_context(), caplog.at_level(logging.INFO):
        assert staff(app).look() is not None
        slapd.stop()
        try:
            clock.move(minutes=360)
            caplog.clear()
            assert staff(app).look() is None
            assert staff(app).look() is None
            with pytest.raises(SourceAway):
                staff(app).refresh()
        finally:
            slapd.start()
        assert [record.getMessage() for record in caplog.records] == ["directory_left reason=away"]
        assert found(app, "jürgen") == [(JUERGEN, GOETHE)]
        clock.move(minutes=10)
        assert staff(app).look() is not None


def test_an_answer_with_nobody_in_it_is_not_believed(listing: Listing) -> None:
    app = listing()
    run(app, "directory", "refresh")
    other = listing(filter="(mail=x)")
    said = run(other, "directory", "refresh")
    assert said.exit_code == 1
    assert "nobody below base who fits the filter" in said.output
    with other.app_context():
        assert ListedPeople(clock=lambda: MONDAY).fetched() == (MONDAY, len(STAFF))


def test_it_is_fetched_when_it_is_time_and_by_one_of_many(listing: Listing, clock: HeldClock) -> None:
    app = listing(every_minutes=60)
    done: list[object] = []
    together = Barrier(4)

    def look() -> None:
        with app.app_context():
            together.wait()
            done.append(ListedPeople(clock=clock).claim(again=timedelta(minutes=10)))

    threads = [Thread(target=look) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert done.count(True) == 1
    with app.app_context():
        clock.move(minutes=10)
        assert staff(app).look() is not None
        clock.move(minutes=59)
        assert staff(app).look() is None
        clock.move(minutes=1)
        assert staff(app).look() is not None


def test_the_check_says_whether_it_answers(listing: Listing, slapd: Slapd, keys: Path) -> None:
    app = listing()
    assert "The directory of the staff answers.\n" in run(app, "config", "check").output
    keys.write_text("cn=reader,dc=land,dc=example:another", encoding="utf-8")
    said = run(listing(), "config", "check").output
    assert "Please look: the directory of the staff: it does not let us in" in said
    assert "another" not in said


def test_when_it_was_fetched_is_told(listing: Listing) -> None:
    app = listing()
    assert run(app, "directory", "show").output == "fetched last  -\nlisted        0\n"
    run(app, "directory", "refresh")
    said = run(app, "directory", "show").output
    assert said == f"fetched last  {MONDAY:%Y-%m-%d %H:%M} UTC\nlisted        {len(STAFF)}\n"


def test_without_a_directory_there_is_nothing_to_fetch(app: Flask) -> None:
    said = run(app, "directory", "refresh")
    assert (said.exit_code, "there is nothing to fetch" in said.output) == (1, True)


def test_people_of_the_directory_are_proposed_listed_and_of_their_school(
    listing: Listing, dovecot: Dovecot
) -> None:
    app = listing()
    visitor = Visitor(app).sign_in(ANNA)
    run(app, "directory", "refresh")
    with app.app_context():
        account = find_by_address(ANNA.address)
        assert account is not None
        account.school = GOETHE
        db.session.commit()
        mine = app.extensions["dienstpost"].contacts(account)
        kinds = {each.source for each in mine.suggestions.find("jürgen")}
        assert kinds == {Source.STAFF}
    visitor.open("/contacts/")
    answer = post(visitor, "/contacts/suggest", {"q": "jürg"})
    assert f"Jürgen Müller &lt;{JUERGEN}&gt;" in answer.text
    visitor.open("/contacts/staff").fill({"Kolleginnen und Kollegen suchen": "jurgen"})
    visitor.press("Kolleginnen und Kollegen suchen").sees(JUERGEN, GOETHE)
    visitor.open("/contacts/school").sees(JUERGEN, ANNA.address, "2 Personen")


def test_the_worker_begins_also_where_it_may_enter_no_mailbox_and_ends_when_it_is_told(
    listing: Listing,
) -> None:
    app = listing()
    assert app.extensions["dienstpost"].sending_of is None
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def stop() -> None:
        ground.wait_until(lambda: signal.getsignal(signal.SIGTERM) != before[signal.SIGTERM], what="it")
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)

    thread = Thread(target=stop)
    thread.start()
    try:
        assert run(app, "worker").output == "The worker has begun.\n"
    finally:
        thread.join()
        for number, handler in before.items():
            signal.signal(number, handler)
