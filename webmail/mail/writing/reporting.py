"""Reporting phishing: the message goes to whoever looks after such things, and then out of the way."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from webmail.mail.address import Address
from webmail.mail.errors import MailError, MessageGone, TooLarge
from webmail.mail.mailbox import Mailbox, Moved
from webmail.mail.mailbox.folder import SpecialUse
from webmail.mail.ref import MessageRef
from webmail.mail.writing.attached import encoded, part_header
from webmail.mail.writing.dispatch import Dispatch, Sent
from webmail.mail.writing.draft import Draft, Writing
from webmail.mail.writing.nest import Nest, closing, new_boundary, opening
from webmail.policy import REGISTRY, Feature, Forbidden, Policy

# SMTP takes 998 octets and the line end (RFC 5321 section 4.5.3.1.6).
_TOO_LONG = re.compile(rb"[^\n]{999}")
_ENVELOPED = b"Content-Type: message/rfc822\r\nContent-Disposition: attachment\r\n"


@dataclass(frozen=True, slots=True)
class Reported:
    """Either half of the deed: the report, and the way to Junk; in_junk says that it lies there now."""

    sent: Sent
    in_junk: bool
    moved: Moved | None = None


class Reporter:
    """Sends what somebody takes for phishing, as it is stored, and moves it to Junk."""

    def __init__(
        self, *, mailbox: Mailbox, dispatch: Dispatch, policy: Policy, address: str, limit: int
    ) -> None:
        """address: who gets the reports; limit: octets of a message that is sent along."""
        self.mailbox = mailbox
        self.dispatch = dispatch
        self.policy = policy
        self.address = address
        self.limit = limit

    def report(self, ref: MessageRef, *, subject: str, text: str) -> Reported:
        """First the report, then the move: what was not reported stays where it can be tried again."""
        self.policy.require(Feature.REPORT_PHISHING)
        if not self.address:
            raise Forbidden(REGISTRY[Feature.REPORT_PHISHING].clause)
        with self.mailbox.borrower.turn(f"report {ref}", seconds=self.mailbox.pool.store.request_seconds):
            sent = self._send(self._content(ref), subject=subject, text=text)
            if sent is Sent.NOT:
                return Reported(sent, in_junk=False)
            return self._put_away(ref, sent)

    def _content(self, ref: MessageRef) -> bytes:
        found: list[bytes] = []
        size = 0
        for octets in self.mailbox.source(ref).chunks:
            size += len(octets)
            if size > self.limit:
                raise TooLarge("too large to be sent along")
            found.append(octets)
        if not size:
            raise MessageGone("the message is not there any more")
        return b"".join(found)

    def _send(self, content: bytes, *, subject: str, text: str) -> Sent:
        message_id = self.dispatch.identity.new_message_id()
        to = Address("", self.address)
        draft = Draft(Writing(message_id), to=self.address, subject=subject, text=text)

        def pieces(eight_bit: bool) -> Iterator[bytes]:
            boundary = new_boundary(text + content.decode("latin-1"))
            yield self.dispatch.head(draft, eight_bit=eight_bit, nest=Nest(boundary))
            yield opening(boundary)
            yield from enclosed(content, eight_bit=eight_bit)
            yield closing(boundary)

        # What base64 would make of it, for servers that count.
        return self.dispatch.send(message_id, to, pieces, size=len(content) * 4 // 3 + 4096)

    def _put_away(self, ref: MessageRef, sent: Sent) -> Reported:
        if ref.folder == self.mailbox.special(SpecialUse.JUNK):
            return Reported(sent, in_junk=True)
        try:
            moved = self.mailbox.put_away([ref], SpecialUse.JUNK)
        except MailError:
            return Reported(sent, in_junk=False)
        return Reported(sent, in_junk=True, moved=moved)


def enclosed(content: bytes, *, eight_bit: bool) -> Iterator[bytes]:
    """A whole message as a part (RFC 2046 section 5.2.1); what the way cannot carry so goes as a file.

    message/rfc822 has no encoding (RFC 2045 section 6.4), so that its lines must be such as SMTP takes.
    """
    plain = content.isascii()
    if (plain or eight_bit) and b"\0" not in content and not _TOO_LONG.search(content):
        encoding = b"7bit" if plain else b"8bit"
        yield _ENVELOPED + b"Content-Transfer-Encoding: " + encoding + b"\r\n\r\n"
        yield content
        yield b"\r\n"
        return
    yield part_header("message.eml", "application/octet-stream")
    yield from encoded(BytesIO(content))
