"""What lies in the IMAP store."""

from webmail.mail.mailbox.changes import Known, News
from webmail.mail.mailbox.connection import StoreAddress
from webmail.mail.mailbox.conversation import Conversation, Voice, WholeConversation
from webmail.mail.mailbox.copying import Copies
from webmail.mail.mailbox.deadline import Patience
from webmail.mail.mailbox.enclosed import read_enclosed
from webmail.mail.mailbox.export import Export, Form
from webmail.mail.mailbox.extent import Extent
from webmail.mail.mailbox.folder import Folder, SpecialUse
from webmail.mail.mailbox.folders import FolderKeeper, Removed, Renamed
from webmail.mail.mailbox.importing import Imported, import_files
from webmail.mail.mailbox.kept import Kept
from webmail.mail.mailbox.letters import Flaw
from webmail.mail.mailbox.lister import MOST_AT_ONCE
from webmail.mail.mailbox.listing import Listing
from webmail.mail.mailbox.mailbox import Mailbox
from webmail.mail.mailbox.moved import Done, Marked, Moved, Step
from webmail.mail.mailbox.older import Older, find_older, is_for_good, remove_older
from webmail.mail.mailbox.pool import Pool
from webmail.mail.mailbox.query import Key, Query, Term
from webmail.mail.mailbox.quota import find_quota
from webmail.mail.mailbox.quotas import Quota
from webmail.mail.mailbox.searched import ALL_FOLDERS, BEGINNING, Hits, Mark, Scope, Slice
from webmail.mail.mailbox.selection import Selection, grouped, junk_sender, take_back
from webmail.mail.mailbox.snoozing import (
    find_place,
    find_snoozed,
    require_names,
    resurface,
    show_unanswered,
    wait_anew,
)
from webmail.mail.mailbox.source import read_source
from webmail.mail.mailbox.space import Space, find_space
from webmail.mail.mailbox.streaming import Streamed, looked_into
from webmail.mail.mailbox.stripping import Stripping
from webmail.mail.mailbox.together import attachments_together
from webmail.mail.mailbox.unpacking import Contents, packed_file, read_contents
from webmail.mail.mailbox.view import PLAIN, Only, Order, View
from webmail.mail.mailbox.watcher import Pace
from webmail.mail.mailbox.watching import Over, Room, Stream, Watchers

__all__ = [
    "ALL_FOLDERS",
    "BEGINNING",
    "MOST_AT_ONCE",
    "PLAIN",
    "Contents",
    "Conversation",
    "Copies",
    "Done",
    "Export",
    "Extent",
    "Flaw",
    "Folder",
    "FolderKeeper",
    "Form",
    "Hits",
    "Imported",
    "Kept",
    "Key",
    "Known",
    "Listing",
    "Mailbox",
    "Mark",
    "Marked",
    "Moved",
    "News",
    "Older",
    "Only",
    "Order",
    "Over",
    "Pace",
    "Patience",
    "Pool",
    "Query",
    "Quota",
    "Removed",
    "Renamed",
    "Room",
    "Scope",
    "Selection",
    "Slice",
    "Space",
    "SpecialUse",
    "Step",
    "StoreAddress",
    "Stream",
    "Streamed",
    "Stripping",
    "Term",
    "View",
    "Voice",
    "Watchers",
    "WholeConversation",
    "attachments_together",
    "find_older",
    "find_place",
    "find_quota",
    "find_snoozed",
    "find_space",
    "grouped",
    "import_files",
    "is_for_good",
    "junk_sender",
    "looked_into",
    "packed_file",
    "read_contents",
    "read_enclosed",
    "read_source",
    "remove_older",
    "require_names",
    "resurface",
    "show_unanswered",
    "take_back",
    "wait_anew",
]
