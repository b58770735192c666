"""The list of conversations: what stands in it, what it costs, what it survives."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.mail.conftest import MakeMailbox, Place
from tests.servers.fault import Fault
from webmail.mail import Kept, Listing, Mailbox, MessageRef
from webmail.mail.mailbox import linking
from webmail.mail.mailbox.conversation import ROWS_READ

BORIS, CARLA = "Boris Becker <boris.becker@schule.example>", "Carla Conrad <carla.conrad@schule.example>"
ANNA = "Anna Arnold <anna.arnold@schule.example>"
MORNING = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


def mail(
    own: str = "", *answered: str, subject: str = "Elternabend", sender: str = BORIS, pdf: bool = False
) -> bytes:
    """A message with a name, and the names it answers."""
    head = [f"From: {sender}", f"To: {ANNA}", f"Subject: {subject}", "MIME-Version: 1.0"]
    if own:
        head.append(f"Message-ID: <{own}@x.example>")
    if answered:
        head.append("References: " + "\r\n ".join(f"<{each}@x.example>" for each in answered))
    head.append("Content-Type: application/pdf" if pdf else "Content-Type: text/plain")
    if pdf:
        head.append("Content-Disposition: attachment; filename=plan.pdf")
    return ("\r\n".join(head) + "\r\n\r\nGuten Tag.\r\n").encode()


def counted(listing: Listing) -> list[tuple[str, int]]:
    """Subject and number of messages of each row."""
    return [
        (
            row.envelope.subject,
            listing.conversations[row.uid].count if row.uid in listing.conversations else 1,
        )
        for row in listing.rows
    ]


def tell(place: Place) -> list[MessageRef]:
    """Boris asks, Anna answers, Carla answers her; between them a message that has nothing to do with it."""
    letters = (
        ("INBOX", mail("a")),
        ("Sent", mail("b", "a", sender=ANNA)),
        ("INBOX", mail("x", subject="Krankmeldung")),
        ("INBOX", mail("c", "a", "b", sender=CARLA, subject="Re: Elternabend")),
    )
    return [
        place.append(folder, raw, received=MORNING + timedelta(hours=hour))
        for hour, (folder, raw) in enumerate(letters)
    ]


@pytest.fixture
def talk(place: Place) -> list[MessageRef]:
    """The same on either store."""
    return tell(place)


@pytest.fixture
def on_dovecot(dovecot_place: Place) -> list[MessageRef]:
    """The same on Dovecot, behind the proxy."""
    return tell(dovecot_place)


def test_an_exchange_is_one_row_at_the_place_of_its_newest_message(mailbox: Mailbox, talk: object) -> None:
    assert counted(mailbox.conversations("INBOX")) == [("Re: Elternabend", 3), ("Krankmeldung", 1)]


def test_the_row_names_who_has_written_in_the_order_they_first_did(
    mailbox: Mailbox, talk: list[MessageRef]
) -> None:
    (one,) = mailbox.conversations("INBOX").conversations.values()
    assert [voice and voice.name for voice in one.voices] == ["Boris Becker", None, "Carla Conrad"]
    assert (one.uids, one.sent) == ((talk[3].uid, talk[0].uid), 1)


def test_an_own_message_that_lies_here_too_is_one_message(place: Place, mailbox: Mailbox) -> None:
    for folder in ("Sent", "INBOX"):
        place.append(folder, mail("a", sender=ANNA), received=MORNING)
    listing = mailbox.conversations("INBOX")
    assert (counted(listing), listing.conversations) == ([("Elternabend", 1)], {})


def test_messages_of_the_same_subject_stay_apart(place: Place, mailbox: Mailbox) -> None:
    for own in ("a", "b"):
        place.append("INBOX", mail(own, subject="Krankmeldung"))
    place.append("INBOX", mail("c", subject="Re: Krankmeldung"))
    assert len(mailbox.conversations("INBOX").rows) == 3


@pytest.mark.parametrize("old", [True, False])
def test_a_conversation_is_unread_when_any_of_it_is(place: Place, mailbox: Mailbox, *, old: bool) -> None:
    place.append("INBOX", mail("a"), () if old else (b"\\Seen",))
    place.append("INBOX", mail("b", "a"), (b"\\Seen",) if old else ())
    assert [row.seen for row in mailbox.conversations("INBOX").rows] == [False]


def test_a_conversation_is_read_when_all_of_it_is(place: Place, mailbox: Mailbox) -> None:
    for raw in (mail("a"), mail("b", "a")):
        place.append("INBOX", raw, (b"\\Seen",))
    assert [row.seen for row in mailbox.conversations("INBOX").rows] == [True]


def test_a_star_and_an_attachment_of_any_message_show(place: Place, mailbox: Mailbox) -> None:
    first = place.append("INBOX", mail("a", pdf=True), (b"\\Flagged",))
    place.append("INBOX", mail("b", "a"))
    (row,) = mailbox.conversations("INBOX").rows
    assert (row.flagged, row.envelope.has_attachment) == (True, True)
    assert mailbox.conversations("INBOX").conversations[row.uid].starred == (first.uid,)


def test_fifty_conversations_are_a_page(place: Place, mailbox: Mailbox) -> None:
    with place.client() as client:
        for number in range(60):
            client.append("INBOX", mail(f"a{number}", subject=f"Nummer {number}"))
        for number in range(60):
            client.append("INBOX", mail(f"b{number}", f"a{number}", subject=f"Re: Nummer {number}"))
    first, second = mailbox.conversations("INBOX"), mailbox.conversations("INBOX", page=2)
    assert (counted(first)[0], counted(second)[-1]) == (("Re: Nummer 59", 2), ("Re: Nummer 0", 2))
    assert (len(first.rows), len(second.rows), first.pages) == (50, 10, 2)


def test_what_is_moved_back_stands_where_it_stood(place: Place, mailbox: Mailbox) -> None:
    refs = tell(place)
    place.append("INBOX", mail("y", subject="Neu"), received=MORNING + timedelta(hours=9))
    before = mailbox.conversations("INBOX")
    gone = [ref for ref in refs if ref.folder == "INBOX"][:2]
    moved = mailbox.delete(gone)
    mailbox.move([MessageRef("Trash", moved.uidvalidity, uid) for uid in moved.uids], to="INBOX")
    after = mailbox.conversations("INBOX")
    assert counted(after) == counted(before) == [("Neu", 1), ("Re: Elternabend", 3), ("Krankmeldung", 1)]
    assert after.rows[1].uid == before.rows[1].uid


def test_an_empty_folder_has_no_conversations(mailbox: Mailbox) -> None:
    listing = mailbox.conversations("INBOX")
    assert (listing.rows, listing.pages) == ((), 1)


def test_a_new_answer_takes_its_conversation_to_the_top(place: Place, mailbox: Mailbox, talk: object) -> None:
    mailbox.conversations("INBOX")
    place.append("INBOX", mail("y", "x", subject="Re: Krankmeldung"))
    assert counted(mailbox.conversations("INBOX")) == [("Re: Krankmeldung", 2), ("Re: Elternabend", 3)]


def test_an_own_answer_is_counted_when_it_has_been_sent(place: Place, mailbox: Mailbox, talk: object) -> None:
    mailbox.conversations("INBOX")
    place.append("Sent", mail("z", "x", sender=ANNA))
    assert counted(mailbox.conversations("INBOX"))[1] == ("Krankmeldung", 2)


def test_what_was_removed_elsewhere_is_no_longer_counted(
    place: Place, mailbox: Mailbox, talk: list[MessageRef]
) -> None:
    mailbox.conversations("INBOX")
    with place.client() as client:
        client.select_folder("INBOX")
        client.delete_messages([talk[3].uid])
        client.expunge()
    assert counted(mailbox.conversations("INBOX")) == [("Krankmeldung", 1), ("Elternabend", 2)]


def test_a_folder_made_anew_shows_nothing_of_the_old_one(place: Place, mailbox: Mailbox) -> None:
    place.append("Klasse", mail("a"))
    place.append("Klasse", mail("b", "a"))
    mailbox.conversations("Klasse")
    with place.client() as client:
        client.delete_folder("Klasse")
    place.append("Klasse", mail("c", subject="Neu"))
    place.append("Klasse", mail("d", subject="Neu"))
    assert counted(mailbox.conversations("Klasse")) == [("Neu", 1), ("Neu", 1)]


def test_without_a_folder_for_own_answers_the_list_is_made_without_them(
    place: Place, mailbox: Mailbox
) -> None:
    with place.client() as client:
        if client.folder_exists("Sent"):
            client.delete_folder("Sent")
    place.append("INBOX", mail("a"))
    assert counted(mailbox.conversations("INBOX")) == [("Elternabend", 1)]


# -- a large folder --------------------------------------------------------------------------


@pytest.fixture
def small_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linking, "WINDOW", 60)


def test_behind_the_newest_the_older_messages_stand_one_by_one(
    place: Place, mailbox: Mailbox, small_window: None
) -> None:
    with place.client() as client:
        for number in range(1, 131):
            client.append("INBOX", mail(f"a{number}", f"a{number - 1}", subject=f"Nummer {number}"))
    first, second, third = (mailbox.conversations("INBOX", page=page) for page in (1, 2, 3))
    assert counted(first) == [("Nummer 130", 60)]
    assert [row.envelope.subject for row in second.rows] == [f"Nummer {n}" for n in range(70, 20, -1)]
    assert [row.envelope.subject for row in third.rows] == [f"Nummer {n}" for n in range(20, 0, -1)]
    assert [(each.one_by_one, each.page, each.pages) for each in (first, second, third)] == [
        (False, 1, 3),
        (True, 2, 3),
        (True, 3, 3),
    ]


def test_of_a_long_conversation_only_the_newest_are_read(
    fault: Fault, dovecot_place: Place, make_mailbox: MakeMailbox
) -> None:
    with dovecot_place.client() as client:
        for number in range(30):
            client.append("INBOX", mail(f"a{number}", "root"), (b"\\Seen",) if number else ())
    listing = make_mailbox(fault).conversations("INBOX")
    (row,) = listing.rows
    assert (listing.conversations[row.uid].count, row.seen) == (30, False)
    (asked,) = [command for command in fault.commands if b"BODYSTRUCTURE" in command]
    assert f"{row.uid - ROWS_READ + 1}:{row.uid}".encode() in asked


def test_a_list_looked_at_again_costs_three_round_trips(
    fault: Fault, dovecot_place: Place, make_mailbox: MakeMailbox, on_dovecot: object
) -> None:
    mailbox = make_mailbox(fault)
    mailbox.conversations("INBOX")
    fault.forget()
    mailbox.conversations("INBOX")
    assert fault.turns == 3, fault.commands


def test_only_the_links_of_new_messages_are_asked_for(
    fault: Fault, dovecot_place: Place, make_mailbox: MakeMailbox, on_dovecot: object
) -> None:
    mailbox = make_mailbox(fault)
    mailbox.conversations("INBOX")
    fault.forget()
    new = dovecot_place.append("INBOX", mail("n", "a"))
    mailbox.conversations("INBOX")
    asked = [command for command in fault.commands if b"REFERENCES" in command]
    assert len(asked) == 1
    assert f"UID FETCH {new.uid} ".encode() in asked[0]


# -- what senders and stores do --------------------------------------------------------------


def test_a_store_too_slow_for_all_tells_the_newest_and_next_time_the_rest(
    place: Place, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linking, "LINK_SECONDS", 0.0)
    monkeypatch.setattr(linking, "FIRST_BATCH", 10)
    with place.client() as client:
        for number in range(1, 26):
            client.append("INBOX", mail(f"a{number}", "root", subject=f"Nummer {number}"))
    first = mailbox.conversations("INBOX")
    assert (counted(first), first.pages) == ([("Nummer 25", 10)], 2)
    older = mailbox.conversations("INBOX", page=2)
    assert [row.envelope.subject for row in older.rows] == [f"Nummer {n}" for n in range(5, 0, -1)]
    assert counted(mailbox.conversations("INBOX")) == [("Nummer 25", 25)]


def test_a_message_with_endless_references_hides_nothing(place: Place, mailbox: Mailbox) -> None:
    place.append("INBOX", mail("a", subject="Vorher"))
    place.append("INBOX", mail("loop", "loop", *(f"n{number}" for number in range(10_000)), subject="Endlos"))
    place.append("INBOX", mail("b", "a", subject="Nachher"))
    assert counted(mailbox.conversations("INBOX")) == [("Nachher", 2), ("Endlos", 1)]


def test_messages_without_names_are_listed(place: Place, mailbox: Mailbox) -> None:
    place.append("INBOX", b"From: x\r\n\r\nGuten Tag.\r\n")
    place.append("INBOX", b"\r\nNur Text.\r\n")
    assert len(mailbox.conversations("INBOX").rows) == 2


def test_nobody_meets_a_colleagues_messages(place: Place, make_mailbox: MakeMailbox) -> None:
    from tests.cast import BORIS as HIM

    kept = Kept()
    place.append("INBOX", mail("a"))
    make_mailbox(place, kept=kept).conversations("INBOX")
    place.append("INBOX", mail("b", "a"), person=HIM)
    assert counted(make_mailbox(place, HIM, kept=kept).conversations("INBOX")) == [("Elternabend", 1)]


def test_what_is_remembered_is_bounded_and_forgotten_with_the_person(
    place: Place, make_mailbox: MakeMailbox, talk: object
) -> None:
    kept = Kept()
    mailbox = make_mailbox(place, kept=kept)
    mailbox.conversations("INBOX")
    assert 0 < kept.links.octets < 10_000
    mailbox.forget()
    assert kept.links.octets == 0


def test_a_line_that_breaks_once_is_no_matter(
    fault: Fault, make_mailbox: MakeMailbox, on_dovecot: object
) -> None:
    mailbox = make_mailbox(fault)
    mailbox.folders()
    fault.cut_after(600, times=1)
    assert len(mailbox.conversations("INBOX").rows) == 2
