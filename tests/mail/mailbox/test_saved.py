"""When a message came into the trash, as the store knows it."""

from datetime import UTC, datetime, timedelta

from tests.mail.conftest import MakeMailbox, Place, letter
from tests.servers.fault import Fault
from webmail.mail import Mailbox, SpecialUse

LONG_SINCE = datetime(2020, 3, 4, 12, tzinfo=UTC)


def test_the_trash_says_when_a_message_came_there(place: Place, mailbox: Mailbox) -> None:
    ref = place.append("INBOX", letter(), received=LONG_SINCE)
    mailbox.delete([ref])
    mailbox.special(SpecialUse.TRASH)
    (row,) = mailbox.list("Trash").rows
    if place.kind == "demo":
        assert row.envelope.saved is None
    else:
        assert row.envelope.saved is not None
        assert datetime.now(UTC) - row.envelope.saved < timedelta(minutes=5)
    assert row.envelope.received == LONG_SINCE


def test_it_is_kept_with_the_row_and_asked_nowhere_else(
    dovecot_place: Place, fault: Fault, make_mailbox: MakeMailbox
) -> None:
    dovecot_place.append("Trash", letter())
    dovecot_place.append("INBOX", letter())
    mailbox = make_mailbox(fault)
    mailbox.special(SpecialUse.TRASH)
    mailbox.list("INBOX")
    for _time in (1, 2):
        assert mailbox.list("Trash").rows[0].envelope.saved is not None
    assert sum(b"SAVEDATE" in command for command in fault.commands) == 1


def test_a_row_seen_before_the_trash_was_known_does_without(
    dovecot_place: Place, make_mailbox: MakeMailbox
) -> None:
    dovecot_place.append("Trash", letter())
    assert make_mailbox(dovecot_place).list("Trash").rows[0].envelope.saved is None
