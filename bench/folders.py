"""A tree of 200 folders beside one of six: `.venv/bin/python -m bench.folders`."""

import argparse
from collections.abc import Iterable

from bench.browser import Browser
from bench.job import Job
from bench.jobs import good
from bench.product import application
from bench.raw import Raw
from bench.store import LARGE, SMALL, fill, running
from bench.timing import Measured, measure
from tests.cast import Person
from tests.servers.dovecot import Dovecot

YEARS, SUBJECTS = 10, 19
FOLDERS = YEARS * (SUBJECTS + 1)
MESSAGES = 200


def main() -> None:
    """Makes both trees, opens the whole page with each in turn, prints medians."""
    parser = argparse.ArgumentParser(prog="python -m bench.folders", description=__doc__)
    parser.add_argument("--rounds", type=int, default=31)
    rounds = parser.parse_args().rounds
    with running() as dovecot:
        for owner in (LARGE, SMALL):
            fill(dovecot, owner, MESSAGES, with_newsletters=1)
        _make(dovecot, LARGE, _names())
        with application(dovecot.host, dovecot.port) as app:
            jobs = [_job(name, owner, dovecot, app.wsgi_app) for name, owner in _TREES]
            print("\n".join(_lines(measure(jobs, rounds=rounds))))


_TREES = ((f"page with {FOLDERS} folders more", LARGE), ("page with the usual six", SMALL))


def _names() -> Iterable[str]:
    """Ten school years with nineteen classes each, as a mailbox of ten years has them."""
    for year in range(YEARS):
        yield f"Schuljahr {2016 + year}"
        yield from (f"Schuljahr {2016 + year}/Klasse {number}" for number in range(SUBJECTS))


def _make(dovecot: Dovecot, owner: Person, names: Iterable[str]) -> None:
    with dovecot.client(owner.address) as client:
        for name in names:
            client.create_folder(name)
            client.append(name, b"Subject: Zeugnis\r\n\r\nGuten Tag.\r\n")


def _job(name: str, owner: Person, dovecot: Dovecot, app: object) -> Job:
    browser, raw = Browser(app).sign_in(owner), Raw(dovecot, owner)
    return Job(name, lambda _: raw.folders(), lambda _: good(browser.get("/mailbox/")))


def _lines(measured: Iterable[Measured]) -> Iterable[str]:
    for each in measured:
        yield (
            f"{each.job.name:30} raw {each.raw.wall_ms:7.2f} ms   request {each.request.wall_ms:7.2f} ms   "
            f"× {each.times_raw:5.1f}   ours {each.request.processor_ms:6.2f} ms of the processor"
        )


if __name__ == "__main__":
    main()
