"""Beside: the next newer and the next older message of the list a message was opened from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from flask import redirect, url_for
from werkzeug.wrappers import Response

from webmail.mail import PLAIN, MessageRef, Order
from webmail.web.current import current
from webmail.web.list_page import ListPage
from webmail.web.message import bp
from webmail.web.pages import done, leave
from webmail.web.words import _


@dataclass(frozen=True)
class Beside:
    """The two addresses; None at the end of the list.

    Where the list is at hand, or kept, they lead straight to the message, else to a view that looks.
    """

    shown: ListPage
    ref: MessageRef

    @cached_property
    def _page(self) -> Sequence[MessageRef]:
        """The messages of the page, as far as they cost nothing."""
        if "listing" in vars(self.shown):
            return [row.ref for row in self.shown.listing.rows]
        if self.shown.words is None and self.shown.view == replace(PLAIN, outgoing=self.shown.view.outgoing):
            return current.mailbox.kept_page(self.ref, page=self.shown.page)
        return ()

    @property
    def newer(self) -> str | None:
        return self._step(-1, "message.newer", at_end=self.shown.page == 1)

    @property
    def older(self) -> str | None:
        read = "listing" in vars(self.shown)
        return self._step(1, "message.older", at_end=read and self.shown.listing.older is None)

    def _step(self, step: int, looking: str, *, at_end: bool) -> str | None:
        if self.ref in self._page:
            place = self._page.index(self.ref) + step
            if 0 <= place < len(self._page):
                return self.shown.message_url(self._page[place])
            if at_end:
                return None
        return url_for(looking, ref=self.ref, **self.shown.query)


@bp.get("/<message:ref>/newer")
def newer(ref: MessageRef) -> Response:
    """Looks for the next newer message of the list."""
    return _go(ref, -1, at_end=_("This was the first message of the list."))


@bp.get("/<message:ref>/older")
def older(ref: MessageRef) -> Response:
    """Looks for the next older message of the list."""
    return _go(ref, 1, at_end=_("This was the last message of the list."))


def _go(ref: MessageRef, step: int, *, at_end: str) -> Response:
    shown = ListPage.asked_for(ref.folder)
    found = _next(shown, ref, step)
    if found is not None:
        return redirect(shown.message_url(found))
    number = shown.listing.newer if step < 0 else shown.listing.older
    if number is None:
        return done(at_end, back_to=shown.url())
    beyond = replace(shown, page=number)
    rows = beyond.listing.rows
    # The list beside the message must show another page, so this is no piece of the page that is open.
    return leave(beyond.message_url(rows[0 if step > 0 else -1].ref) if rows else beyond.url())


def _next(shown: ListPage, ref: MessageRef, step: int) -> MessageRef | None:
    """The neighbour on this page; a message that has left the list since is missed by its number."""
    refs = [row.ref for row in shown.listing.rows]
    if ref in refs:
        place = refs.index(ref) + step
        return refs[place] if 0 <= place < len(refs) else None
    if shown.words is None and shown.view.order is not Order.NEWEST:
        return None
    if step > 0:
        return next((each for each in refs if each.uid < ref.uid), None)
    return next((each for each in reversed(refs) if each.uid > ref.uid), None)
