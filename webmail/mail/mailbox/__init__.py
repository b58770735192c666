"""What lies in the IMAP store."""

from webmail.mail.mailbox.connection import StoreAddress
from webmail.mail.mailbox.deadline import Patience
from webmail.mail.mailbox.folder import Folder, SpecialUse
from webmail.mail.mailbox.kept import Kept
from webmail.mail.mailbox.lister import MOST_AT_ONCE
from webmail.mail.mailbox.listing import Listing
from webmail.mail.mailbox.mailbox import Mailbox
from webmail.mail.mailbox.moved import Done, Marked, Moved, Step
from webmail.mail.mailbox.older import Older, find_older, is_for_good, remove_older
from webmail.mail.mailbox.pool import Pool
from webmail.mail.mailbox.quota import find_quota
from webmail.mail.mailbox.quotas import Quota
from webmail.mail.mailbox.selection import Selection, junk_sender, take_back
from webmail.mail.mailbox.space import Space, find_space
from webmail.mail.mailbox.streaming import Streamed
from webmail.mail.mailbox.stripping import Stripped, Stripping
from webmail.mail.mailbox.view import PLAIN, Only, Order, View

__all__ = [
    "MOST_AT_ONCE",
    "PLAIN",
    "Done",
    "Folder",
    "Kept",
    "Listing",
    "Mailbox",
    "Marked",
    "Moved",
    "Older",
    "Only",
    "Order",
    "Patience",
    "Pool",
    "Quota",
    "Selection",
    "Space",
    "SpecialUse",
    "Step",
    "StoreAddress",
    "Streamed",
    "Stripped",
    "Stripping",
    "View",
    "find_older",
    "find_quota",
    "find_space",
    "is_for_good",
    "junk_sender",
    "remove_older",
    "take_back",
]
