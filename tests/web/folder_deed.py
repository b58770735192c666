"""Every view that changes a folder, as the request a browser would send."""

from collections.abc import Callable, Mapping

from werkzeug.test import TestResponse

from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor
from tests.web.deed import list_path, post, sealed
from webmail.mail import MessageRef

FOLDER = "Klassen"
Fields = Callable[[Visitor, MessageRef], Mapping[str, str]]


def _asked(_visitor: Visitor, ref: MessageRef) -> Mapping[str, str]:
    return {"sure": "yes", "uidvalidity": str(ref.uidvalidity), "uidnext": str(ref.uid + 1)}


# The folder the deed is done to; None where there is none yet.
FOLDER_DEEDS: dict[str, tuple[str | None, str, Fields]] = {
    "mailbox.make_folder": (None, "folders/new", lambda _visitor, _ref: {"name": "Neu"}),
    "mailbox.rename_folder": (FOLDER, "rename", lambda _visitor, _ref: {"name": "Kurse"}),
    "mailbox.place_folder": (
        FOLDER,
        "place",
        lambda visitor, _ref: {"below": sealed(visitor.app, "Archive")},
    ),
    "mailbox.remove_folder": (FOLDER, "remove", _asked),
    "mailbox.empty_folder": ("Trash", "empty", _asked),
    "mailbox.read_folder": (
        FOLDER,
        "read",
        lambda _visitor, ref: {"seen": f"{ref.uidvalidity}.{ref.uid + 1}"},
    ),
    "mailbox.favour_folder": (FOLDER, "favour", lambda _visitor, _ref: {"favour": "on"}),
    "mailbox.hide_folder": (FOLDER, "hide", lambda _visitor, _ref: {"hide": "on"}),
}


def path_of(visitor: Visitor, name: str) -> str:
    folder, verb, _fields = FOLDER_DEEDS[name]
    return f"{list_path(visitor.app, folder)}/{verb}" if folder else f"/mailbox/{verb}"


def do_to_folder(visitor: Visitor, name: str, refs: Mapping[str, MessageRef]) -> TestResponse:
    """Sends one deed of the table; refs has the last message of each folder."""
    folder, _verb, fields = FOLDER_DEEDS[name]
    return post(visitor, path_of(visitor, name), fields(visitor, refs[folder or FOLDER]))


def marks(store: Dovecot, address: str, ref: MessageRef) -> set[str]:
    """The flags of a message."""
    with store.client(address) as client:
        client.select_folder(ref.folder, readonly=True)
        return {flag.decode() for flag in client.get_flags([ref.uid])[ref.uid]} - {"\\Recent"}
