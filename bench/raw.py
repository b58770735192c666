"""The same jobs by the standard library's imaplib on an open connection; nothing is made of the answers."""

import imaplib
import socket

from tests.cast import Person
from tests.servers.dovecot import Dovecot

FIELDS = "BODY.PEEK[HEADER.FIELDS (FROM SENDER TO CC BCC SUBJECT)]"
ROWS = f"(UID FLAGS INTERNALDATE RFC822.SIZE PREVIEW BODYSTRUCTURE {FIELDS})"
ROWS_KEPT = "(UID FLAGS)"
MESSAGE = "(UID FLAGS INTERNALDATE RFC822.SIZE BODYSTRUCTURE BODY.PEEK[HEADER] BODY.PEEK[{section}])"
MESSAGE_KEPT = "(UID FLAGS)"


class Raw:
    """One open connection of one person; each verb is one round trip."""

    def __init__(self, dovecot: Dovecot, person: Person) -> None:
        self._imap = imaplib.IMAP4(dovecot.host, dovecot.port)
        self._imap.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._imap.login(person.address, person.typed)

    def close(self) -> None:
        self._imap.logout()

    def list(self, stretch: str, items: str) -> None:
        """A page of a folder."""
        self._imap.select("INBOX", readonly=True)
        self._told(self._imap.fetch(stretch, items))

    def thread(self, newest: str, stretch: str, items: str) -> None:
        """A page of conversations: the store threads the newest messages, and tells fifty rows."""
        self._imap.select("INBOX", readonly=True)
        self._told(self._imap.uid("THREAD", "REFS", "UTF-8", newest))
        self._told(self._imap.fetch(stretch, items))

    def read(self, uid: int, items: str, *, mark: bool) -> None:
        """One message, marked as seen if it was not."""
        self._imap.select("INBOX")
        self._told(self._imap.uid("FETCH", str(uid), items))
        if mark:
            self._told(self._imap.uid("STORE", str(uid), "+FLAGS.SILENT", "(\\Seen)"))

    def flag(self, uid: int, *, on: bool) -> None:
        """A star, or none."""
        self._imap.select("INBOX")
        self._told(self._imap.uid("STORE", str(uid), "+FLAGS" if on else "-FLAGS", "(\\Flagged)"))

    def search(self, criteria: str, *, most: int, items: str) -> None:
        """All that is found in the inbox, and the rows of the newest of them."""
        self._imap.select("INBOX", readonly=True)
        answer = self._imap.uid("SEARCH", criteria)
        self._told(answer)
        uids = answer[1][0].split()[-most:]
        if uids:
            self._told(self._imap.uid("FETCH", b",".join(uids).decode(), items))

    def folders(self) -> None:
        """The whole tree with its counts."""
        counted = "(SPECIAL-USE STATUS (MESSAGES UNSEEN))"
        self._told(self._imap._simple_command("LIST", '""', "*", "RETURN", counted))

    def _told(self, answer: tuple[str, object]) -> None:
        if answer[0] != "OK":
            raise RuntimeError(f"the store refuses: {answer}")
        # imaplib collects what it was told; the next answer would be cut out of a growing heap.
        self._imap.untagged_responses.clear()
