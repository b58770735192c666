"""The tree of folders as the store tells it: LIST-STATUS where it can, LIST and STATUS where not."""

from collections.abc import Iterator

from webmail.mail.errors import ConnectionLost, DeedRefused, StoreUnavailable
from webmail.mail.mailbox.answer import Answer, Unreadable, Value, read_values
from webmail.mail.mailbox.argument import Atom, FolderName, decode_folder_name
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.folder import Counted, Folder, Listed, make_tree

Counts = dict[str, Counted]

_COUNTS = "(MESSAGES UNSEEN UIDVALIDITY UIDNEXT)"


def read_tree(connection: Connection) -> tuple[Folder, ...]:
    """All folders with their counts; a folder that cannot be counted hides nothing."""
    if connection.offers("LIST-STATUS"):
        wanted = "SPECIAL-USE STATUS" if connection.offers("SPECIAL-USE") else "STATUS"
        try:
            answer = connection.command("LIST", "", "*", Atom(f"RETURN ({wanted} {_COUNTS})"))
        except DeedRefused:
            return make_tree(list_folders(connection), {})
        return make_tree(read_listed(answer), read_counts(answer))
    listed = list_folders(connection)
    counts: Counts = {}
    for folder in listed:
        if folder.selectable:
            counts.update(_count(connection, folder.name))
    return make_tree(listed, counts)


def list_folders(connection: Connection) -> list[Listed]:
    """The folders without counts."""
    if connection.offers("SPECIAL-USE") and connection.offers("LIST-EXTENDED"):
        return read_listed(connection.command("LIST", "", "*", Atom("RETURN (SPECIAL-USE)")))
    return read_listed(connection.command("LIST", "", "*"))


def _count(connection: Connection, name: str) -> Counts:
    try:
        return read_counts(connection.command("STATUS", FolderName(name), Atom(_COUNTS)))
    except ConnectionLost:
        raise
    except (DeedRefused, StoreUnavailable):
        return {}


def read_listed(answer: Answer, kind: bytes = b"LIST") -> list[Listed]:
    """LIST responses; one that cannot be read is left out."""
    found: list[Listed] = []
    for record in answer.lines(kind):
        try:
            attributes, delimiter, raw = (*read_values(record), None, None, None)[:3]
        except Unreadable:
            continue
        words = attributes if isinstance(attributes, list) else []
        lower = {word.decode("ascii", "replace").lower() for word in words if isinstance(word, bytes)}
        name = _folder_name(raw)
        if name is None:
            # It can be seen but not named again, so it must not be opened.
            name, lower = _octets(raw).decode("ascii", "replace"), lower | {"\\noselect"}
        if name:
            mark = delimiter.decode("ascii", "replace") if isinstance(delimiter, bytes) else None
            found.append(Listed(name=name, delimiter=mark or None, attributes=frozenset(lower)))
    return found


def read_counts(answer: Answer) -> Counts:
    """What STATUS responses say, by folder."""
    keys = ("UNSEEN", "MESSAGES", "UIDVALIDITY", "UIDNEXT")
    return {name: Counted(*(items.get(key, 0) for key in keys)) for name, items in read_items(answer)}


def read_items(answer: Answer) -> Iterator[tuple[str, dict[str, int]]]:
    """What STATUS responses say: each folder with its numbers by their names."""
    for record in answer.lines(b"STATUS"):
        try:
            raw, items = (*read_values(record), None, None)[:2]
        except Unreadable:
            continue
        name = _folder_name(raw)
        if name is None or not isinstance(items, list):
            continue
        yield (
            name,
            {
                key.decode("ascii", "replace").upper(): number
                for key, number in zip(items[::2], items[1::2], strict=False)
                if isinstance(key, bytes) and isinstance(number, int)
            },
        )


def _folder_name(value: Value) -> str | None:
    name = decode_folder_name(_octets(value))
    return "INBOX" if name is not None and name.upper() == "INBOX" else name


def _octets(value: Value) -> bytes:
    """A folder may be called 2025 or NIL."""
    if isinstance(value, bytes):
        return value
    return b"NIL" if value is None else str(value).encode() if isinstance(value, int) else b""
