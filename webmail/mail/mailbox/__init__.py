"""What lies in the IMAP store."""

from webmail.mail.mailbox.changes import Known, News
from webmail.mail.mailbox.connection import StoreAddress
from webmail.mail.mailbox.deadline import Patience
from webmail.mail.mailbox.folder import Folder, SpecialUse
from webmail.mail.mailbox.kept import Kept
from webmail.mail.mailbox.listing import Listing
from webmail.mail.mailbox.mailbox import Mailbox
from webmail.mail.mailbox.moved import Moved
from webmail.mail.mailbox.pool import Pool
from webmail.mail.mailbox.streaming import Streamed
from webmail.mail.mailbox.watcher import Pace
from webmail.mail.mailbox.watching import Over, Room, Stream, Watchers

__all__ = [
    "Folder",
    "Kept",
    "Known",
    "Listing",
    "Mailbox",
    "Moved",
    "News",
    "Over",
    "Pace",
    "Patience",
    "Pool",
    "Room",
    "SpecialUse",
    "StoreAddress",
    "Stream",
    "Streamed",
    "Watchers",
]
