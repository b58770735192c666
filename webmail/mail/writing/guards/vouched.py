"""Vouched: whether an attached message lies in one's own mailbox too, octet for octet."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from itertools import chain, islice

from webmail.mail.errors import FolderMissing, MessageGone, PartMissing, StaleReference
from webmail.mail.mailbox.mailbox import Mailbox
from webmail.mail.ref import MessageRef
from webmail.mail.writing.guards.thread import copies_of

# A message lies in few places at once; each of them is read whole.
_MOST_READ = 4


def is_vouched(
    mailbox: Mailbox, attached: Callable[[], Iterator[bytes]], *, message_id: str, refs: Iterable[MessageRef]
) -> bool:
    """Whether one of these messages, or one of this Message-ID, is the same as the attached one.

    Only then its header is what the store has, and not what somebody has written into a file.
    """
    named = copies_of(mailbox, message_id) if message_id else iter(())
    mark = b""
    for ref in islice(chain(refs, named), _MOST_READ):
        with suppress(MessageGone, StaleReference, FolderMissing, PartMissing):
            mark = mark or _mark_of(attached())
            if _mark_of(mailbox.stretches(ref, "")) == mark:
                return True
    return False


def _mark_of(chunks: Iterator[bytes]) -> bytes:
    """Of the octets without carriage returns, and without the line ends behind the last line."""
    digest, ends = sha256(), b""
    for chunk in chunks:
        octets = ends + chunk.replace(b"\r", b"")
        words = octets.rstrip(b"\n")
        digest.update(words)
        ends = octets[len(words) :]
    return digest.digest()
