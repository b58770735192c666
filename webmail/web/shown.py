"""Which list stands beside a message: the one it was opened from, as its address says."""

from flask import request

from webmail.web.everywhere_page import EverywherePage
from webmail.web.found_page import FoundPage
from webmail.web.list_page import ListPage


def list_beside(folder: str) -> ListPage | FoundPage:
    """The list that this request's query names; without a word about it, the message's folder."""
    word = request.args.get("everywhere")
    page = EverywherePage.named(word, folder=folder) if word else None
    return page or FoundPage.asked_for() or ListPage.asked_for(folder)
