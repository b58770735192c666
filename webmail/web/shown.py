"""Which list stands beside a message: the one it was opened from, as its address says."""

from flask import request

from webmail.web.everywhere_page import WORDS, EverywherePage
from webmail.web.list_page import ListPage
from webmail.web.space_page import SpacePage


def list_beside(folder: str) -> ListPage:
    """The list that this request's query names; without a word about it, the message's folder."""
    if request.args.get("everywhere") == "largest":
        return SpacePage(folder)
    only = WORDS.get(request.args.get("everywhere", ""))
    return EverywherePage.of(only, folder=folder) if only else ListPage.asked_for(folder)
