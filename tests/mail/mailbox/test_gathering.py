"""A conversation whole: which messages it has, where they are looked for, and what hinders none of it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.mail.conftest import MakeMailbox, Place
from tests.mail.mailbox.test_conversations import ANNA, CARLA, MORNING, mail, tell
from tests.servers.fault import Fault
from webmail.mail import Mailbox, MessageGone, MessageRef, StaleReference, WholeConversation
from webmail.mail.mailbox import gathering, linking
from webmail.mail.mailbox.connection import Selected
from webmail.mail.mailbox.deadline import Deadline
from webmail.mail.mailbox.kept_links import Window


def where(whole: WholeConversation) -> list[tuple[str, int]]:
    return [(each.ref.folder, each.ref.uid) for each in whole.members]


@pytest.fixture
def talk(place: Place) -> list[MessageRef]:
    return tell(place)


def test_it_is_told_from_the_oldest_to_the_newest_own_answers_included(
    mailbox: Mailbox, talk: list[MessageRef]
) -> None:
    whole = mailbox.conversation(talk[3])
    assert [each.ref for each in whole.members] == [talk[0], talk[1], talk[3]]
    assert [each.own for each in whole.members] == [False, True, False]


def test_any_message_of_it_leads_to_the_same_conversation(mailbox: Mailbox, talk: list[MessageRef]) -> None:
    told = [where(mailbox.conversation(talk[number])) for number in (0, 1, 3)]
    assert told[0] == told[1] == told[2]


def test_what_was_archived_belongs_to_it(place: Place, mailbox: Mailbox, talk: list[MessageRef]) -> None:
    mailbox.archive([talk[0]])
    assert [folder for folder, _ in where(mailbox.conversation(talk[3]))] == ["Archive", "Sent", "INBOX"]


@pytest.fixture
def by_year(place: Place, mailbox: Mailbox) -> list[MessageRef]:
    """A conversation of four years; what is not of this year lies in the archive, a folder for each year."""
    mailbox.years = ZoneInfo("Europe/Berlin")
    names = ("a", "b", "c", "d")
    refs = [
        place.append("INBOX", mail(name, *names[:number]), received=MORNING.replace(year=2023 + number))
        for number, name in enumerate(names)
    ]
    for ref in refs[:3]:
        mailbox.archive([ref])
    return refs


def test_the_last_two_years_of_the_archive_are_looked_into(
    mailbox: Mailbox, by_year: list[MessageRef]
) -> None:
    whole = mailbox.conversation(by_year[3])
    assert [each.ref.folder for each in whole.members] == ["Archive/2024", "Archive/2025", "INBOX"]
    assert not whole.searched


def test_all_years_of_the_archive_are_looked_into_patiently(
    mailbox: Mailbox, by_year: list[MessageRef]
) -> None:
    whole = mailbox.conversation(by_year[3], patiently=True)
    assert [each.row.envelope.received.year for each in whole.members] == [2023, 2024, 2025, 2026]
    assert whole.searched


def test_of_the_folders_below_the_archive_only_those_of_years_are_looked_into(
    place: Place, mailbox: Mailbox, by_year: list[MessageRef]
) -> None:
    for folder in ("Archive/2024x", "Archive/Klasse/2026", "Klasse/2026"):
        place.append(folder, mail("e", "a"))
    assert len(mailbox.conversation(by_year[3], patiently=True).members) == 4


def test_a_message_that_answers_nothing_is_a_conversation_of_one(
    mailbox: Mailbox, talk: list[MessageRef]
) -> None:
    assert where(mailbox.conversation(talk[2])) == [("INBOX", talk[2].uid)]


def test_what_lies_elsewhere_is_not_looked_for(
    place: Place, mailbox: Mailbox, talk: list[MessageRef]
) -> None:
    place.append("Klasse", mail("d", "a"))
    assert len(mailbox.conversation(talk[3]).members) == 3


def test_a_conversation_in_any_folder_has_what_lies_there(place: Place, mailbox: Mailbox) -> None:
    place.append("Klasse", mail("a"))
    second = place.append("Klasse", mail("b", "a"))
    assert [folder for folder, _ in where(mailbox.conversation(second))] == ["Klasse", "Klasse"]


def test_a_message_that_is_gone_has_none(mailbox: Mailbox, talk: list[MessageRef]) -> None:
    with pytest.raises(MessageGone):
        mailbox.conversation(MessageRef("INBOX", talk[0].uidvalidity, 4_000_000_000))


def test_a_renumbered_folder_is_stale(mailbox: Mailbox, talk: list[MessageRef]) -> None:
    with pytest.raises(StaleReference):
        mailbox.conversation(MessageRef("INBOX", talk[0].uidvalidity + 1, talk[0].uid))


# -- copies ----------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [None, "INBOX", "Klasse"])
def test_what_lies_in_several_folders_is_told_once(
    place: Place, mailbox: Mailbox, talk: list[MessageRef], at: str | None
) -> None:
    for folder in ("INBOX", "Klasse", "Archive"):
        place.append(folder, mail("b", "a", sender=ANNA), received=MORNING + timedelta(hours=1))
    whole = mailbox.conversation(talk[3], at=at)
    assert [folder for folder, _ in where(whole)] == ["INBOX", "INBOX", "INBOX"]


def test_the_copy_in_the_folder_that_is_open_is_told(
    place: Place, mailbox: Mailbox, talk: list[MessageRef]
) -> None:
    place.append("Archive", mail("c", "a", "b", sender=CARLA), received=MORNING + timedelta(hours=3))
    folders = [where(mailbox.conversation(talk[0], at=at))[2][0] for at in (None, "Archive")]
    assert folders == ["INBOX", "Archive"]


def test_the_message_that_was_asked_for_is_told_whatever_copies_there_are(
    place: Place, mailbox: Mailbox, talk: list[MessageRef]
) -> None:
    place.append("INBOX", mail("b", "a", sender=ANNA))
    assert talk[1] in [each.ref for each in mailbox.conversation(talk[1], at="INBOX").members]


def test_who_takes_the_name_of_anothers_message_does_not_hide_it(
    place: Place, mailbox: Mailbox, talk: list[MessageRef]
) -> None:
    place.append("INBOX", mail("b", "a", sender=CARLA))
    assert talk[1] in [each.ref for each in mailbox.conversation(talk[3]).members]


# -- older than the newest -------------------------------------------------------------------


@pytest.fixture
def long_ago(place: Place, monkeypatch: pytest.MonkeyPatch) -> list[MessageRef]:
    """The beginning and the middle of a conversation lie below the newest messages of the folder."""
    monkeypatch.setattr(linking, "WINDOW", 5)
    monkeypatch.setattr(gathering, "FIRST_SLICE", 3)
    monkeypatch.setattr("webmail.mail.mailbox.conversations.OLDER_SECONDS", 5.0)
    first = place.append("INBOX", mail("a"), received=MORNING)
    second = place.append("INBOX", mail("b", "a"), received=MORNING + timedelta(hours=1))
    with place.client() as client:
        for number in range(10):
            client.append("INBOX", mail(f"x{number}"), (), MORNING + timedelta(hours=2))
    last = place.append("INBOX", mail("c", "a", "b"), received=MORNING + timedelta(hours=3))
    return [first, second, last]


def test_older_messages_are_searched_for(mailbox: Mailbox, long_ago: list[MessageRef]) -> None:
    whole = mailbox.conversation(long_ago[2])
    assert [each.ref for each in whole.members] == long_ago
    assert whole.searched


def test_from_an_old_message_the_answers_are_found(mailbox: Mailbox, long_ago: list[MessageRef]) -> None:
    assert [each.ref for each in mailbox.conversation(long_ago[0]).members] == long_ago


def test_without_the_time_for_it_the_page_knows_that_older_ones_were_left_out(
    mailbox: Mailbox, long_ago: list[MessageRef], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webmail.mail.mailbox.conversations.OLDER_SECONDS", 0.0)
    whole = mailbox.conversation(long_ago[2])
    assert ([each.ref for each in whole.members], whole.searched) == ([long_ago[2]], False)
    assert mailbox.conversation(long_ago[2], patiently=True).searched


def test_nothing_is_searched_for_when_all_of_it_is_known(
    fault: Fault, dovecot_place: Place, make_mailbox: MakeMailbox
) -> None:
    refs = tell(dovecot_place)
    make_mailbox(fault).conversation(refs[3])
    assert not any(b"SEARCH" in command for command in fault.commands)


# -- what senders write ----------------------------------------------------------------------


def test_a_long_conversation_shows_its_newest_messages(
    place: Place, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "MOST_MEMBERS", 5)
    with place.client() as client:
        for number in range(9):
            client.append("INBOX", mail(f"a{number}", "root"), (), MORNING + timedelta(hours=number))
    refs = [MessageRef("INBOX", mailbox.list("INBOX").uidvalidity, uid) for uid in place.uids("INBOX")]
    whole = mailbox.conversation(refs[0])
    assert whole.cut
    assert [each.ref for each in whole.members] == [refs[0], *refs[4:]]


@pytest.mark.parametrize("name", ['a"b', "a\\b", "ä", "x" * 900, "a) (b", "{5}", "*", "%n"])
def test_no_name_breaks_out_of_the_search_for_it(
    place: Place, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(linking, "WINDOW", 2)
    place.append("INBOX", mail("alt"))
    place.append("INBOX", mail("x"))
    evil = place.append("INBOX", mail("evil", name, "alt\x00", sender=ANNA))
    assert where(mailbox.conversation(evil)) == [("INBOX", evil.uid)]


def test_thousands_of_references_are_searched_for_in_bounds(
    fault: Fault, dovecot_place: Place, make_mailbox: MakeMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linking, "WINDOW", 1)
    dovecot_place.append("INBOX", mail("x"))
    evil = dovecot_place.append("INBOX", mail("evil", *(f"n{number}" for number in range(10_000))))
    make_mailbox(fault).conversation(evil)
    (sought,) = [command for command in fault.commands if b"SEARCH" in command]
    assert len(sought) < 4000


def test_all_folders_together_have_the_time_that_one_of_them_has(
    mailbox: Mailbox, talk: list[MessageRef], monkeypatch: pytest.MonkeyPatch
) -> None:
    window, ends = linking.LinkReader.window, set()

    def noted(self: linking.LinkReader, selected: Selected, *, until: Deadline | None = None) -> Window:
        ends.add(until)
        return window(self, selected, until=until)

    monkeypatch.setattr(linking.LinkReader, "window", noted)
    mailbox.conversation(talk[3])
    assert len(ends) == 1
