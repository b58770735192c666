"""How many round trips to the store each job takes, counted by a proxy in front of it."""

import re

from bench.browser import Browser
from bench.jobs import Desk
from bench.product import application
from bench.raw import Raw
from bench.store import Inbox
from bench.writing import WritingDesk
from tests.servers.dovecot import Dovecot
from tests.servers.fault import Fault

ALL_UIDS = re.compile(rb"SEARCH|SORT|THREAD|FETCH (\d+:\*|1:\d{4,}) ", re.IGNORECASE)


def count_trips(dovecot: Dovecot, inbox: Inbox, *, rounds: int) -> dict[str, str]:
    """Round trips by job; "all UIDs" beside the number would say that a job asks for the whole folder.

    What is new in a round must still be new when it is timed, so this is a round of its own after the last.
    """
    counted: dict[str, str] = {}
    with (
        Fault((dovecot.host, dovecot.port)) as proxy,
        application(proxy.host, proxy.port) as app,
    ):
        raw = Raw(dovecot, inbox.owner)
        browser = Browser(app.wsgi_app).sign_in(inbox.owner)
        for job in Desk(inbox, browser=browser, raw=raw, rounds=rounds).jobs():
            if not job.name.endswith("first"):
                # The other way round than what is counted: setting a flag again would be another job.
                job.request(rounds + 1)
            proxy.forget()
            job.request(rounds)
            asks_all = any(ALL_UIDS.search(command) for command in proxy.commands)
            counted[job.name] = f"{proxy.turns}" + (", all UIDs" if asks_all else "")
        raw.close()
    return counted


def count_writing_trips(desk: WritingDesk, proxy: Fault) -> dict[str, str]:
    """Round trips to the store by job."""
    counted: dict[str, str] = {}
    for job in desk.jobs():
        job.request(0)
        proxy.forget()
        job.request(1)
        counted[job.name] = f"{proxy.turns}"
    return counted
