"""What changes messages: flags, moving, removing; each command is sent once and never again."""

from collections.abc import Sequence

from webmail.mail.errors import DeedRefused, FolderMissing, KeywordRefused, MessageGone
from webmail.mail.flags import Flag, Keyword
from webmail.mail.mailbox.answer import Answer
from webmail.mail.mailbox.argument import Atom, FolderName
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.deadline import Deadline
from webmail.mail.mailbox.fetched import fetched_by_uid
from webmail.mail.mailbox.moved import MOST_MOVED, Copied, Moved, read_copied
from webmail.mail.mailbox.numbers import expand, written
from webmail.mail.mailbox.search import search_uids

MOVE_SECONDS = 15.0
_NO_SUCH_TARGET = ("TRYCREATE", "NONEXISTENT")


def store_flag(connection: Connection, uids: Sequence[int], flag: Flag | Keyword, *, on: bool) -> int:
    """Sets or clears the flag and gives how many messages were there; MessageGone when none was."""
    change = Atom("+FLAGS" if on else "-FLAGS")
    answer = connection.command("UID", Atom("STORE"), Atom(written(uids)), change, [Atom(flag.value)])
    told = _count(answer, uids)
    # A store may stay silent about flags that were so before; only then it is asked.
    return told if told == len(set(uids)) else _require_some(connection, uids)


def find_without(
    connection: Connection, uids: Sequence[int], flag: Flag | Keyword, *, on: bool
) -> tuple[int, ...]:
    """Those of the messages that setting (or clearing) the flag would change."""
    key = flag.value
    word = f"KEYWORD {key}" if key[0] != "\\" else key[1:].upper()
    criterion = Atom(f"UN{word}" if on else word)
    found = search_uids(connection, [Atom("UID"), Atom(written(uids)), criterion])
    return expand(found, most=MOST_MOVED)


def require_kept(connection: Connection, uids: Sequence[int], keyword: Keyword) -> None:
    """KeywordRefused when the store said OK to a keyword and forgot it (RFC 9051, PERMANENTFLAGS)."""
    if uids and len(find_without(connection, uids, keyword, on=True)) == len(uids):
        raise KeywordRefused("the store keeps no keywords")


def mark_seen(connection: Connection, uid: int) -> None:
    """Sets Seen without asking for an answer."""
    connection.command("UID", Atom("STORE"), uid, Atom("+FLAGS.SILENT"), [Atom(Flag.SEEN.value)])


def relocate(connection: Connection, uids: Sequence[int], *, source: str, target: str) -> Moved:
    """MOVE (RFC 6851), else COPY and take away; FolderMissing when there is no such target."""
    take_time(connection)
    verb = "MOVE" if connection.offers("MOVE") else "COPY"
    if verb == "COPY" and not connection.offers("UIDPLUS"):
        uids = _not_taken_away(connection, uids)
    numbers = Atom(written(uids))
    try:
        answer = connection.command("UID", Atom(verb), numbers, FolderName(target))
    except DeedRefused as error:
        if str(error) in _NO_SUCH_TARGET:
            raise FolderMissing("no such folder to move to") from error
        raise
    copied = read_copied(answer)
    if copied is None:
        _require_moved(connection, uids, answer, verb=verb)
    if verb == "COPY":
        take_away(connection, list(copied.source) if copied else list(uids))
    return _moved(answer, copied, uids, source=source, target=target)


def _not_taken_away(connection: Connection, uids: Sequence[int]) -> Sequence[int]:
    """Those not flagged Deleted: such a store keeps what was moved, and moving it again would double it."""
    criteria = [Atom("UID"), Atom(written(uids)), Atom("UNDELETED")]
    left = expand(search_uids(connection, criteria), most=len(uids))
    if not left:
        raise MessageGone("all of the messages were taken away before")
    return left


def _moved(answer: Answer, copied: Copied | None, uids: Sequence[int], *, source: str, target: str) -> Moved:
    if copied is not None:
        return Moved(source, target, copied.uidvalidity, copied.target, len(copied.target))
    return Moved(source, target, 0, (), min(count_expunged(answer) or len(uids), len(uids)))


def _require_moved(connection: Connection, uids: Sequence[int], answer: Answer, *, verb: str) -> None:
    """Without COPYUID: something went if EXPUNGE says so or, after COPY, if it is still there."""
    if verb == "COPY":
        _require_some(connection, uids)
    elif not count_expunged(answer):
        raise MessageGone("none of the messages is there any more")


def _require_some(connection: Connection, uids: Sequence[int]) -> int:
    """How many of the messages are there."""
    answer = connection.command("UID", Atom("FETCH"), Atom(written(uids)), Atom("(UID)"))
    there = _count(answer, uids)
    if not there:
        raise MessageGone("none of the messages is there any more")
    return there


def _count(answer: Answer, uids: Sequence[int]) -> int:
    """How many of these the answer is about; changes to others come unasked."""
    return len(fetched_by_uid(answer).keys() & set(uids))


def take_time(connection: Connection) -> None:
    """From here on the store may really have much to do; until here, silence meant that it is away."""
    connection.hasten(Deadline.after(MOVE_SECONDS), read_seconds=MOVE_SECONDS)


def take_away(connection: Connection, uids: Sequence[int]) -> Answer:
    """Flags Deleted and expunges these alone; without UIDPLUS only flags, as EXPUNGE takes others' too."""
    numbers = Atom(written(uids))
    connection.command("UID", Atom("STORE"), numbers, Atom("+FLAGS.SILENT"), [Atom(Flag.DELETED.value)])
    if connection.offers("UIDPLUS"):
        return connection.command("UID", Atom("EXPUNGE"), numbers)
    return Answer(status="OK", text=b"")


def remove_for_good(connection: Connection, uids: Sequence[int]) -> int:
    """How many are gone for good, or flagged so where the store cannot expunge by UID."""
    there = _require_some(connection, uids)
    take_time(connection)
    take_away(connection, uids)
    return there


def count_expunged(answer: Answer) -> int:
    return sum(1 for _ in answer.numbered(b"EXPUNGE")) + sum(1 for _ in answer.lines(b"VANISHED"))
