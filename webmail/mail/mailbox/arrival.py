"""Arrival: a folder's newest messages by the date they came, wherever they have lain in between.

What is moved back gets a new UID, and would stand above today's mail if lists went by UIDs alone. Only the
window of the newest UIDs is put in order, so that a folder of ten years costs what a small one costs.
"""

from array import array
from collections.abc import Sequence
from contextlib import suppress

from webmail.mail.errors import DeedRefused
from webmail.mail.mailbox.argument import Atom
from webmail.mail.mailbox.connection import Connection, Selected
from webmail.mail.mailbox.fetched import fetched_by_uid
from webmail.mail.mailbox.kept import Kept
from webmail.mail.mailbox.numbers import Ranges, count_of, expand, newest
from webmail.mail.mailbox.search import sort_uids
from webmail.mail.mailbox.threads import WINDOW
from webmail.mail.mailbox.view import Order, View

_OLDEST = View(order=Order.OLDEST).keys(by_name=False)


def by_arrival(connection: Connection, kept: Kept, name: str, selected: Selected) -> Sequence[int]:
    """The UIDs of the newest messages of the folder that is open, by falling date; none if it does not tell.

    The store is asked only when the folder has changed.
    """
    known = kept.order(name, selected)
    if known is None:
        known = array("I", _asked(connection, selected) if selected.exists else ())
        kept.keep_order(name, selected, known)
    return known


def newest_of(found: Ranges, order: Sequence[int], *, skip: int, count: int) -> Sequence[int]:
    """Some of the UIDs found, by falling date as far as the order reaches, then by falling UID."""
    there = set(newest(found, skip=0, count=len(order)))
    first = [uid for uid in order if uid in there]
    shown = first[skip : skip + count]
    return [*shown, *newest(found, skip=max(skip, len(first)), count=count - len(shown))]


def _asked(connection: Connection, selected: Selected) -> Sequence[int]:
    first, last = max(1, selected.exists - WINDOW + 1), selected.exists
    wanted, stretch = last - first + 1, Atom(f"{first}:{last}")
    with suppress(DeedRefused):
        if connection.offers("SORT"):
            # Turned round here: of two in one second a store told REVERSE would put the earlier one first.
            found = sort_uids(connection, _OLDEST, [stretch])
            if count_of(found) == wanted:
                return expand(found, most=wanted)[::-1]
        answer = connection.command("FETCH", stretch, Atom("(UID INTERNALDATE)"))
        dates = {uid: fetched.received for uid, fetched in fetched_by_uid(answer).items()}
        if len(dates) == wanted:
            return sorted(dates, key=lambda uid: (dates[uid], uid), reverse=True)
    return ()
