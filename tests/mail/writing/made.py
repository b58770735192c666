"""A message as we make it, and how others read it."""

import io
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from webmail.mail.address import Address
from webmail.mail.reading.attachment import Attachment
from webmail.mail.writing.attached import encoded, part_header
from webmail.mail.writing.draft import Draft, Writing
from webmail.mail.writing.identity import Identity
from webmail.mail.writing.mime import head
from webmail.mail.writing.nest import Nest, opening
from webmail.mail.writing.recipients import Addressed, addressed

ANNA = Identity(Address("Anna Löwe", "anna@schule.example"))
WRITING = Writing("<1@schule.example>")
DATE = datetime(2026, 11, 16, 7, 15, tzinfo=UTC)


def draft(**fields: object) -> Draft:
    """A draft of Anna's; its fields as they would be typed."""
    return Draft(**{"writing": WRITING, **fields})  # type: ignore[arg-type]


def message(
    of: Draft,
    *attached: tuple[str, str, bytes],
    recipients: Addressed | None = None,
    identity: Identity = ANNA,
    private: str | None = None,
    bcc: bool = True,
    eight_bit: bool = True,
) -> bytes:
    """The whole message; attached are name, media type and content."""
    nest = Nest.of(of.text, of.html, pictures=False, attached=bool(attached))
    made = head(
        of,
        identity=identity,
        recipients=recipients or addressed(of),
        date=DATE,
        private=private,
        bcc=bcc,
        eight_bit=eight_bit,
        nest=nest,
    )
    for name, media_type, content in attached:
        made += opening(nest.mixed) + part_header(name, media_type)
        made += b"".join(encoded(io.BytesIO(content)))
    return made + nest.behind_attached


def parsed(raw: bytes) -> EmailMessage:
    """As the standard library reads it."""
    found = message_from_bytes(raw, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def stored_attachment(name: str) -> Attachment:
    return Attachment("2", name, "application/pdf", 3, content_id=None, warning=None)
