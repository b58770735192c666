"""Whether a sender is new here: asked of the store once, and never answered by somebody's likeness."""

from datetime import UTC, datetime, timedelta
from time import sleep

import pytest

from tests.cast import BORIS
from tests.mail.conftest import MakeMailbox, Place, letter
from tests.servers.recorder import Recorder
from webmail.mail.mailbox import Mailbox
from webmail.mail.mailbox import acquaintance as module
from webmail.mail.mailbox.acquaintance import Acquaintances
from webmail.mail.ref import MessageRef

EVA = "eva@verlag.example"


NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
EARLIER = NOW - timedelta(days=7)


def met(mailbox: Mailbox, ref: MessageRef, spec: str = EVA) -> bool | None:
    return Acquaintances().met(mailbox.borrower, spec, besides=ref, received=NOW)


def test_the_message_itself_makes_nobody_known(place: Place, mailbox: Mailbox) -> None:
    ref = place.append("INBOX", letter(sender=f"Eva <{EVA}>"))
    assert met(mailbox, ref) is False


@pytest.mark.parametrize("folder", ["INBOX", "Klasse"])
def test_an_older_message_makes_its_sender_known(place: Place, mailbox: Mailbox, folder: str) -> None:
    place.append(folder, letter(sender=f"Eva <{EVA}>"), received=NOW - timedelta(days=1))
    assert met(mailbox, place.append(folder, letter(sender=f"Eva <{EVA}>"))) is True


@pytest.mark.parametrize("after", [timedelta(hours=-23, minutes=-59), timedelta(0), timedelta(days=7)])
def test_a_stranger_who_writes_twice_in_a_row_is_one_still(
    place: Place, mailbox: Mailbox, after: timedelta
) -> None:
    place.append("INBOX", letter(sender=EVA), received=NOW + after)
    assert met(mailbox, place.append("INBOX", letter(sender=EVA))) is False


@pytest.mark.parametrize("folder", ["Junk", "Trash"])
def test_what_was_put_away_as_worthless_makes_nobody_known(
    place: Place, mailbox: Mailbox, folder: str
) -> None:
    place.append(folder, letter(sender=EVA), received=EARLIER)
    assert met(mailbox, place.append(folder, letter(sender=EVA))) is False


def test_whom_one_has_written_to_is_known(place: Place, mailbox: Mailbox) -> None:
    place.append("Sent", letter(to=f"Eva <{EVA}>"))
    assert met(mailbox, place.append("INBOX", letter(sender=f"Eva <{EVA}>"))) is True


def test_the_case_of_an_address_makes_no_difference(place: Place, mailbox: Mailbox) -> None:
    place.append("INBOX", letter(sender="Eva <EVA@Verlag.example>"), received=EARLIER)
    assert met(mailbox, place.append("INBOX", letter(sender=EVA))) is True


@pytest.mark.parametrize("sender", [f"N <n{EVA}>", f'"{EVA}" <x@evil.example>'])
def test_a_likeness_makes_nobody_known(place: Place, mailbox: Mailbox, sender: str) -> None:
    place.append("INBOX", letter(sender=sender), received=EARLIER)
    assert met(mailbox, place.append("INBOX", letter(sender=EVA))) is False


def test_what_is_older_than_the_newest_is_not_looked_at(
    dovecot_place: Place, make_mailbox: MakeMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOOKED_AT", 2)
    dovecot_place.append("INBOX", letter(sender=EVA), received=EARLIER)
    dovecot_place.fill("INBOX", 2)
    ref = dovecot_place.append("Klassen", letter(sender=EVA))
    assert met(make_mailbox(dovecot_place), ref) is False


@pytest.mark.parametrize("spec", ['a"b@x.example', "ä@x.example", "a\\@x.example", ""])
def test_a_strange_address_is_nobody_known(place: Place, mailbox: Mailbox, spec: str) -> None:
    assert met(mailbox, place.append("INBOX", letter()), spec) in (False, None)


def test_a_known_person_is_not_asked_about_again(dovecot_place: Place, make_mailbox: MakeMailbox) -> None:
    mailbox, known = make_mailbox(dovecot_place), Acquaintances()
    dovecot_place.append("INBOX", letter(sender=EVA), received=EARLIER)
    ref = dovecot_place.append("INBOX", letter(sender=EVA))
    assert known.met(mailbox.borrower, EVA, besides=ref, received=NOW) is True
    mailbox.pool.close_all()
    away = make_mailbox(dovecot_place, port=1)
    assert known.met(away.borrower, EVA, besides=ref, received=NOW) is True


def test_a_store_that_is_away_leaves_the_question_open(
    dovecot_place: Place, make_mailbox: MakeMailbox
) -> None:
    ref = MessageRef("INBOX", 1, 1)
    assert met(make_mailbox(dovecot_place, port=1), ref) is None


def test_what_one_person_knows_another_does_not(place: Place, make_mailbox: MakeMailbox) -> None:
    known = Acquaintances()
    place.append("INBOX", letter(sender=EVA), received=EARLIER)
    ref = place.append("INBOX", letter(sender=EVA))
    other = place.append("INBOX", letter(sender=EVA), person=BORIS)
    assert known.met(make_mailbox(place).borrower, EVA, besides=ref, received=NOW) is True
    assert known.met(make_mailbox(place, BORIS).borrower, EVA, besides=other, received=NOW) is False


def test_somebody_of_whom_a_longer_stretch_knows_is_known(
    place: Place, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STRETCHES", (1, 2))
    place.append("INBOX", letter(sender=EVA), received=EARLIER)
    place.fill("INBOX", 3)
    assert met(mailbox, place.append("INBOX", letter(sender=EVA))) is True
    assert met(mailbox, place.append("INBOX", letter(sender=EVA)), "fern@verlag.example") is False


def test_a_slow_search_costs_nobody_the_line(make_mailbox: MakeMailbox) -> None:
    def slowly(_command: bytes) -> bytes:
        sleep(module.SECONDS + 0.2)
        return b"* SEARCH\r\n"

    with Recorder(answers={"UID SEARCH": slowly}) as store:
        mailbox = make_mailbox(store)
        assert met(mailbox, MessageRef("Archive", 7, 1)) is None
        assert mailbox.pool.open_count(1) == 1
    assert store.verbs.count("UID SEARCH") == 1
