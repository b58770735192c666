"""What else of a sender lies in the inbox."""

from webmail.mail.address import Address
from webmail.mail.errors import DeedRefused, MessageGone
from webmail.mail.mailbox.argument import Argument, Atom
from webmail.mail.mailbox.borrowing import Borrower, select_ref
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.fetched import fetched_by_uid
from webmail.mail.mailbox.folder import INBOX
from webmail.mail.mailbox.numbers import newest, written
from webmail.mail.mailbox.search import search_uids
from webmail.mail.reading.headers import read_header
from webmail.mail.ref import MessageRef

MOST = 1000

_FROM = Atom("(UID BODY.PEEK[HEADER.FIELDS (FROM)]<0.8192>)")


def find_by_sender(borrower: Borrower, ref: MessageRef, *, own: Address) -> list[MessageRef]:
    """This message and those in the inbox from the same address, at most MOST; MessageGone without it.

    DeedRefused when it is one's own.
    """

    def look(connection: Connection) -> list[MessageRef]:
        select_ref(connection, ref, readonly=True)
        sender = _senders(connection, [ref.uid]).get(ref.uid)
        if sender is None:
            raise MessageGone("the message is not there any more")
        if not sender:
            return [ref]
        if sender == own.spec.lower():
            raise DeedRefused("one's own address is no stranger's")
        selected = connection.select(INBOX, readonly=True)
        criteria: list[Argument] = [Atom("FROM"), sender]
        if not sender.isascii():
            criteria.insert(0, Atom("CHARSET UTF-8"))
        uids = newest(search_uids(connection, criteria), skip=0, count=MOST)
        # The store looks for a piece of the field: "a@x" is in "anna@x" too.
        same = [uid for uid, found in _senders(connection, uids).items() if found == sender] if uids else []
        others = [MessageRef(INBOX, selected.uidvalidity, uid) for uid in same]
        return [ref, *(other for other in others if other != ref)]

    return borrower.reading(look)


def _senders(connection: Connection, uids: list[int]) -> dict[int, str]:
    """The sender's address of each message, in lower case; empty where there is not exactly one."""
    answer = connection.command("UID", Atom("FETCH"), Atom(written(uids)), _FROM)
    found = {}
    for uid, fetched in fetched_by_uid(answer).items():
        senders = read_header(fetched.header).addresses("from", limit=2)
        found[uid] = senders[0].spec.lower() if len(senders) == 1 else ""
    return found
