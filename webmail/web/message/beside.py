"""Beside: the next newer and the next older row of the list a message or a conversation was opened from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from flask import redirect, url_for
from werkzeug.wrappers import Response

from webmail.mail import Conversation, MessageRef, Order
from webmail.web.current import current
from webmail.web.found_page import FoundPage
from webmail.web.list_page import ListPage
from webmail.web.message import bp
from webmail.web.pages import done, leave
from webmail.web.shown import List, list_beside, refs_of
from webmail.web.words import _


@dataclass(frozen=True)
class Beside:
    """The two addresses; None at the end of the list.

    Where the list is at hand, or kept, they lead straight to the message, else to a view that looks.
    """

    shown: List
    ref: MessageRef

    @cached_property
    def _page(self) -> Sequence[MessageRef]:
        """The messages of the page, as far as they cost nothing."""
        shown = self.shown
        if "listing" in vars(shown):
            return refs_of(shown)
        if type(shown) is ListPage and shown.view.plain and not shown.as_conversations:
            return current.mailbox.kept_page(self.ref, page=shown.page, size=current.taste.page_size)
        return ()

    @property
    def newer(self) -> str | None:
        return self._step(
            -1, "message.newer", at_end=isinstance(self.shown, FoundPage) or self.shown.page == 1
        )

    @property
    def older(self) -> str | None:
        read = "listing" in vars(self.shown)
        return self._step(1, "message.older", at_end=read and self.shown.listing.older is None)

    def _step(self, step: int, looking: str, *, at_end: bool) -> str | None:
        here = _place(self.shown, self._page, self.ref)
        if here is not None:
            place = here + step
            if 0 <= place < len(self._page):
                return _address(self.shown, self._page[place])
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
    shown = list_beside(ref.folder)
    found = _next(shown, ref, step)
    if found is not None:
        return redirect(_address(shown, found))
    number = shown.listing.newer if step < 0 else shown.listing.older
    if number is None or isinstance(shown, FoundPage):
        return done(at_end, back_to=shown.url())
    beyond = replace(shown, page=number)
    rows = beyond.listing.rows
    # The list beside the message must show another page, so this is no piece of the page that is open.
    return leave(_address(beyond, rows[0 if step > 0 else -1].ref) if rows else beyond.url())


def _address(shown: List, ref: MessageRef) -> str:
    """Where the row of this message leads; a conversation's row to all of it."""
    if ref.uid in _talks(shown):
        return url_for("message.conversation", ref=ref, **shown.query)
    return shown.message_url(ref)


def _next(shown: List, ref: MessageRef, step: int) -> MessageRef | None:
    """The neighbour on this page; a message that has left the list since is missed by its number."""
    refs = refs_of(shown)
    here = _place(shown, refs, ref)
    if here is not None:
        place = here + step
        return refs[place] if 0 <= place < len(refs) else None
    if isinstance(shown, FoundPage) or shown.mixed or shown.view.order is not Order.NEWEST:
        return None
    if step > 0:
        return next((each for each in refs if each.uid < ref.uid), None)
    return next((each for each in reversed(refs) if each.uid > ref.uid), None)


def _place(shown: List, refs: Sequence[MessageRef], ref: MessageRef) -> int | None:
    """Where the message stands; one that is folded into a conversation stands where that does."""
    if ref in refs:
        return refs.index(ref)
    holder = next((uid for uid, talk in _talks(shown).items() if ref.uid in talk.uids), None)
    return next((n for n, each in enumerate(refs) if each.uid == holder and each.folder == ref.folder), None)


def _talks(shown: List) -> Mapping[int, Conversation]:
    """The conversations among the rows by UID, where the list is at hand; a mixed list has none."""
    return shown.listing.conversations if "listing" in vars(shown) else {}
