"""Ways to look at a folder: which messages, in which order; and what a store that cannot do it gives."""

import pytest

from tests.mail.conftest import MakeMailbox, Place, letter
from tests.mail.mailbox.test_listing import subjects
from tests.servers.fault import Fault
from tests.servers.recorder import Recorder
from webmail.mail import Mailbox, Only, Order, UnsafeArgument, View

LETTERS = (
    ("Zeugnisse", "Carla Clausen <c@schule.example>", 10),
    ("Aufsicht", "Boris Becker <z@schule.example>", 3000),
    ("Mensa", "Anna Arnold <m@schule.example>", 200),
)


@pytest.fixture
def filled(place: Place) -> Place:
    for subject, sender, length in LETTERS:
        place.append("INBOX", letter(subject=subject, sender=sender, text="x" * length))
    return place


SORTED = {
    Order.NEWEST: ["Mensa", "Aufsicht", "Zeugnisse"],
    Order.OLDEST: ["Zeugnisse", "Aufsicht", "Mensa"],
    Order.SENDER: ["Mensa", "Aufsicht", "Zeugnisse"],
    Order.SUBJECT: ["Aufsicht", "Mensa", "Zeugnisse"],
    Order.LARGEST: ["Aufsicht", "Mensa", "Zeugnisse"],
}


@pytest.mark.parametrize("order", Order)
def test_a_store_that_sorts_does_so_and_another_lists_by_date(
    filled: Place, mailbox: Mailbox, order: Order
) -> None:
    listing = mailbox.list("INBOX", view=View(order=order))
    can = filled.kind == "dovecot"
    assert subjects(listing) == SORTED[order if can else Order.NEWEST]
    assert (listing.view.order, listing.sorts) == (order if can else Order.NEWEST, can)


def test_outgoing_mail_is_sorted_by_recipient(dovecot_place: Place, make_mailbox: MakeMailbox) -> None:
    for number, to in enumerate(("Zoe <a@x.example>", "Ada <z@x.example>")):
        dovecot_place.append("Sent", letter(subject=f"An {number}", to=to))
    listing = make_mailbox(dovecot_place).list("Sent", view=View(order=Order.SENDER, outgoing=True))
    assert subjects(listing) == ["An 1", "An 0"]


@pytest.mark.parametrize("page", [1, 2, 3, 9])
def test_a_sorted_folder_has_pages_and_one_beyond_the_end_is_the_last(
    dovecot_place: Place, make_mailbox: MakeMailbox, page: int
) -> None:
    dovecot_place.fill("INBOX", 120)
    listing = make_mailbox(dovecot_place).list("INBOX", page=page, view=View(order=Order.OLDEST))
    first = {1: 1, 2: 51}.get(page, 101)
    assert subjects(listing)[0] == f"Nummer {first}"
    assert (listing.page, listing.pages, listing.total) == (min(page, 3), 3, 120)


def test_a_store_that_tells_all_of_the_order_gives_the_same_page(make_mailbox: MakeMailbox) -> None:
    told = " ".join(str(uid) for uid in range(120, 0, -1)).encode()
    with Recorder(
        capability="IMAP4rev1 SORT", answers={"UID SORT": b"* SORT " + told + b"\r\n@TAG@ OK done\r\n"}
    ) as recorder:
        make_mailbox(recorder).list("INBOX", page=2, view=View(order=Order.LARGEST))
        fetched = next(command for command in recorder.commands if command.startswith(b"UID FETCH"))
    assert fetched.startswith(b"UID FETCH 21:70 ")


def test_only_starred_leaves_the_others_out(filled: Place, mailbox: Mailbox) -> None:
    filled.append("INBOX", letter(subject="Wichtig"), (b"\\Flagged",))
    listing = mailbox.list("INBOX", view=View(Only.STARRED))
    assert (subjects(listing), listing.total) == (["Wichtig"], 1)


def test_attachments_are_known_where_the_store_marks_them(
    dovecot_place: Place, make_mailbox: MakeMailbox
) -> None:
    dovecot_place.append("INBOX", letter(subject="Ohne"))
    mailbox = make_mailbox(dovecot_place)
    assert not mailbox.list("INBOX").knows_attachments
    dovecot_place.append("INBOX", letter(subject="Mit"), (b"$HasAttachment",))
    listing = mailbox.list("INBOX", view=View(Only.ATTACHED))
    assert (subjects(listing), listing.knows_attachments) == (["Mit"], True)


def test_a_filter_and_an_order_go_together(dovecot_place: Place, make_mailbox: MakeMailbox) -> None:
    for subject in ("B", "A", "C"):
        dovecot_place.append("INBOX", letter(subject=subject), (b"\\Flagged",) if subject != "C" else ())
    listing = make_mailbox(dovecot_place).list("INBOX", view=View(Only.STARRED, Order.SUBJECT))
    assert subjects(listing) == ["A", "B"]


@pytest.mark.parametrize("view", [View(order=Order.LARGEST), View(Only.STARRED)])
def test_a_view_costs_three_round_trips_the_first_time(
    dovecot_place: Place, fault: Fault, make_mailbox: MakeMailbox, view: View
) -> None:
    dovecot_place.append("INBOX", letter(), (b"\\Flagged",))
    mailbox = make_mailbox(fault)
    mailbox.list("INBOX", view=View(Only.UNREAD))
    fault.forget()
    mailbox.list("INBOX", view=view)
    assert len(fault.commands) == 3


@pytest.mark.parametrize("tag", ["", "zwei wörter", "a)", "(", "x\r\ny", "%", '"', "\\Seen", "a" * 101])
def test_a_keyword_that_is_no_atom_is_never_sent(place: Place, mailbox: Mailbox, tag: str) -> None:
    with pytest.raises(UnsafeArgument):
        mailbox.list("INBOX", view=View(tag=tag))
