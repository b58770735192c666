"""The tree of folders as the store tells it: LIST-STATUS where it can, LIST and STATUS where not."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from webmail.mail.errors import ConnectionLost, DeedRefused, FolderMissing, StoreUnavailable
from webmail.mail.mailbox.answer import Answer, Unreadable, Value, read_values
from webmail.mail.mailbox.argument import Atom, FolderName, decode_folder_name
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.folder import Counted, Folder, Listed, make_tree

Numbers = dict[str, dict[str, int]]
"""What STATUS says, by folder and by the names of its items."""

_COUNTED = ("UNSEEN", "MESSAGES", "UIDVALIDITY", "UIDNEXT")


def read_tree(connection: Connection) -> tuple[Folder, ...]:
    """All folders with their counts; a folder that cannot be counted hides nothing."""
    listed, numbers = list_with_status(connection, " ".join(_COUNTED))
    counts = {name: Counted(*(each.get(key, 0) for key in _COUNTED)) for name, each in numbers.items()}
    return make_tree(listed, counts)


def list_with_status(
    connection: Connection, items: str, *, most: int | None = None
) -> tuple[list[Listed], Numbers]:
    """All folders and these items of STATUS: in one trip, or folder by folder, then for at most so many.

    A store that offers the one trip may refuse it because of a single folder.
    """
    if connection.offers("LIST-STATUS"):
        wanted = "SPECIAL-USE STATUS" if connection.offers("SPECIAL-USE") else "STATUS"
        with suppress(DeedRefused):
            answer = connection.command("LIST", "", "*", Atom(f"RETURN ({wanted} ({items}))"))
            return read_listed(answer), dict(_read_items(answer))
    listed = list_folders(connection)
    numbers: Numbers = {}
    for folder in [each for each in listed if each.selectable][:most]:
        with skipping():
            answer = connection.command("STATUS", FolderName(folder.name), Atom(f"({items})"))
            numbers.update(_read_items(answer))
    return listed, numbers


@contextmanager
def skipping() -> Iterator[None]:
    """Work on one folder of many: one that is gone, or that the store does not open now, hides no other."""
    try:
        yield
    except ConnectionLost:
        raise
    except (FolderMissing, DeedRefused, StoreUnavailable):
        return


def list_folders(connection: Connection) -> list[Listed]:
    """The folders without counts."""
    if connection.offers("SPECIAL-USE") and connection.offers("LIST-EXTENDED"):
        return read_listed(connection.command("LIST", "", "*", Atom("RETURN (SPECIAL-USE)")))
    return read_listed(connection.command("LIST", "", "*"))


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


def _read_items(answer: Answer) -> Iterator[tuple[str, dict[str, int]]]:
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
