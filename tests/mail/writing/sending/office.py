"""Everything a message passes on its way out: a person's drafts, the ledger in a database, the sink."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from flask import Flask

from tests.cast import ANNA
from tests.mail.writing.conftest import seal, unseal
from tests.mail.writing.sending.handing import login_of, submission_to
from tests.servers.smtp import Received
from webmail.accounts import HeldSubmissions
from webmail.mail.writing.draft import Draft, StoredDraft
from webmail.mail.writing.drafts import Drafts
from webmail.mail.writing.hold import Hold
from webmail.mail.writing.outbox import Outbox
from webmail.mail.writing.state import State

MakeOffice = Callable[..., "Office"]


@dataclass
class Office:
    """Anna's outbox as one process has it; another() is the same person in another process.

    settings may name another store or sink (a proxy), most, connect_seconds, data_seconds, request_seconds;
    sign_in is the only one that may send what is held, policy another one for that, retry_minutes how long
    that is tried again.
    """

    app: Flask
    store: Any
    sink: Any
    account: int
    clock: Any
    make_drafts: Callable[..., Drafts]
    settings: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        chosen = dict(self.settings)
        patience = {name: chosen.pop(name) for name in ("request_seconds",) if name in chosen}
        drafts = self.make_drafts(chosen.pop("store", self.store), **patience)
        most, sign_in = chosen.pop("most", 2000), chosen.pop("sign_in", None)
        policy = chosen.pop("policy", drafts.policy)
        retry_minutes = chosen.pop("retry_minutes", 60)
        ledger = HeldSubmissions(self.account, clock=self.clock)
        self.outbox = Outbox(
            drafts=drafts,
            submission=submission_to(chosen.pop("sink", self.sink), **chosen),
            ledger=ledger,
            login=login_of(ANNA),
            identity=drafts.identity,
            policy=drafts.policy,
            most=most,
        )
        self.hold = Hold(
            outbox=self.outbox,
            ledger=ledger,
            policy=policy,
            clock=self.clock,
            seal=seal,
            unseal=unseal,
            sign_in=sign_in,
            seconds=10,
            retry_minutes=retry_minutes,
        )

    def another(self, **settings: Any) -> "Office":
        """With connections of its own and a ledger that has claimed nothing."""
        return Office(
            self.app,
            self.store,
            self.sink,
            self.account,
            self.clock,
            self.make_drafts,
            {**self.settings, **settings},
        )

    def prepare(self, draft: Draft, *, page: str = "page", **fields: Any) -> StoredDraft:
        return self.outbox.prepare(draft, page=page, **fields)

    def send(self, draft: Draft, **fields: Any) -> State:
        return self.outbox.hand_over(self.prepare(draft, **fields))

    def wait(self, draft: Draft, *, until: datetime | None = None, **fields: Any) -> str:
        """Lets it wait; gives the attempt that a page would tell of."""
        stored = self.prepare(draft, dated=until, **fields)
        return self.hold.hold(stored, until=until).attempt

    def seen(self, draft: Draft) -> str:
        """What the page of the message tells of, as its buttons send it."""
        standing = self.outbox.standing(draft.writing)
        return standing.attempt if standing else ""

    def state(self, draft: Draft) -> State | None:
        standing = self.outbox.standing(draft.writing)
        return standing.state if standing else None


def parsed(received: Received) -> EmailMessage:
    """What the recipients get, as another program reads it."""
    return message_from_bytes(received.content, policy=policy.default)
