"""Hold: undo and "send later" are one mechanism, the message waits in the folder "Postausgang".

The ledger's row decides, by one statement, who gets a message that waits: who sends it, or who takes it back.
What is sent is what was accepted, known by its UID, which no other octets get (RFC 9051 section 2.3.1.1).

What is left when everything ends at once, and what becomes of it:

    after                     ledger        lies in     what the person sees
    the move into the outbox  held          the outbox  not sent, to be sent or written on
    the row waits             waiting       the outbox  waits; goes out when it is due
    the row is taken to send  held, due     the outbox  waits; goes out when the claim has run out
    the row is taken back     held          the outbox  not sent
    the step to submitting    submitting    the outbox  as in outbox.py, and so on
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Protocol

from webmail.clock import Clock
from webmail.errors import WebmailError
from webmail.mail.errors import (
    AlreadySent,
    DeedRefused,
    FolderMissing,
    MailError,
    MessageGone,
    OutcomeUnclear,
    StaleReference,
    StoreUnavailable,
)
from webmail.mail.mailbox.folder import SpecialUse
from webmail.mail.writing.draft import StoredDraft, Writing
from webmail.mail.writing.drafts import DraftSummary
from webmail.mail.writing.outbox import Outbox, standing_of
from webmail.mail.writing.refusal import Refusals
from webmail.mail.writing.state import Entry, Ledger, Standing, State
from webmail.mail.writing.trying import PAUSES, passes, pause_after, pauses_within
from webmail.policy import LATER_NEEDS_SERVICE, Feature, Forbidden, Policy

LOG = logging.getLogger(__name__)
OUTBOX = SpecialUse.OUTBOX
LATEST = timedelta(days=2 * 366)
# Longer than a thread on a busy machine may be late; then nobody sends it any more.
HOPED = timedelta(seconds=60)
GONE = (MessageGone, StaleReference, FolderMissing)


class HeldLedger(Ledger, Protocol):
    """The ledger with what waits (accounts/held.py)."""

    def open(self) -> Sequence[Entry]: ...
    def due(self) -> Sequence[Entry]: ...
    def wait(self, message_id: str, wait: "Waiting") -> bool: ...
    def take(self, message: str | bytes, *, attempt: bytes, sends: bool) -> bool: ...
    def wait_again(self, message: str | bytes, *, due: datetime, reason: str | None = None) -> bool: ...
    def set_aside(self, message: str | bytes, *, reason: str, attempt: bytes = b"") -> bool: ...
    def refuse(self, message_id: str, *, reason: str) -> bool: ...
    def forget(self, message: bytes, *, attempt: bytes) -> bool: ...


@dataclass(frozen=True, slots=True)
class Waiting:
    """Until when a message waits, and where; sign_in alone may send it, until hoped_until."""

    due: datetime
    uidvalidity: int
    uid: int
    later: bool = False
    sign_in: int | None = None
    hoped_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """One message that waits, or was not sent; summary is None when it lies nowhere any more.

    key names the row where no message does; refusal is why the last try was in vain, where somebody said so.
    """

    standing: Standing
    summary: DraftSummary | None
    key: str
    refusal: WebmailError | None = None


class Hold:
    """One person's mail between the button and the server; built for one request or one look of a worker."""

    def __init__(
        self,
        *,
        outbox: Outbox,
        ledger: HeldLedger,
        policy: Policy,
        clock: Clock,
        seal: Callable[[str], str],
        unseal: Callable[[str], str],
        sign_in: int | None,
        seconds: int,
        retry_minutes: int = 60,
    ) -> None:
        """sign_in: the only one that can send what waits here; None where the service can.

        retry_minutes: how long what the server does not take for now is tried again; 0 is never.
        """
        self.outbox = outbox
        self.ledger = ledger
        self.policy = policy
        self.clock = clock
        self.sign_in = sign_in
        self.seconds = seconds
        self.pauses = pauses_within(retry_minutes)
        self.refusals = Refusals(seal=seal, unseal=unseal, policy=policy)

    # -- looking -----------------------------------------------------------------------------

    def listed(self) -> tuple[Held, ...]:
        """What waits and what was not sent, the next one first; also what lies there without a row."""
        rows = {entry.message_hash: entry for entry in self.ledger.open()}
        waiting = self.outbox.drafts.summaries(where=OUTBOX)
        drafts = self.outbox.drafts.summaries() if rows else {}
        found = [
            Held(standing_of(entry), waiting.get(key) or drafts.get(key), key.hex(), self._told(entry))
            for key, entry in rows.items()
            if entry.state in (State.WAITING, State.UNSENT, State.REFUSED) or entry.due is not None
        ]
        for key, summary in waiting.items():
            # A folder of this name may hold a thousand messages that are none of our business.
            if key in rows or not summary.ours or self.outbox.standing(summary.writing):
                continue
            if (standing := self.stray(summary.writing)) is not None:
                found.append(Held(standing, summary, key.hex()))
        return tuple(sorted(found, key=lambda each: each.standing.due or each.standing.since))

    def standing(self, writing: Writing) -> Standing | None:
        """How a message stands: by its row, or, where it waits without one, as not sent; None for a draft."""
        if (standing := self.outbox.standing(writing)) is not None:
            return standing
        return None if self.outbox.drafts.find(writing) else self.stray(writing)

    def states(self) -> Mapping[bytes, State]:
        """How everything stands that is not settled, by the SHA-256 of its Message-ID."""
        return {entry.message_hash: State(entry.state) for entry in self.ledger.open()}

    def stray(self, writing: Writing) -> Standing | None:
        """What lies where it should wait, while neither a row nor a draft knows of it."""
        stored = self.outbox.drafts.find(writing, where=OUTBOX)
        return None if stored is None else Standing(State.UNSENT, stored.saved_at, stored.page, "")

    def refusal(self, writing: Writing) -> WebmailError | None:
        """Why a message that waited has become a draft again, or waits for another try."""
        entry = self.ledger.find(writing.message_id)
        return self._told(entry) if entry else None

    def _told(self, entry: Entry) -> WebmailError | None:
        waits_again = entry.state == State.WAITING and entry.tries
        told = entry.state == State.REFUSED or waits_again
        return self.refusals.read(entry.reason) if told and entry.reason else None

    # -- waiting -----------------------------------------------------------------------------

    @property
    def may_later(self) -> bool:
        """Whether somebody is there to send at a chosen time."""
        return self.sign_in is None

    def require_later(self) -> None:
        """Returns where messages may be sent at a chosen time; Forbidden with the reason where not."""
        self.policy.require(Feature.SEND_LATER)
        if not self.may_later:
            raise Forbidden(LATER_NEEDS_SERVICE)

    def check_later(self, until: datetime) -> None:
        """Returns where a message may wait until then; DeedRefused for a moment that is none."""
        self.require_later()
        if not self.clock() < until <= self.clock() + LATEST:
            raise DeedRefused("not a time to send at")

    def hold(self, stored: StoredDraft, *, until: datetime | None = None) -> Standing:
        """Lets wait what Outbox.prepare() has claimed and stored; for whatever is raised, it is a draft."""
        writing = stored.draft.writing
        try:
            if until is not None:
                self.check_later(until)
            place = self.outbox.drafts.put_by(stored)
            due = until or self.clock() + timedelta(seconds=self.seconds)
            waiting = Waiting(
                due,
                place.uidvalidity,
                place.uid,
                later=until is not None,
                sign_in=self.sign_in,
                hoped_until=None if self.sign_in is None else due + HOPED,
            )
            if not self.ledger.wait(writing.message_id, waiting):
                raise AlreadySent("somebody else has this message")
        except BaseException:
            self._give_up(writing)
            raise
        entry = self.ledger.find(writing.message_id)
        if entry is None:
            raise AlreadySent("somebody else has this message")
        return standing_of(entry)

    def _give_up(self, writing: Writing) -> None:
        """Nothing goes out: it is a draft again, or lies where it should wait, as not sent."""
        with suppress(MailError):
            self.outbox.drafts.bring_back(writing)
        with suppress(Exception):
            self.ledger.release(writing.message_id)

    def change(self, writing: Writing, *, seen: str, until: datetime) -> Standing:
        """Another time; the message gets it as its date too. AlreadySent when it is on its way."""
        self.check_later(until)
        self._take(writing, seen=seen, sends=False)
        try:
            stored = self._dated(writing, until)
        except BaseException:
            self._give_up(writing)
            raise
        return self.hold(stored, until=until)

    def _dated(self, writing: Writing, date: datetime, *, final: bool = True) -> StoredDraft:
        """The message as a draft with another date; the ledger's row is the caller's."""
        drafts = self.outbox.drafts
        drafts.bring_back(writing)
        stored = drafts.find(writing)
        if stored is None:
            raise MessageGone("the message is not there any more")
        base = stored.ref.uid
        return drafts.save(stored.draft, page=token_urlsafe(16), base=base, final=final, dated=date)

    def take_back(self, writing: Writing, *, seen: str) -> Writing:
        """Makes what waits a draft again, as it was left; AlreadySent when it is on its way."""
        entry = self.ledger.find(writing.message_id)
        if entry is not None and entry.state != State.REFUSED:
            self._take(writing, seen=seen, sends=False)
        if self.outbox.drafts.bring_back(writing) is None and self.outbox.drafts.find(writing) is None:
            self.ledger.release(writing.message_id)
            raise MessageGone("the message is not there any more")
        if entry is not None and entry.later:
            # Its date lies ahead, and a draft is of the moment at which it was saved.
            with suppress(MailError):
                self._dated(writing, self.clock(), final=False)
        self.ledger.release(writing.message_id)
        return writing

    def forget(self, key: str, *, seen: str) -> None:
        """Drops a row that only tells; the person has read it."""
        with suppress(ValueError):
            self.ledger.forget(bytes.fromhex(key), attempt=bytes.fromhex(seen))

    def _take(self, writing: Writing, *, seen: str, sends: bool) -> Entry:
        entry = self.ledger.find(writing.message_id)
        if entry is None or entry.attempt.hex() != seen:
            raise AlreadySent("this is not how the message stands any more")
        if not self.ledger.take(writing.message_id, attempt=entry.attempt, sends=sends):
            raise AlreadySent("somebody else has this message")
        return entry

    # -- sending -----------------------------------------------------------------------------

    def send(self, writing: Writing, *, seen: str, last: bool = False, now: bool = False) -> State:
        """Sends what waits and says how it stands then; AlreadySent when somebody else has it.

        last: nobody tries again, so that it becomes a draft if it is not taken. now: because the person wants
        it, whatever was chosen before; the date becomes that of this moment. StoreUnavailable when the
        message cannot be read: then it waits again.
        """
        entry = self._take(writing, seen=seen, sends=True)
        try:
            stored = self._accepted(writing, entry)
            if entry.later and now:
                stored = self._dated(writing, self.clock())
            elif entry.later:
                self.policy.require(Feature.SEND_LATER)
        except GONE:
            self.ledger.set_aside(writing.message_id, reason="changed")
            return State.UNSENT
        except Forbidden as error:
            return self._refuse(writing, error)
        except MailError:
            self._again_or_aside(writing, entry, last=last)
            raise
        return self._hand_over(stored, entry, last=last or now)

    def _accepted(self, writing: Writing, entry: Entry) -> StoredDraft:
        """What was accepted, and nothing that another program has put in its place."""
        stored = self.outbox.drafts.find(writing, where=OUTBOX)
        if stored is None or (stored.ref.uidvalidity, stored.ref.uid) != entry.place:
            raise MessageGone("what was accepted does not wait there any more")
        return stored

    def _hand_over(self, stored: StoredDraft, entry: Entry, *, last: bool) -> State:
        writing = stored.draft.writing
        try:
            return self.outbox.hand_over_held(stored)
        except OutcomeUnclear:
            return State.UNCLEAR
        except AlreadySent:
            raise
        except GONE:
            self.ledger.set_aside(writing.message_id, reason="changed")
            return State.UNSENT
        except StoreUnavailable:
            self._again_or_aside(writing, entry, last=last)
            raise
        except Exception as error:
            if not isinstance(error, MailError):
                LOG.error("held_mail_broke", exc_info=error)
            if passes(error) and not last and self.sign_in is None and entry.tries < len(self.pauses):
                return self._again(writing, self.pauses[entry.tries], error)
            return self._refuse(writing, error)

    def _again_or_aside(self, writing: Writing, entry: Entry, *, last: bool) -> State:
        if last or self.sign_in is not None:
            self.ledger.set_aside(writing.message_id, reason="store")
            return State.UNSENT
        return self._again(writing, pause_after(entry.tries), None)

    def _again(self, writing: Writing, pause: timedelta, error: Exception | None) -> State:
        reason = self.refusals.write(error) if error else None
        self.ledger.wait_again(writing.message_id, due=self.clock() + pause, reason=reason)
        return State.WAITING

    def _refuse(self, writing: Writing, error: Exception) -> State:
        """It is certain that nobody got it; that is written down before it is moved, which may fail."""
        LOG.warning("held_mail_refused kind=%s", type(error).__name__)
        self.ledger.refuse(writing.message_id, reason=self.refusals.write(error))
        with suppress(MailError):
            self.outbox.drafts.bring_back(writing)
        return State.REFUSED

    def send_due(self) -> int:
        """Sends what is due; gives how many went out. Raises StoreUnavailable or CredentialRefused."""
        due = self.ledger.due()
        known = self.outbox.drafts.summaries(where=OUTBOX) if due else {}
        sent = 0
        for entry in due:
            summary = known.get(entry.message_hash)
            if summary is None:
                self.ledger.set_aside(entry.message_hash, reason="changed", attempt=entry.attempt)
                continue
            with suppress(AlreadySent):
                state = self.send(summary.writing, seen=entry.attempt.hex())
                sent += state in (State.FILED, State.ACCEPTED)
        return sent

    def put_off(self) -> None:
        """The mailbox does not open: tried again later, and given up when it has been closed for long."""
        for entry in self.ledger.due():
            if entry.tries >= len(PAUSES):
                self.ledger.set_aside(entry.message_hash, reason="closed", attempt=entry.attempt)
            elif self.ledger.take(entry.message_hash, attempt=entry.attempt, sends=True):
                self.ledger.wait_again(entry.message_hash, due=self.clock() + PAUSES[entry.tries])

    def _of_this_sign_in(self) -> list[Entry]:
        waiting = [entry for entry in self.ledger.open() if entry.state == State.WAITING]
        return [each for each in waiting if not each.later and each.sign_in == self.sign_in]

    def count_of_this_sign_in(self) -> int:
        """How much can still be taken back, known without the store."""
        return len(self._of_this_sign_in())

    def of_this_sign_in(self) -> tuple[tuple[Writing, str], ...]:
        """What can still be taken back, with the attempt: whoever leaves sends it first.

        Where the service sends, that is all of the person's, whichever device it was written on, as it can be
        taken back on all of them: who says "Abmelden" means to have done with it, and the receipt says what
        became of everything. Nothing is lost by it but the rest of the moment for taking it back.
        """
        rows = self._of_this_sign_in()
        known = self.outbox.drafts.summaries(where=OUTBOX) if rows else {}
        return tuple(
            (known[each.message_hash].writing, each.attempt.hex())
            for each in rows
            if each.message_hash in known
        )


def unsent_because_ended(hold: Hold, writing: Writing, *, seen: str) -> None:
    """Its sign-in was ended from elsewhere: nothing goes out for somebody who is not there."""
    with suppress(ValueError):
        hold.ledger.set_aside(writing.message_id, reason="ended", attempt=bytes.fromhex(seen))
