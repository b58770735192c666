"""The store of the measurements: Dovecot with one large inbox, one small, and fifty people more."""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice

from imapclient import IMAPClient

from bench.crowd import CROWD, LETTERS
from bench.letters import Letter, is_plain, letters, newsletters
from tests.cast import ANNA, BORIS, Person
from tests.servers.dovecot import Dovecot

BATCH = 1000
ROWS_A_PAGE = 50
LARGE, SMALL = ANNA, BORIS
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
MEMORY = "/dev/shm"
ROOM = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Inbox:
    """A measured inbox: its owner, and which messages in it are what. UIDs begin at 1 without a gap."""

    owner: Person
    uidvalidity: int
    newsletters: int
    count: int

    @property
    def plain(self) -> list[int]:
        """UIDs of plain messages, the newest first."""
        first = self.newsletters + 1
        return [uid for uid in range(self.count, max(first, self.count - 1000), -1) if is_plain(uid - first)]

    @property
    def pages(self) -> int:
        return -(-self.count // ROWS_A_PAGE)

    def stretch(self, page: int) -> str:
        """The sequence numbers of a page, as IMAP writes them."""
        last = self.count - (page - 1) * ROWS_A_PAGE
        return f"{max(1, last - ROWS_A_PAGE + 1)}:{last}"


@contextmanager
def running() -> Iterator[Dovecot]:
    """Dovecot with everybody in it, still without mail; in memory where there is room, as disks differ."""
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        tempfile.tempdir = MEMORY
    people = (LARGE, SMALL, *CROWD)
    with Dovecot(users={person.address: person.typed for person in people}) as dovecot:
        yield dovecot


def fill(dovecot: Dovecot, owner: Person, count: int, *, with_newsletters: int) -> Inbox:
    """An inbox of so many messages; the newsletters are the oldest, so that lists show ordinary mail."""
    mail = chain(
        newsletters(with_newsletters, to=owner.address, until=LONG_AGO),
        letters(count - with_newsletters, to=owner.address, until=datetime.now(UTC)),
    )
    with dovecot.client(owner.address) as client:
        _append(client, mail)
        uidvalidity = int(client.folder_status("INBOX", ["UIDVALIDITY"])[b"UIDVALIDITY"])
    return Inbox(owner, uidvalidity, with_newsletters, count)


def fill_crowd(dovecot: Dovecot) -> None:
    """A full first page and one newsletter for each of the fifty."""
    for person in CROWD:
        fill(dovecot, person, LETTERS, with_newsletters=1)


def _append(client: IMAPClient, mail: Iterable[Letter]) -> None:
    waiting = iter(mail)
    while batch := list(islice(waiting, BATCH)):
        client.multiappend(
            "INBOX", [{"msg": each.raw, "flags": each.flags, "date": each.received} for each in batch]
        )
