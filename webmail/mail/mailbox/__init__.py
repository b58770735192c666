"""What lies in the IMAP store."""

from webmail.mail.mailbox.connection import StoreAddress
from webmail.mail.mailbox.conversation import Conversation, Member, Voice, WholeConversation
from webmail.mail.mailbox.copying import Copies
from webmail.mail.mailbox.deadline import Patience
from webmail.mail.mailbox.extent import Extent
from webmail.mail.mailbox.folder import Folder, SpecialUse
from webmail.mail.mailbox.folders import FolderKeeper, FolderNotes, Removed, Renamed
from webmail.mail.mailbox.kept import Kept
from webmail.mail.mailbox.lister import MOST_AT_ONCE
from webmail.mail.mailbox.listing import Listing
from webmail.mail.mailbox.mailbox import Mailbox
from webmail.mail.mailbox.moved import Done, Marked, Moved, Step
from webmail.mail.mailbox.pool import Pool
from webmail.mail.mailbox.query import Key, Query, Term
from webmail.mail.mailbox.searched import ALL_FOLDERS, BEGINNING, Hits, Mark, Scope, Slice
from webmail.mail.mailbox.selection import Selection, junk_sender, take_back
from webmail.mail.mailbox.streaming import Streamed
from webmail.mail.mailbox.view import PLAIN, Only, Order, View

__all__ = [
    "ALL_FOLDERS",
    "BEGINNING",
    "MOST_AT_ONCE",
    "PLAIN",
    "Conversation",
    "Copies",
    "Done",
    "Extent",
    "Folder",
    "FolderKeeper",
    "FolderNotes",
    "Hits",
    "Kept",
    "Key",
    "Listing",
    "Mailbox",
    "Mark",
    "Marked",
    "Member",
    "Moved",
    "Only",
    "Order",
    "Patience",
    "Pool",
    "Query",
    "Removed",
    "Renamed",
    "Scope",
    "Selection",
    "Slice",
    "SpecialUse",
    "Step",
    "StoreAddress",
    "Streamed",
    "Term",
    "View",
    "Voice",
    "WholeConversation",
    "junk_sender",
    "take_back",
]
