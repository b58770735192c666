"""How much space is used, as the store says it, and how often it is asked."""

import io
from datetime import UTC, datetime

import pytest

from tests.mail.conftest import MakeMailbox, Place, letter
from tests.servers.fault import Fault
from webmail.mail import Mailbox, MessageRef, Selection, import_files
from webmail.mail.mailbox.answer import Answer
from webmail.mail.mailbox.quota import find_quota, read_quota
from webmail.mail.mailbox.quotas import Quota, Quotas


class Says:
    """A connection to a store that answers as it is told."""

    def __init__(self, *lines: bytes) -> None:
        self.answer = Answer("OK", b"", untagged=[(b"* QUOTA " + line,) for line in lines])

    def offers(self, _word: str) -> bool:
        return True

    def command(self, *_arguments: object) -> Answer:
        return self.answer


def asked(fault: Fault) -> int:
    return sum(b"GETQUOTAROOT" in command for command in fault.commands)


def test_used_and_allowed_come_from_the_store_where_it_has_a_quota(place: Place, mailbox: Mailbox) -> None:
    place.append("INBOX", letter(text="x" * 50_000))
    quota = find_quota(mailbox.borrower)
    if place.kind == "demo":
        assert quota is None
    else:
        assert quota is not None
        assert (quota.allowed, quota.percent) == (1024**3, 0)
        assert 50_000 < quota.used < 100_000


def test_it_is_asked_once_in_some_minutes(
    dovecot_place: Place, fault: Fault, make_mailbox: MakeMailbox
) -> None:
    mailbox = make_mailbox(fault)
    assert find_quota(mailbox.borrower) == find_quota(mailbox.borrower)
    assert asked(fault) == 1
    find_quota(mailbox.borrower, fresh=True)
    assert asked(fault) == 2


def test_it_is_asked_again_after_something_was_removed_for_good(
    dovecot_place: Place, fault: Fault, make_mailbox: MakeMailbox
) -> None:
    ref = dovecot_place.append("Trash", letter())
    mailbox = make_mailbox(fault)
    find_quota(mailbox.borrower)
    mailbox.remove([MessageRef("Trash", ref.uidvalidity, ref.uid)])
    find_quota(mailbox.borrower)
    assert asked(fault) == 2


def test_it_is_asked_again_after_something_was_copied_or_imported(
    dovecot_place: Place, fault: Fault, make_mailbox: MakeMailbox
) -> None:
    ref = dovecot_place.append("INBOX", letter())
    dovecot_place.append("Klassen", letter())
    mailbox = make_mailbox(fault)
    find_quota(mailbox.borrower)
    Selection(mailbox, [ref]).copy(to="Klassen")
    find_quota(mailbox.borrower)
    assert asked(fault) == 2
    import_files(mailbox, "Klassen", [("a", io.BytesIO(letter()))], clock=lambda: datetime.now(UTC))
    find_quota(mailbox.borrower)
    assert asked(fault) == 3


def test_who_leaves_is_forgotten() -> None:
    quotas = Quotas()
    quotas.keep("anna", Quota(1, 2))
    quotas.drop("anna")
    assert quotas.find("anna") is None


def test_the_fullest_of_several_counts() -> None:
    connection = Says(b'"home" (STORAGE 10 100)', b'"mail" (MESSAGE 1 5 STORAGE 90 100)')
    assert read_quota(connection) == Quota(90 * 1024, 100 * 1024)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "line",
    [b'"" ()', b'"" (MESSAGE 1 5)', b'"" (STORAGE 5 0)', b'"" (STORAGE x 7)', b'"" (STORAGE 1', b'""', b""],
)
def test_what_makes_no_sense_is_no_quota(line: bytes) -> None:
    assert read_quota(Says(line)) is None  # type: ignore[arg-type]


def test_what_is_not_full_is_never_said_to_be() -> None:
    assert Quota(9_999, 10_000).percent == 99
