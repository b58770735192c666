"""Imports: a file becomes a preview, and after a word of the person's contacts."""

import base64
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from enum import Enum
from typing import Any

from sqlalchemy import Delete, delete

from webmail.accounts import await_turn
from webmail.clock import Clock
from webmail.contacts.book import AddressBook, Kept
from webmail.contacts.card import Card, Photo
from webmail.contacts.csv_file import read_csv
from webmail.contacts.errors import ContactRefused, ImportRefused
from webmail.contacts.models import PendingImport
from webmail.contacts.row import Row
from webmail.contacts.vcard import VcardReader
from webmail.database import db
from webmail.policy import Feature, Policy

MOST_OCTETS = 5 * 1024 * 1024
MOST_CARDS = 5_000
LASTS = timedelta(hours=1)
PURPOSE = "contacts-import"


class Known(Enum):
    """What becomes of somebody who is in the book already."""

    JOIN = "join"
    SKIP = "skip"
    ADD = "add"


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file brings: new contacts, those that are known with the one they are, and bad rows."""

    mark: str
    fresh: tuple[Row, ...]
    known: tuple[tuple[Row, Kept], ...]
    bad: tuple[Row, ...]

    @property
    def together(self) -> int:
        """How many of the new ones become one contact with another of them, by an address of both."""
        cards = [row.card for row in self.fresh if row.card]
        return len(cards) - len(_together(cards))

    @property
    def without_photo(self) -> int:
        """How many pictures are left out."""
        rows = (*self.fresh, *(row for row, _kept in self.known))
        return sum(row.without_photo for row in rows)


@dataclass(frozen=True, slots=True)
class Imported:
    """How many contacts are new, how many were added to, how many were there and left as they are."""

    added: int
    joined: int
    skipped: int


class Imports:
    """Files of one account on their way into its book; what waits is sealed, and one at a time."""

    def __init__(
        self,
        account: int,
        *,
        book: AddressBook,
        reader: VcardReader,
        seal: Callable[[str, str, int], str],
        unseal: Callable[[str, str, int], str],
        policy: Policy,
        clock: Clock,
    ) -> None:
        self._account = account
        self._book = book
        self._reader = reader
        self._seal = seal
        self._unseal = unseal
        self._policy = policy
        self._clock = clock

    def take(self, octets: bytes) -> Preview:
        """Reads a file and keeps it until the person decides; raises ImportRefused."""
        self._policy.require(Feature.CONTACTS)
        if not octets.strip():
            raise ImportRefused("empty")
        if len(octets) > MOST_OCTETS:
            raise ImportRefused("large")
        is_vcard = b"begin:vcard" in octets[:4096].lower().replace(b"\0", b"").replace(b" ", b"")
        # One more than may be says that there are too many.
        most = MOST_CARDS + 1
        rows = self._reader.read(octets, most=most) if is_vcard else read_csv(octets, most=most)
        if not rows:
            raise ImportRefused("empty")
        if len(rows) > MOST_CARDS:
            raise ImportRefused("too_many")
        mark = secrets.token_urlsafe(16)
        self._keep(rows, mark)
        return self._previewed(rows, mark)

    def pending(self, mark: str) -> Preview | None:
        """The file that waits under this mark; None when it was decided about, or forgotten."""
        self._policy.require(Feature.CONTACTS)
        rows = self._kept(mark)
        return None if rows is None else self._previewed(rows, mark)

    def carry_out(self, mark: str, known: Known) -> Imported | None:
        """Makes contacts of what waits under this mark, all or nothing; None when it waits no longer."""
        self._policy.require(Feature.CONTACTS)
        await_turn(self._account)
        preview = self.pending(mark)
        if preview is None:
            db.session.commit()
            return None
        # Gone with the same commit that makes the contacts: of two clicks one carries it out.
        db.session.execute(self._waiting())
        fresh = [row.card for row in preview.fresh if row.card]
        there = [(kept.number, row.card) for row, kept in preview.known if row.card]
        try:
            if known is Known.JOIN:
                self._book.join_all(there)
            again = [card for _number, card in there] if known is Known.ADD else []
            added = self._book.add_all([*_together(fresh), *again])
        except ContactRefused:
            db.session.rollback()
            raise
        joined = len(there) if known is Known.JOIN else 0
        skipped = len(there) if known is Known.SKIP else 0
        return Imported(len(added), joined, skipped)

    def forget(self) -> None:
        """Drops what waits."""
        self._policy.require(Feature.CONTACTS)
        db.session.execute(self._waiting())
        db.session.commit()

    def _waiting(self) -> Delete:
        return delete(PendingImport).where(PendingImport.account_id == self._account)

    def _keep(self, rows: list[Row], mark: str) -> None:
        now = self._clock()
        await_turn(self._account)
        # Whoever never came back leaves nothing behind for long.
        db.session.execute(delete(PendingImport).where(PendingImport.made_at <= now - LASTS))
        sealed = self._seal(PURPOSE, json.dumps([_told(row) for row in rows]), self._account)
        db.session.merge(PendingImport(account_id=self._account, mark=mark, sealed=sealed, made_at=now))
        db.session.commit()

    def _kept(self, mark: str) -> list[Row] | None:
        waiting = db.session.get(PendingImport, self._account)
        if waiting is None or waiting.mark != mark or waiting.made_at <= self._clock() - LASTS:
            return None
        return [_opened(told) for told in json.loads(self._unseal(PURPOSE, waiting.sealed, self._account))]

    def _previewed(self, rows: list[Row], mark: str) -> Preview:
        there = self._book.by_address()
        fresh: list[Row] = []
        known: list[tuple[Row, Kept]] = []
        for row in rows:
            if row.card is None:
                continue
            same = next((there[a.lower()] for a in row.card.addresses if a.lower() in there), None)
            if same is None:
                fresh.append(row)
            else:
                known.append((row, same))
        bad = tuple(row for row in rows if row.card is None)
        return Preview(mark, tuple(fresh), tuple(known), bad)


def _together(cards: list[Card]) -> list[Card]:
    """Cards of one file with the same address are one contact."""
    kept: list[Card] = []
    at: dict[str, int] = {}
    for card in cards:
        place = next((at[each.lower()] for each in card.addresses if each.lower() in at), None)
        if place is None:
            place = len(kept)
            kept.append(card)
        else:
            kept[place] = kept[place].joined(card)
        at.update({each.lower(): place for each in card.addresses})
    return kept


def _told(row: Row) -> dict[str, Any]:
    """The row as it waits."""
    told = asdict(replace(row, card=replace(row.card, photo=None) if row.card else None))
    if row.card and row.card.photo:
        photo = row.card.photo
        told["photo"] = [base64.b64encode(photo.octets).decode("ascii"), photo.media_type]
    return told


def _opened(told: Mapping[str, Any]) -> Row:
    values = dict(told)
    photo, card = values.pop("photo", None), values.pop("card")
    if card is None:
        return Row(**values)
    card = {**card, "addresses": tuple(card["addresses"]), "groups": tuple(card["groups"])}
    card["photo"] = Photo(base64.b64decode(photo[0]), photo[1]) if photo else None
    return Row(**values, card=Card(**card))
