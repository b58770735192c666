"""Outbox: where a draft becomes a sent message, exactly once; every step is in the ledger before it is taken.

What is left when everything ends at once, and what becomes of it:

    after                     ledger        in Drafts   what the person sees
    the claim                 held          the draft   the draft; the claim runs out
    the last save             held          the draft   the draft; the claim runs out
    the step to submitting    submitting    the draft   "being handed over", then unclear
    the server's word         submitting    the draft   the same: nobody but the server knows
    the step to accepted      accepted      the draft   sent, the copy is filed when asked for
    the move into Sent        accepted      nothing     sent; found in Sent when asked for
    the step to filed         filed         nothing     sent
"""

import hashlib
import logging
from base64 import urlsafe_b64encode
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from time import monotonic, sleep

from webmail.mail.address import Address
from webmail.mail.errors import (
    AlreadySent,
    Hindrance,
    MailError,
    MessageGone,
    OutcomeUnclear,
    RecipientRefused,
)
from webmail.mail.login import Login
from webmail.mail.mailbox.folder import SpecialUse
from webmail.mail.writing.draft import Ask, Draft, Kind, StoredDraft, Writing, require_asks
from webmail.mail.writing.drafts import Drafts, DraftSummary
from webmail.mail.writing.formatting import without_idle_html
from webmail.mail.writing.guards.finding import NOTHING_CONFIRMED, Confirmed
from webmail.mail.writing.guards.guards import Guards
from webmail.mail.writing.identity import Identity
from webmail.mail.writing.mime import needs_smtputf8
from webmail.mail.writing.recipients import addressed, check
from webmail.mail.writing.state import Entry, Ledger, Standing, State
from webmail.mail.writing.submission import Submission
from webmail.mail.writing.upload import Upload
from webmail.policy import Policy

LOG = logging.getLogger(__name__)
# One stretch out of the store may last beyond the time that submitting has; a lease must never run out first.
LEASE_MARGIN = 15.0
# How long a second click waits for the first one to have stored its text.
HELD_SECONDS, HELD_STEP = 2.5, 0.05


class Outbox:
    """One person's way out; the ledger decides who may take a step, and is asked before each."""

    def __init__(
        self,
        *,
        drafts: Drafts,
        submission: Submission,
        ledger: Ledger,
        login: Login,
        identity: Identity,
        policy: Policy,
        most: int = 2000,
        guards: Guards | None = None,
        after_sending: Callable[[Sequence[Address]], None] = lambda _recipients: None,
    ) -> None:
        """most: how many recipients a message may have; after_sending learns to whom one was accepted.

        guards are asked before anything goes out; None only where nobody writes.
        """
        self.drafts = drafts
        self.submission = submission
        self.ledger = ledger
        self.login = login
        self.identity = identity
        self.policy = policy
        self.most = most
        self.guards = guards
        self.after_sending = after_sending

    def standing(self, writing: Writing) -> Standing | None:
        """Where the message stands; None when it was never sent, or certainly went to nobody."""
        entry = self.ledger.find(writing.message_id)
        return None if entry is None or entry.state == State.REFUSED else standing_of(entry)

    def tells_arrival(self) -> bool | None:
        """Whether the mail server can tell of an arrival; it is asked once. None while it does not say."""
        self.submission.learn(self.login, sender=self.identity.address.spec)
        return self.submission.tells_arrival

    def find(self, writing: Writing) -> StoredDraft | None:
        """The message among the drafts or where it waits; None when it lies in neither."""
        return self.drafts.find(writing) or self.drafts.find(writing, where=SpecialUse.OUTBOX)

    def went_out_as(self, draft: Draft) -> bool:
        """Whether these very words were claimed for sending, by whatever page and process."""
        entry = self.ledger.find(draft.writing.message_id)
        return entry is not None and entry.page.partition(".")[2] == _digest(draft)

    def unsettled(self) -> tuple[tuple[Standing, DraftSummary | None], ...]:
        """What was handed over and is not settled, the newest first, with what is known of the message."""
        entries = self.ledger.unsettled()
        summaries = self._summaries() if entries else {}
        return tuple((standing_of(entry), summaries.get(entry.message_hash)) for entry in entries)

    def _summaries(self) -> Mapping[bytes, DraftSummary]:
        return {**self.drafts.summaries(where=SpecialUse.OUTBOX), **self.drafts.summaries()}

    # -- sending -----------------------------------------------------------------------------

    def prepare(
        self,
        draft: Draft,
        *,
        page: str,
        base: int = 0,
        over: int = 0,
        uploads: Sequence[Upload] = (),
        without: Collection[str] = (),
        dated: datetime | None = None,
        confirmed: Confirmed = NOTHING_CONFIRMED,
    ) -> StoredDraft:
        """Claims the message and stores its last version; for whatever is raised, nothing has gone out.

        dated is what stands in it as its date, where that is not now.

        Unsendable when it cannot go to exactly these people, AlreadySent when somebody has claimed it,
        Forbidden for what is switched off, Guarded when the person is to be asked something that is not
        confirmed, or told that it may not go out (the version is stored then), and what Drafts.save raises.
        """
        self._check(draft)
        self._claim(draft.writing, page=_mark(draft, page=page))
        try:
            # What somebody died over on its way to where it waits is a draft again, attachments and all.
            self.drafts.bring_back(draft.writing)
            stored = self.drafts.save(
                without_idle_html(draft),
                page=page,
                base=base,
                over=over,
                uploads=uploads,
                without=without,
                final=True,
                dated=dated,
            )
            self._ask(stored, confirmed)
            return stored
        except BaseException:
            self._release(draft.writing)
            raise

    def _check(self, draft: Draft) -> None:
        check(draft, most=self.most)
        require_asks(draft.asks, self.policy)

    def _ask(self, stored: StoredDraft, confirmed: Confirmed) -> None:
        if self.guards is not None:
            self.guards.check(stored, confirmed)

    def hand_over(self, stored: StoredDraft) -> State:
        """Submits what prepare() stored, and files it: FILED, or ACCEPTED where there is no copy in Sent yet.

        OutcomeUnclear when nobody knows; for whatever else is raised, nobody got anything by this and the
        draft may be sent again. Only the end of the process leaves the step to the lease.
        """
        writing = stored.draft.writing
        try:
            return self.hand_over_held(stored)
        except (OutcomeUnclear, AlreadySent):
            raise
        except Exception:
            self._release(writing)
            raise

    def hand_over_held(self, stored: StoredDraft) -> State:
        """The same, but where nobody got anything the claim stays, and the caller says what becomes of it."""
        writing = stored.draft.writing
        try:
            recipients = check(stored.draft, most=self.most)
            self._step_to_submitting(stored, len(recipients))
            self._submit(stored, recipients)
        except OutcomeUnclear:
            self._note(writing, State.UNCLEAR)
            raise
        except RecipientRefused as error:
            raise RecipientRefused(_by_field(error, stored.draft), passing=error.passing) from error
        state = self._file_accepted(writing)
        self._tell(recipients)
        return state

    def _tell(self, recipients: tuple[Address, ...]) -> None:
        """The message is sent, whatever becomes of this."""
        try:
            self.after_sending(recipients)
        except Exception as error:
            LOG.warning("not_told_of_sending kind=%s", type(error).__name__)

    def _claim(self, writing: Writing, *, page: str) -> None:
        if self.ledger.claim(writing.message_id, page=page):
            return
        held = self._wait_while_held(writing)
        # Whoever held it has died, or stores something large: nothing has gone out, and one of us will send.
        over = held.attempt if held is not None else b""
        if not self.ledger.claim(writing.message_id, page=page, over=over):
            raise AlreadySent("the ledger has this message")

    def _wait_while_held(self, writing: Writing) -> Entry | None:
        """The claim of somebody else that does not end; None when it has ended one way or the other."""
        until = monotonic() + HELD_SECONDS
        while (entry := self.ledger.find(writing.message_id)) is not None and entry.state == State.HELD:
            if monotonic() >= until:
                return entry
            sleep(HELD_STEP)
        return None

    def _step_to_submitting(self, stored: StoredDraft, recipients: int) -> None:
        seconds = self.submission.longest(recipients=recipients, size=stored.size) + LEASE_MARGIN
        if not self.ledger.advance(stored.draft.writing.message_id, to=State.SUBMITTING, seconds=seconds):
            raise AlreadySent("somebody else has this message, or the claim ran out")

    def _submit(self, stored: StoredDraft, recipients: tuple[Address, ...]) -> None:
        sender = self.identity.address
        self.submission.submit(
            self.login,
            sender=sender.spec,
            recipients=recipients,
            size=stored.size,
            utf8=needs_smtputf8((sender, *recipients)),
            envelope_id=hashlib.sha256(stored.draft.writing.message_id.encode()).hexdigest()[:32],
            pieces=lambda eight_bit: self._pieces(stored, eight_bit=eight_bit),
            tell_arrival=Ask.ARRIVED in stored.draft.asks,
        )

    def _pieces(self, stored: StoredDraft, *, eight_bit: bool) -> Iterator[bytes]:
        """The whole message, and before the dot that ends it one last question whether it is still ours.

        A machine that slept, or a clock that was put right, may have let the lease run out meanwhile; then
        the person has been asked, and may have sent it again.
        """
        yield from self.drafts.pieces(stored, eight_bit=eight_bit)
        seconds = self.submission.longest(recipients=0, size=0) + LEASE_MARGIN
        if not self.ledger.renew(stored.draft.writing.message_id, seconds=seconds):
            raise AlreadySent("the lease ran out on the way")

    def _release(self, writing: Writing) -> None:
        """Should this fail, the message becomes unclear: the safe side, and the failure before it is told."""
        try:
            self.ledger.release(writing.message_id)
        except Exception as error:
            LOG.error("ledger_behind step=release kind=%s", type(error).__name__)

    # -- filing ------------------------------------------------------------------------------

    def _file_accepted(self, writing: Writing, *, attempt: bytes = b"") -> State:
        """From here on it is certain that the message was sent, and nothing that fails may deny it."""
        self._note(writing, State.ACCEPTED, attempt=attempt)
        if not self._file(writing):
            return State.ACCEPTED
        self._note(writing, State.FILED, attempt=attempt)
        return State.FILED

    def _note(self, writing: Writing, state: State, *, attempt: bytes = b"") -> None:
        """Takes down what has happened already; where that fails, the copy in Sent is a witness later."""
        try:
            self.ledger.advance(writing.message_id, to=state, attempt=attempt)
        except Exception as error:
            LOG.error("ledger_behind step=%s kind=%s", state, type(error).__name__)

    def _file(self, writing: Writing) -> bool:
        try:
            filed = self.drafts.file(writing)
        except MailError as error:
            LOG.warning("copy_not_filed kind=%s", type(error).__name__)
            return False
        if not filed:
            LOG.warning("copy_not_found")
        return filed

    # -- settling ----------------------------------------------------------------------------

    def settle(self, writing: Writing) -> State | None:
        """Files what was accepted and never submits; where it stands then, None for what was never sent."""
        entry = self.ledger.find(writing.message_id)
        if entry is None:
            return None
        if entry.state == State.ACCEPTED or (entry.state == State.UNCLEAR and self._lies_in_sent(writing)):
            return self._file_accepted(writing, attempt=entry.attempt)
        return State(entry.state)

    # The person has seen a page that told of one attempt (Standing.attempt), and decides about that one: the
    # same page pressed twice, or another that is still open, must not decide about the next one.

    def again(self, writing: Writing, *, seen: str) -> StoredDraft:
        """Claims anew what is unclear, because the person wants it sent again; to be handed over.

        AlreadySent when that attempt is not unclear any more, MessageGone when there is no draft to send.
        """
        return self._claim_anew(writing, seen=seen)

    def keep_as_sent(self, writing: Writing, *, seen: str) -> State:
        """Takes the person's word for it that an unclear message was sent, and files it.

        What was accepted and has a copy nowhere, as somebody removed it, is settled by the same word.
        AlreadySent when the word is about an attempt that is not the last one, or goes on.
        """
        entry = self._seen(writing, seen, State.UNCLEAR, State.ACCEPTED, State.FILED)
        if entry.state == State.FILED:
            return State.FILED
        if entry.state == State.UNCLEAR and not self.ledger.advance(
            writing.message_id, to=State.ACCEPTED, attempt=entry.attempt
        ):
            raise AlreadySent("somebody else has decided about this message")
        if self._file_accepted(writing, attempt=entry.attempt) is State.FILED:
            return State.FILED
        if entry.state == State.ACCEPTED and self.find(writing) is None:
            self._note(writing, State.FILED, attempt=entry.attempt)
            return State.FILED
        return State.ACCEPTED

    def take_back(self, writing: Writing, *, seen: str) -> Writing:
        """Makes an unclear message a draft again, under a new name: the old one is never sent by mistake.

        AlreadySent when that attempt is not unclear any more, MessageGone when there is no draft.
        """
        stored = self._claim_anew(writing, seen=seen)
        self.ledger.release(writing.message_id)
        return Writing(self.identity.new_message_id(), Kind.RESUME, stored.ref)

    def _claim_anew(self, writing: Writing, *, seen: str) -> StoredDraft:
        """Of all who want it sent or taken back one gets it: the attempt is claimed over in one statement."""
        entry = self._seen(writing, seen, State.UNCLEAR)
        stored = self.find(writing)
        if stored is None:
            if not self._lies_in_sent(writing):
                raise MessageGone("the draft is not there any more")
            self._file_accepted(writing, attempt=entry.attempt)
            raise AlreadySent("its copy lies in Sent")
        if not self.ledger.claim(writing.message_id, page=entry.page, over=entry.attempt):
            raise AlreadySent("somebody else has decided about this message")
        return stored

    def _seen(self, writing: Writing, seen: str, *states: State) -> Entry:
        """The row, if it still is the one the person has seen, in one of these states."""
        entry = self.ledger.find(writing.message_id)
        if entry is None or entry.attempt.hex() != seen or entry.state not in states:
            raise AlreadySent("this is not how the message stands any more")
        return entry

    def _lies_in_sent(self, writing: Writing) -> bool:
        """Only what a server has accepted is ever put there."""
        return self.find(writing) is None and self._file(writing)


def _mark(draft: Draft, *, page: str) -> str:
    """What the ledger keeps of a page: its own mark, and what tells its words from others."""
    return f"{page}.{_digest(draft)}"


def _digest(draft: Draft) -> str:
    """With the random Message-ID in it, which the ledger does not know, it tells nothing of the words."""
    words = (draft.writing.message_id, draft.to, draft.cc, draft.bcc, draft.subject, draft.text, draft.html)
    hashed = hashlib.sha256("\0".join(words).encode(errors="replace")).digest()
    return urlsafe_b64encode(hashed[:24]).decode("ascii")


def standing_of(entry: Entry) -> Standing:
    """What a person is told of this row."""
    return Standing(
        State(entry.state),
        entry.changed_at,
        entry.page,
        entry.attempt.hex(),
        due=entry.due,
        later=entry.later,
        tries=entry.tries,
        reason=entry.reason if entry.state == State.UNSENT else "",
    )


def _by_field(error: RecipientRefused, draft: Draft) -> dict[str, tuple[Hindrance, ...]]:
    """Each refused address at the first field that names it."""
    read = addressed(draft)
    field_of: dict[str, str] = {}
    for name, addresses in (("to", read.to), ("cc", read.cc), ("bcc", read.bcc)):
        for address in addresses:
            field_of.setdefault(address.spec.casefold(), name)
    fields: dict[str, tuple[Hindrance, ...]] = {}
    for hindrance in (each for hindrances in error.fields.values() for each in hindrances):
        name = field_of.get(hindrance.entry.casefold(), "to")
        fields[name] = (*fields.get(name, ()), hindrance)
    return fields
