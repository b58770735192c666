"""A keeper of folders on either store, and what really lies there."""

from collections.abc import Callable

import pytest

from tests.mail.conftest import Place
from webmail.mail import FolderKeeper, FolderRefused, Mailbox

Keep = Callable[[Mailbox], FolderKeeper]


class Notes:
    """What is told to whoever keeps something by a folder's name."""

    def __init__(self) -> None:
        self.told: list[tuple[str, ...]] = []

    def renamed(self, old: str, new: str, *, delimiter: str | None) -> None:
        self.told.append((old, new))

    def removed(self, name: str, *, delimiter: str | None) -> None:
        self.told.append((name,))


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def keep(notes: Notes) -> Keep:
    """The keeper of a mailbox's folders."""
    return lambda mailbox: FolderKeeper(borrower=mailbox.borrower, notes=notes, policy=mailbox.policy)


@pytest.fixture
def keeper(mailbox: Mailbox, keep: Keep) -> FolderKeeper:
    return keep(mailbox)


def names(place: Place) -> set[str]:
    """The folders that really are there, without those with a use."""
    with place.client() as client:
        there = {name for _, _, name in client.list_folders()}
    return there - {"INBOX", "Drafts", "Sent", "Archive", "Junk", "Trash"}


def lay(place: Place, *folders: str) -> None:
    with place.client() as client:
        for each in ("Trash", *folders):
            if not client.folder_exists(each):
                client.create_folder(each)


def why(deed: Callable[[], object]) -> str:
    with pytest.raises(FolderRefused) as refused:
        deed()
    return refused.value.reason
