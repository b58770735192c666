"""Dispatch: messages that no page writes, handed over at once by the person and stored nowhere."""

import hashlib
from collections.abc import Callable, Iterator

from webmail.clock import Clock
from webmail.mail.address import Address
from webmail.mail.login import Login
from webmail.mail.writing.identity import Identity
from webmail.mail.writing.mime import needs_smtputf8
from webmail.mail.writing.submission import Submission


class Dispatch:
    """One person's way out for reports and receipts; what it sends is sent once and never by itself again."""

    def __init__(self, *, submission: Submission, login: Login, identity: Identity, clock: Clock) -> None:
        self.submission = submission
        self.login = login
        self.identity = identity
        self.clock = clock

    def send(
        self,
        message_id: str,
        to: Address,
        pieces: Callable[[bool], Iterator[bytes]],
        *,
        size: int,
        from_nobody: bool = False,
    ) -> None:
        """Returns when the server has taken it; raises what Submission.submit raises.

        from_nobody: nobody gets its bounce, so that two machines never answer each other.
        """
        sender = Address("", "") if from_nobody else self.identity.address
        self.submission.submit(
            self.login,
            sender=sender.spec,
            recipients=(to,),
            size=size,
            utf8=needs_smtputf8((sender, to)),
            envelope_id=hashlib.sha256(message_id.encode()).hexdigest()[:32],
            pieces=pieces,
        )
