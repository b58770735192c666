"""Identity: who a person writes as; it comes from the account and from nowhere else."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from webmail.mail.address import Address
from webmail.mail.writing.recipients import to_smtp


@dataclass(frozen=True, slots=True)
class Identity:
    """The From of everything this person writes."""

    address: Address

    def new_message_id(self) -> str:
        """A Message-ID that no message has had before, angles included (RFC 5322 section 3.6.4)."""
        return self.message_id(secrets.token_hex(16))

    def message_id(self, left: str) -> str:
        """The Message-ID with this left side, in the domain of the person's address."""
        return f"<{left}@{to_smtp(self.address.spec).rpartition('@')[2]}>"

    def may_have_written(self, senders: Sequence[Address]) -> bool:
        """Whether no sender of the message is somebody else; a draft may have none yet."""
        own = self.address.spec.casefold()
        return all(each.spec.casefold() == own for each in senders)
