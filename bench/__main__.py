"""Runs all measurements once and prints them: `python -m bench`, `--messages N` for a quick run."""

import argparse
from collections.abc import Sequence
from time import perf_counter

from bench import table
from bench.browser import Browser
from bench.conversations import measure_conversations
from bench.jobs import Desk
from bench.memory import in_fresh_process
from bench.product import application
from bench.raw import Raw
from bench.searching import measure_searches
from bench.store import LARGE, SMALL, Inbox, fill, fill_crowd, running
from bench.submission import taking_mail
from bench.timing import Measured, measure
from bench.trips import count_trips, count_writing_trips
from bench.weight import weigh
from bench.writing import RawWriting, WritingDesk
from tests.servers.dovecot import Dovecot
from tests.servers.fault import Fault

SMALL_COUNT = 2_000


def main() -> None:
    """Fills the store, measures, prints; an aim that is missed is marked and fails nothing."""
    asked = _arguments()
    with running() as dovecot:
        began = perf_counter()
        inboxes = [
            fill(dovecot, LARGE, asked.messages, with_newsletters=asked.rounds + 1),
            fill(dovecot, SMALL, SMALL_COUNT, with_newsletters=asked.rounds + 1),
        ]
        fill_crowd(dovecot)
        print(f"store filled in {perf_counter() - began:.0f} s; {asked.rounds} rounds, medians\n")
        trips = [count_trips(dovecot, inbox, rounds=asked.rounds) for inbox in inboxes]
        measured, pages = _measure(dovecot, inboxes, rounds=asked.rounds)
        print("\n".join(table.jobs_table(inboxes, measured, trips)), end="\n\n")
        conversations = measure_conversations(dovecot, inboxes, rounds=asked.rounds)
        print("\n".join(table.jobs_table(inboxes, conversations, [{}, {}])), end="\n\n")
        print("\n".join(table.writing_table(*_measure_writing(dovecot, rounds=asked.rounds))), end="\n\n")
        print("\n".join(measure_searches(dovecot, inboxes[0])))
        print("\n".join(table.page_lines(pages)))
        print(table.memory_line(in_fresh_process(dovecot.host, dovecot.port)))


def _measure(
    dovecot: Dovecot, inboxes: Sequence[Inbox], *, rounds: int
) -> tuple[list[list[Measured]], dict[str, dict[str, int]]]:
    with application(dovecot.host, dovecot.port) as app:
        pages = {"start page": weigh(Browser(app.wsgi_app), "/session/")}
        desks = []
        for inbox in inboxes:
            browser = Browser(app.wsgi_app).sign_in(inbox.owner)
            desks.append(Desk(inbox, browser=browser, raw=Raw(dovecot, inbox.owner), rounds=rounds))
        pages["list of 50"] = weigh(browser, "/mailbox/")
        jobs = [desk.jobs() for desk in desks]
        # One after the other in each round: both inboxes meet the same moments of the machine.
        together = measure([job for pair in zip(*jobs, strict=True) for job in pair], rounds=rounds)
    return [together[number :: len(inboxes)] for number in range(len(inboxes))], pages


def _measure_writing(dovecot: Dovecot, *, rounds: int) -> tuple[list[Measured], dict[str, str]]:
    """What writing takes, and its round trips to the store."""
    with (
        taking_mail() as port,
        Fault((dovecot.host, dovecot.port)) as proxy,
        application(proxy.host, proxy.port, submission_port=port) as app,
    ):
        raw = RawWriting(dovecot, port, SMALL)
        browser = Browser(app.wsgi_app).sign_in(SMALL)
        counted = count_writing_trips(WritingDesk(browser, raw, rounds=1), proxy)
    with taking_mail() as port, application(dovecot.host, dovecot.port, submission_port=port) as app:
        browser = Browser(app.wsgi_app).sign_in(SMALL)
        raw = RawWriting(dovecot, port, SMALL)
        return measure(WritingDesk(browser, raw, rounds=rounds).jobs(), rounds=rounds), counted


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000, help="in the large inbox")
    parser.add_argument("--rounds", type=int, default=15, choices=range(1, 18), metavar="1…17")
    asked = parser.parse_args()
    if asked.messages < SMALL_COUNT:
        parser.error(f"--messages must be at least {SMALL_COUNT}")
    return asked


if __name__ == "__main__":
    main()
