"""Which attachments are messages: by their type or by their name, for who uploads one chooses the type."""

import re

from webmail.mail.reading.attachment import Attachment

MESSAGES = ("message/rfc822", "message/global", "application/vnd.ms-outlook", "application/mbox")
_ENDINGS = re.compile(r"\.(?:eml|msg|mbox|mht|mhtml)\Z", re.IGNORECASE)


def is_message(attachment: Attachment) -> bool:
    """Whether it holds a message."""
    return attachment.media_type in MESSAGES or bool(_ENDINGS.search(attachment.name))
