"""Which list stands beside a message: the one it was opened from, as its address says."""

from flask import request

from webmail.mail import MessageRef
from webmail.web.converters import FOLDER
from webmail.web.current import current
from webmail.web.everywhere_page import EverywherePage
from webmail.web.found_page import FoundPage
from webmail.web.list_page import ListPage
from webmail.web.space_page import SpacePage

List = ListPage | FoundPage


def folder_beside(ref: MessageRef) -> str:
    """The folder that is open: the message's own, but for one of a conversation, which may lie in another."""
    sealed = request.args.get("at")
    return current.unseal(FOLDER, sealed) if sealed else ref.folder


def list_beside(folder: str) -> List:
    """The list that this request's query names; without a word about it, the message's folder."""
    word = request.args.get("everywhere")
    if word == "largest":
        return SpacePage(folder)
    page = EverywherePage.named(word, folder=folder) if word else None
    return page or FoundPage.asked_for() or ListPage.asked_for(folder)


def refs_of(shown: List) -> list[MessageRef]:
    """The messages of the page in their order."""
    rows = shown.listing.rows
    return [row.ref for row in ((*rows, *shown.more.rows) if isinstance(shown, FoundPage) else rows)]
