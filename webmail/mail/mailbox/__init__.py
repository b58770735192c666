"""What lies in the IMAP store."""

from webmail.mail.mailbox.connection import StoreAddress
from webmail.mail.mailbox.deadline import Patience
from webmail.mail.mailbox.enclosed import read_enclosed
from webmail.mail.mailbox.export import Export, Form
from webmail.mail.mailbox.folder import Folder, SpecialUse
from webmail.mail.mailbox.importing import Failure, Imported, import_files
from webmail.mail.mailbox.kept import Kept
from webmail.mail.mailbox.letters import Flaw
from webmail.mail.mailbox.lister import MOST_AT_ONCE
from webmail.mail.mailbox.listing import Listing
from webmail.mail.mailbox.mailbox import Mailbox
from webmail.mail.mailbox.moved import Done, Marked, Moved, Step
from webmail.mail.mailbox.pool import Pool
from webmail.mail.mailbox.selection import Selection, take_back
from webmail.mail.mailbox.source import Source, read_source
from webmail.mail.mailbox.streaming import Streamed, looked_into
from webmail.mail.mailbox.together import attachments_together
from webmail.mail.mailbox.view import PLAIN, Only, Order, View

__all__ = [
    "MOST_AT_ONCE",
    "PLAIN",
    "Done",
    "Export",
    "Failure",
    "Flaw",
    "Folder",
    "Form",
    "Imported",
    "Kept",
    "Listing",
    "Mailbox",
    "Marked",
    "Moved",
    "Only",
    "Order",
    "Patience",
    "Pool",
    "Selection",
    "Source",
    "SpecialUse",
    "Step",
    "StoreAddress",
    "Streamed",
    "View",
    "attachments_together",
    "import_files",
    "looked_into",
    "read_enclosed",
    "read_source",
    "take_back",
]
