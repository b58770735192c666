"""Proposals over 25,000 directory entries, on both databases: `.venv/bin/python -m bench.people`."""

import argparse
import random
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

from flask import Flask

from bench.browser import Browser
from bench.job import Job
from bench.product import application
from bench.store import SMALL, fill, running
from bench.timing import Measured, measure
from tests.servers.postgresql import PostgreSQL, programs
from webmail.accounts import Account, Listed, ListedPeople, index_directory
from webmail.accounts.lookup import find_by_address
from webmail.config import Directory
from webmail.contacts import Card
from webmail.database import db

ENTRIES, CONTACTS, COLLECTED = 25_000, 500, 200
AIM_MS = 15.0
# The dearest way: the lists of all schools, and a fifth of the people without an account.
ALL = Directory(school_lists="all", url="ldap://127.0.0.1:1", start_tls=False, bind="none", base="o=x")
FIRST = [
    "Anna",
    "Thomas",
    "Jürgen",
    "Sabine",
    "Michael",
    "Katrin",
    "Uwe",
    "Jana",
    "Björn",
    "Renée",
    "Maria",
    "Peter",
    "Heike",
    "Sören",
    "Ulrike",
]
LAST = [
    "Müller",
    "Schmidt",
    "Schneider",
    "Fischer",
    "Weber",
    "Meyer",
    "Wagner",
    "Becker",
    "Schäfer",
    "Koch",
    "Bauer",
    "Groß",
    "Krüger",
    "Voß",
]
TYPED = (
    "m",
    "kolleg",
    "schule 0",
    "mü",
    "muller",
    "thomas mu",
    "a m",
    "anna.mu",
    "schmidt thomas k",
    "gross",
    "xylander",
)
RAW = "SELECT id, name, address, school FROM account WHERE id BETWEEN {0} AND {1}"


def main() -> None:
    """Fills the directory, types each beginning in turn, prints medians; raw is eight rows by their keys."""
    parser = argparse.ArgumentParser(prog="python -m bench.people", description=__doc__)
    parser.add_argument("--rounds", type=int, default=31)
    rounds = parser.parse_args().rounds
    with running() as dovecot, ExitStack() as held:
        fill(dovecot, SMALL, 10, with_newsletters=1)
        kinds = {"SQLite": application(dovecot.host, dovecot.port, directory=ALL)}
        if programs() is not None:
            address = held.enter_context(PostgreSQL()).new_database("bench")
            kinds["PostgreSQL"] = application(dovecot.host, dovecot.port, database=address, directory=ALL)
        for name, made in kinds.items():
            with made as app:
                browser = Browser(app.wsgi_app).sign_in(SMALL)
                _fill(app)
                with app.app_context():
                    jobs = [_job(typed, browser) for typed in TYPED]
                    print(f"{name}, {ENTRIES:,} entries, {CONTACTS} contacts, {COLLECTED} collected")
                    print("\n".join(_lines(measure(jobs, rounds=rounds))))


def _fill(app: Flask) -> None:
    chance = random.Random(7)
    with app.app_context():
        rows = [
            {
                "name": name,
                "address": f"p{number}.{_plain(name)}@schule.example",
                "school": f"Schule {number % 900:03}",
            }
            for number, name in enumerate(_names(chance))
        ]
        now = datetime(2026, 11, 16, tzinfo=UTC)
        some = rows[::5]
        accounts = [{**row, "created_at": now} for number, row in enumerate(rows) if number % 5]
        db.session.execute(db.insert(Account), accounts)
        listed = [Listed(row["name"], row["address"], row["school"]) for row in some]
        ListedPeople(clock=lambda: now).keep(listed, next_in=timedelta(days=1))
        index_directory()
        account = find_by_address(SMALL.address)
        assert account is not None
        mine = app.extensions["dienstpost"].contacts(account)
        cards = [Card(name=name, addresses=(f"k{n}@gmx.example",)) for n, name in enumerate(_names(chance))]
        mine.book.add_all(cards[:CONTACTS])
        for row in rows[:COLLECTED]:
            mine.collected.note_sent([(row["name"], row["address"])])
        if db.engine.dialect.name == "postgresql":
            db.session.execute(db.text("ANALYZE"))
            db.session.commit()


def _names(chance: random.Random) -> Iterator[str]:
    for number in range(ENTRIES):
        # Every third name is one of the common ones, as in a state's staff.
        last = chance.choice(LAST) if number % 3 == 0 else f"{chance.choice(LAST)[:4]}{number % 3000:04}"
        yield f"{chance.choice(FIRST)} {last}"


def _plain(name: str) -> str:
    return "".join(sign for sign in name.lower().replace(" ", ".") if sign.isascii())


def _job(typed: str, browser: Browser) -> Job:
    def raw(number: int) -> None:
        at = 1 + 37 * number
        db.session.connection().exec_driver_sql(RAW.format(at, at + 7)).all()

    def request(_number: int) -> None:
        answer = browser.post("/contacts/suggest", {"csrf_token": browser.token, "q": typed})
        if answer.status != 200:
            raise RuntimeError(f"proposals were answered with {answer.status}")

    return Job(f"“{typed}”", raw, request, aim=AIM_MS)


def _lines(measured: Iterable[Measured]) -> Iterable[str]:
    for each in measured:
        missed = "  !" if each.request.wall_ms > AIM_MS else ""
        yield (
            f"  {each.job.name:20} raw SQL {each.raw.wall_ms:6.2f} ms   "
            f"request {each.request.wall_ms:6.2f} ms   × {each.times_raw:5.1f}   "
            f"ours {each.request.processor_ms:6.2f} ms (aim ≤ {AIM_MS:g}){missed}"
        )


if __name__ == "__main__":
    main()
