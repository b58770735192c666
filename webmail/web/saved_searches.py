"""Saved searches as the folder list shows them: their words, and where they begin."""

from contextlib import suppress
from dataclasses import dataclass

from flask import url_for

from webmail.accounts import searches_of
from webmail.errors import SealBroken
from webmail.web.converters import unsealed_search
from webmail.web.current import current
from webmail.web.found_page import FoundPage, folder_label


@dataclass(frozen=True, slots=True)
class Saved:
    """One saved search; open says whether this is the page being shown."""

    words: str
    folder: str | None
    address: str
    open: bool


def saved_searches(shown: object = None) -> list[Saved]:
    """In the order of saving; one that cannot be opened any more is left out."""
    now = shown.kept if isinstance(shown, FoundPage) else None
    found = []
    for sealed in searches_of(current.account):
        with suppress(SealBroken):
            state = unsealed_search(sealed)
            folder = folder_label(state.scope.folder) if state.scope.folder is not None else None
            found.append(Saved(state.typed, folder, url_for("mailbox.search", search=state), sealed == now))
    return found
