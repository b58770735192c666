"""Evidence: what really lies on the servers after a run, and everything that is wrong with it."""

import email
import hashlib
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import cast

from tests.crash.notebook import Notebook, Posted, Said
from tests.servers.dovecot import Dovecot

DRAFTS, SENT, OUTBOX = "Drafts", "Sent", "Outbox"
DENIALS = (Said.DENIED, Said.PASSING)


@dataclass(frozen=True, slots=True)
class Piece:
    """One message as a server has it, read by a parser that is not ours."""

    message_id: str
    subject: str
    text: str
    files: tuple[bytes, ...] = ()
    header: tuple[str, ...] = ()

    @property
    def row(self) -> bytes:
        """What the ledger calls it."""
        return hashlib.sha256(self.message_id.encode()).digest()


def piece(raw: bytes) -> Piece:
    """A message from its octets; one line end after the text belongs to the wire."""
    message = cast(EmailMessage, email.message_from_bytes(raw, policy=default))
    body = message.get_body(("plain",))
    text = str(body.get_content()).replace("\r\n", "\n") if body is not None else ""
    files = tuple(cast(bytes, part.get_payload(decode=True) or b"") for part in message.iter_attachments())
    return Piece(
        message_id=str(message["Message-ID"] or "").strip(),
        subject=str(message["Subject"] or ""),
        text=text.removesuffix("\n"),
        files=files,
        header=tuple(name.lower() for name in message),
    )


@dataclass(slots=True)
class Evidence:
    """What the servers have of one run; rows are the ledger's states, by the hash of the Message-ID.

    shown_unclear: pages say that the outcome is unclear. vouched: the person has said that it was sent.
    """

    drafts: list[Piece] = field(default_factory=list)
    sent: list[Piece] = field(default_factory=list)
    received: list[Piece] = field(default_factory=list)
    rows: Mapping[bytes, str] = field(default_factory=dict)
    shown_unclear: bool = False
    vouched: bool = False

    @property
    def row_states(self) -> set[str]:
        """The states of this run's messages."""
        pieces = (*self.drafts, *self.sent, *self.received)
        return {self.rows[each.row] for each in pieces if each.row in self.rows}


def stored(store: Dovecot, user: str, folder: str, subject: str) -> list[Piece]:
    """The messages of one run in a folder."""
    with store.client(user) as client:
        if not client.folder_exists(folder):
            return []
        client.select_folder(folder, readonly=True)
        uids = client.search(["UNDELETED", "HEADER", "SUBJECT", subject])
        found = client.fetch(uids, ["BODY.PEEK[]"]) if uids else {}
        # Dovecot answers NIL for what another connection has expunged since the search.
        octets = [found[uid][b"BODY[]"] for uid in sorted(found)]
        return [piece(each) for each in octets if each is not None]


def ledger(database: Path, *, now: datetime) -> dict[bytes, str]:
    """The ledger's rows, read past the application; a webmail without one has none.

    What runs out by itself counts as it is by now: a claim is gone, what was being submitted is unclear.
    """
    if not database.exists():
        return {}
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)) as opened:
        rows = opened.execute(
            "select message_hash, state, lease_until, due, sign_in_id from submission"
        ).fetchall()
    stand = {
        bytes(row): _state(
            str(state),
            over=bool(lease) and datetime.fromisoformat(lease).replace(tzinfo=UTC) <= now,
            due=due is not None,
            alone=sign_in is not None,
        )
        for row, state, lease, due, sign_in in rows
    }
    return {row: state for row, state in stand.items() if state}


def _state(state: str, *, over: bool, due: bool, alone: bool) -> str:
    """What a lease that has run out makes of a state; "" is nothing."""
    if not over:
        return state
    held = "" if not due else "unsent" if alone else "waiting"
    return {"held": held, "submitting": "unclear", "waiting": "unsent"}.get(state, state)


def findings(notebook: Notebook, evidence: Evidence) -> list[str]:
    """Everything that must not be, in words; empty is what we want."""
    return [
        *_twice(evidence),
        *_without_trace(notebook, evidence),
        *_lost(notebook, evidence),
        *_overwritten(notebook.posted),
        *_changed(notebook, evidence),
    ]


def _twice(evidence: Evidence) -> Iterable[str]:
    if len(evidence.received) > 1:
        yield f"received {len(evidence.received)} times"
    for name, pieces in ((DRAFTS, evidence.drafts), (SENT, evidence.sent)):
        for message_id, count in Counter(each.message_id for each in pieces).items():
            if count > 1:
                yield f"{count} copies of one message in {name}: {message_id}"
    if len(evidence.drafts) > 1:
        yield f"{len(evidence.drafts)} drafts of one message"
    if len(evidence.sent) > 1:
        yield f"{len(evidence.sent)} copies in Sent"
    filed = {each.message_id for each in evidence.sent}
    if any(each.message_id in filed for each in evidence.drafts):
        yield "a draft is left of what lies in Sent"


def _without_trace(notebook: Notebook, evidence: Evidence) -> Iterable[str]:
    received = {each.message_id for each in evidence.received}
    filed = {each.message_id for each in evidence.sent}
    states = evidence.row_states
    if not evidence.vouched and filed - received:
        yield "a copy in Sent of what nobody received"
    if received - filed and not (evidence.shown_unclear and "unclear" in states):
        yield "received, but neither in Sent nor shown as unclear"
    if any(each.said is Said.SENT for each in notebook.posted) and not received:
        yield "a page said it was sent, and nobody received it"
    if "unclear" in states and not evidence.shown_unclear:
        yield "unclear in the ledger, but no page says so"
    for row, state in evidence.rows.items():
        if state in ("held", "submitting", "accepted", "waiting", "unsent") and row in _rows(evidence):
            yield f"left as {state} in the ledger for good"
        if (
            state == "filed"
            and sum(each.row == row for each in evidence.sent) != 1
            and row in _rows(evidence)
        ):
            yield "filed in the ledger, but not exactly once in Sent"


def _rows(evidence: Evidence) -> set[bytes]:
    return {each.row for each in (*evidence.drafts, *evidence.sent, *evidence.received)}


def _lost(notebook: Notebook, evidence: Evidence) -> Iterable[str]:
    kept = [*evidence.drafts, *evidence.sent]
    for posted in notebook.posted:
        if posted.said is Said.LOST:
            yield f"the answer to {posted.deed} shows the typed text no more"
    for posted in notebook.owed:
        if not any(each.text.startswith(posted.text) for each in kept):
            words = len(posted.text.split())
            yield f"text that was {posted.said.value} by {posted.deed} ({words} words) is lost"
            return
    for attached in notebook.attached:
        if attached.said is Said.STORED and not any(attached.content in each.files for each in kept):
            yield f"an attachment of {len(attached.content)} octets that was stored is lost"


def _overwritten(posted: list[Posted]) -> Iterable[str]:
    """A page may not replace what another one has stored and it has not seen, unless the person said so."""
    last: Posted | None = None
    may: set[str] = set()
    for each in posted:
        if each.over:
            # Whether or not an answer came: the person has seen the other text and decided.
            may.add(each.page)
        if each.said is not Said.STORED:
            continue
        if last and last.page != each.page:
            if each.page not in may and not each.text.startswith(last.text):
                yield "one page has overwritten another's text without a word"
            may = set()
        last = each


def _changed(notebook: Notebook, evidence: Evidence) -> Iterable[str]:
    sent_texts = {each.text for each in notebook.posted if each.deed == "send"}
    for each in evidence.received:
        if each.text not in sent_texts:
            yield "received is not what was sent"
        if any(posted.text == each.text for posted in notebook.posted if posted.said in DENIALS):
            yield "a page denied that its text was sent, and it was"
        if {"bcc", "x-dienstpost-draft"} & set(each.header):
            yield "received shows what is private"
        copies = [copy for copy in evidence.sent if copy.message_id == each.message_id]
        if any((copy.text, copy.files) != (each.text, each.files) for copy in copies):
            yield "the copy in Sent is not what was received"
