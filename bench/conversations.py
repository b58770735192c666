"""Conversations: their list and one of them opened, beside THREAD in raw IMAP."""

import re
from collections.abc import Sequence

from bench.browser import FOLDER_AT, Browser
from bench.job import Job
from bench.jobs import arrange, found, good
from bench.product import application
from bench.raw import ROWS, ROWS_KEPT, Raw
from bench.store import Inbox
from bench.timing import Measured, measure
from tests.servers.dovecot import Dovecot
from webmail.mail import Kept
from webmail.web.current import EXTENSION

NEWEST = 2000
TALK_AT = re.compile(r'href="(/message/[^"]+/conversation)"')


def measure_conversations(dovecot: Dovecot, inboxes: Sequence[Inbox], *, rounds: int) -> list[list[Measured]]:
    """Both inboxes in the same rounds; before them the store builds its index of threads, for seconds."""
    with application(dovecot.host, dovecot.port) as app:
        kept = app.extensions[EXTENSION].mailbox.args[2]
        jobs = []
        for inbox in inboxes:
            browser = Browser(app.wsgi_app).sign_in(inbox.owner)
            jobs.append(_jobs(inbox, browser, Raw(dovecot, inbox.owner), kept))
        together = measure([job for pair in zip(*jobs, strict=True) for job in pair], rounds=rounds)
    return [together[number :: len(inboxes)] for number in range(len(inboxes))]


def _jobs(inbox: Inbox, browser: Browser, raw: Raw, kept: Kept) -> list[Job]:
    newest = f"{max(1, inbox.count - NEWEST + 1)}:{inbox.count}"
    folder_at = found(FOLDER_AT, browser.get("/mailbox/").text)
    arrange(browser, folder_at, conversations=True)

    def look(page: int = 1) -> str:
        answer = good(browser.get(f"{folder_at}?page={page}", target="messages"))
        if b"row__count" not in answer.body:
            raise RuntimeError("a list without conversations")
        return answer.text

    def look_anew(_: int) -> None:
        kept.forget(inbox.owner.address)
        look()

    talk = found(TALK_AT, look())
    raw.thread(newest, inbox.stretch(1), ROWS)
    return [
        Job("conversations, first", lambda n: raw.thread(newest, inbox.stretch(1), ROWS), look_anew),
        Job(
            "conversations, kept", lambda n: raw.thread(newest, inbox.stretch(1), ROWS_KEPT), lambda n: look()
        ),
        Job("conversation opened", None, lambda n: good(browser.get(talk, target="message"))),
    ]
