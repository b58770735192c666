"""Dispatch: messages that no page writes, handed over at once by the person and stored nowhere."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from enum import Enum

from webmail.clock import Clock
from webmail.mail.address import Address
from webmail.mail.errors import NotSubmitted, OutcomeUnclear, Unsendable
from webmail.mail.login import Login
from webmail.mail.writing.draft import Draft, Writing
from webmail.mail.writing.identity import Identity
from webmail.mail.writing.mime import head, kept_references, needs_smtputf8
from webmail.mail.writing.nest import Nest, closing, new_boundary, opening
from webmail.mail.writing.recipients import addressed
from webmail.mail.writing.submission import Submission


class Sent(Enum):
    """What became of such a message; unclear: everything was handed over, and no answer came."""

    SENT = "sent"
    UNCLEAR = "unclear"
    NOT = "not"


class Dispatch:
    """One person's way out for reports and receipts; what it sends is sent once and never by itself again."""

    def __init__(self, *, submission: Submission, login: Login, identity: Identity, clock: Clock) -> None:
        self.submission = submission
        self.login = login
        self.identity = identity
        self.clock = clock

    def head(
        self,
        draft: Draft,
        *,
        eight_bit: bool,
        nest: Nest,
        fields: Sequence[str] = (),
    ) -> bytes:
        """The header of such a message: from the person, dated now, without anything of ours in it."""
        return head(
            draft,
            identity=self.identity,
            recipients=addressed(draft),
            date=self.clock(),
            private=None,
            bcc=False,
            eight_bit=eight_bit,
            nest=nest,
            fields=fields,
        )

    def answer(
        self,
        message_id: str,
        to: Address,
        part: bytes,
        *,
        subject: str,
        text: str,
        multipart: str,
        fields: Sequence[str] = (),
        from_nobody: bool = False,
    ) -> Sent:
        """Answers the message of this Message-ID: the text for a person, and part, whole, for a program."""
        own = self.identity.new_message_id()
        references = kept_references((message_id,))
        draft = Draft(Writing(own), to=to.spec, subject=subject, text=text, references=references)

        def pieces(eight_bit: bool) -> Iterator[bytes]:
            boundary = new_boundary(text)
            nest = Nest(boundary, kind=multipart)
            yield self.head(draft, eight_bit=eight_bit, nest=nest, fields=fields)
            yield opening(boundary)
            yield part
            yield closing(boundary)

        return self.send(own, to, pieces, size=8192 + 4 * len(text) + len(part), from_nobody=from_nobody)

    def send(
        self,
        message_id: str,
        to: Address,
        pieces: Callable[[bool], Iterator[bytes]],
        *,
        size: int,
        from_nobody: bool = False,
    ) -> Sent:
        """Hands it over and says what became of it.

        from_nobody: nobody gets its bounce, so that no two machines answer each other (RFC 8098 section 3).
        """
        try:
            if from_nobody:
                try:
                    self._submit(message_id, Address("", ""), to, pieces, size)
                    return Sent.SENT
                except NotSubmitted as error:
                    # Some servers let a person send in their own name only.
                    if error.reason != "refused_sender":
                        raise
            self._submit(message_id, self.identity.address, to, pieces, size)
        except OutcomeUnclear:
            return Sent.UNCLEAR
        except (NotSubmitted, Unsendable):
            return Sent.NOT
        return Sent.SENT

    def _submit(
        self,
        message_id: str,
        sender: Address,
        to: Address,
        pieces: Callable[[bool], Iterator[bytes]],
        size: int,
    ) -> None:
        self.submission.submit(
            self.login,
            sender=sender.spec,
            recipients=(to,),
            size=size,
            utf8=needs_smtputf8((sender, to)),
            envelope_id=hashlib.sha256(message_id.encode()).hexdigest()[:32],
            pieces=pieces,
        )
