"""One deed on messages of several folders: done where it can be, told where not, and taken back."""

from collections.abc import Callable

import pytest

from tests.mail.conftest import MakeMailbox, Place, letter
from tests.servers.recorder import SELECTED, Recorder
from webmail.mail import (
    ConnectionLost,
    Done,
    Flag,
    FolderMissing,
    Keyword,
    KeywordRefused,
    Mailbox,
    MessageRef,
    Moved,
    Only,
    Selection,
    StaleReference,
    View,
    take_back,
)
from webmail.mail.mailbox import selection
from webmail.policy import Feature, Forbidden


@pytest.fixture
def two(place: Place) -> list[MessageRef]:
    """A message in the inbox and one in a folder of Anna's."""
    return [
        place.append("INBOX", letter(subject="Eingang")),
        place.append("Klassen", letter(subject="Klasse")),
    ]


WAYS: dict[str, Callable[[Selection], Done]] = {
    "archive": lambda selection: selection.archive(),
    "delete": lambda selection: selection.delete(),
    "move": lambda selection: selection.move(to="Ziel"),
}


@pytest.mark.parametrize("way", WAYS)
def test_messages_of_two_folders_go_together_and_come_back_to_their_own(
    place: Place, mailbox: Mailbox, two: list[MessageRef], way: str
) -> None:
    with place.client() as client:
        client.create_folder("Ziel")
    done = WAYS[way](Selection(mailbox, two))
    assert done.target is not None
    assert (done.count, done.left, sorted(place.subjects(done.target))) == (2, 0, ["Eingang", "Klasse"])
    assert take_back(mailbox, done.steps) == 2
    assert (place.subjects("INBOX"), place.subjects("Klassen")) == (["Eingang"], ["Klasse"])


def test_what_lies_there_already_is_left_and_counted(mailbox: Mailbox, two: list[MessageRef]) -> None:
    done = Selection(mailbox, two).move(to="Klassen")
    assert (done.count, done.left) == (1, 1)


def test_a_renumbered_folder_hinders_only_its_own(mailbox: Mailbox, two: list[MessageRef]) -> None:
    first, second = two
    stale = MessageRef(second.folder, second.uidvalidity + 1, second.uid)
    done = Selection(mailbox, [first, stale]).mark(Flag.FLAGGED, on=True)
    assert (done.count, done.left, type(done.cause)) == (1, 1, StaleReference)


def test_nothing_done_at_all_is_a_failure(mailbox: Mailbox, two: list[MessageRef]) -> None:
    with pytest.raises(FolderMissing):
        Selection(mailbox, two).move(to="Gibt es nicht")


@pytest.mark.parametrize("on", [True, False])
def test_taking_a_flag_back_changes_only_what_it_had_changed(
    place: Place, mailbox: Mailbox, two: list[MessageRef], on: bool
) -> None:
    before = place.append("INBOX", letter(), (b"\\Seen",) if on else ())
    other = two[0]
    mailbox.flag([other], Flag.SEEN, on=not on)
    done = Selection(mailbox, [other, before]).mark(Flag.SEEN, on=on)
    assert done.count == 2
    assert take_back(mailbox, done.steps) == 1
    assert ("\\Seen" in place.flags(other), "\\Seen" in place.flags(before)) == (not on, on)


def test_a_keyword_is_taken_back_too(dovecot_place: Place, make_mailbox: MakeMailbox) -> None:
    mailbox = make_mailbox(dovecot_place)
    ref = dovecot_place.append("INBOX", letter())
    done = Selection(mailbox, [ref]).mark(Flag.FORWARDED, on=True)
    assert take_back(mailbox, done.steps) == 1
    assert dovecot_place.flags(ref) == set()


def test_a_flag_on_a_message_that_is_gone_is_not_taken_back(
    place: Place, mailbox: Mailbox, two: list[MessageRef]
) -> None:
    done = Selection(mailbox, two[:1]).mark(Flag.SEEN, on=True)
    with place.client() as client:
        client.select_folder("INBOX")
        client.delete_messages([two[0].uid])
        client.expunge([two[0].uid])
    assert take_back(mailbox, done.steps) == 0


def test_steps_are_not_taken_back_where_that_is_switched_off(
    place: Place, make_mailbox: MakeMailbox, two: list[MessageRef]
) -> None:
    mailbox = make_mailbox(place, off=(Feature.UNDO,))
    done = Selection(mailbox, two).mark(Flag.SEEN, on=True)
    with pytest.raises(Forbidden):
        take_back(mailbox, done.steps)


def test_everything_is_what_the_view_shows_and_nothing_that_came_later(
    place: Place, mailbox: Mailbox
) -> None:
    seen = place.append("INBOX", letter(subject="Gelesen"), (b"\\Seen",))
    refs = place.fill("INBOX", 3)
    listing = mailbox.list("INBOX")
    place.append("INBOX", letter(subject="Später"))
    until = listing.last
    assert until == refs[-1].uid
    every = mailbox.everything("INBOX", uidvalidity=seen.uidvalidity, until=until)
    unread = mailbox.everything("INBOX", uidvalidity=seen.uidvalidity, until=until, view=View(Only.UNREAD))
    assert sorted(every) == [seen, *refs]
    assert sorted(unread) == refs


def test_everything_of_a_renumbered_folder_is_nothing(place: Place, mailbox: Mailbox) -> None:
    ref = place.append("INBOX", letter())
    with pytest.raises(StaleReference):
        mailbox.everything("INBOX", uidvalidity=ref.uidvalidity + 1, until=99)


def test_a_great_many_go_in_several_commands_and_come_back_in_one_step(
    dovecot_place: Place, make_mailbox: MakeMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selection, "A_COMMAND", 2)
    refs = dovecot_place.fill("INBOX", 5)
    mailbox = make_mailbox(dovecot_place)
    done = Selection(mailbox, refs).delete()
    assert (done.count, len(done.steps), len(done.steps[0].uids)) == (5, 1, 5)
    assert take_back(mailbox, done.steps) == 5
    assert len(dovecot_place.uids("INBOX")) == 5


def test_where_one_command_never_said_where_they_went_there_is_no_way_back() -> None:
    told, silent = Moved("A", "B", 1, (7,), 1), Moved("A", "B", 1, (), 1)
    for steps in ([told, silent], [silent, told]):
        assert [(step.uids, step.count) for step in selection.joined(steps)] == [((), 2)]


@pytest.mark.parametrize("place", ["demo"], indirect=True)
@pytest.mark.usefixtures("no_keywords")
def test_a_tag_is_refused_aloud_where_the_store_keeps_none(mailbox: Mailbox, two: list[MessageRef]) -> None:
    with pytest.raises(KeywordRefused):
        Selection(mailbox, two).mark(Keyword("dp_0123abcd"), on=True)


def test_a_tag_is_kept_and_taken_back(place: Place, mailbox: Mailbox, two: list[MessageRef]) -> None:
    keyword = Keyword("dp_0123abcd")
    done = Selection(mailbox, two).mark(keyword, on=True)
    assert {row.tags for row in mailbox.list("INBOX").rows} == {frozenset({keyword.value})}
    assert mailbox.read(two[0], seen=False).tags == {keyword.value}
    assert take_back(mailbox, done.steps) == 2
    assert place.flags(two[1]) == set()


# -- a store that goes away in the middle ------------------------------------------------------

GOODBYE = b"* BYE see you\r\n"
FOLDERS = ("A", "B", "C")


def refs_in(*folders: str) -> list[MessageRef]:
    return [MessageRef(folder, 7, 1) for folder in folders]


def dying_at(folder: str, *, verb: str) -> Recorder:
    """A store whose line breaks at this command while this folder is open, and at each one after it."""
    store = Recorder()
    plain, opened = store.answers[verb], [b""]

    def select(command: bytes) -> bytes:
        opened[0] = command
        return SELECTED + b"@TAG@ OK [READ-WRITE] selected\r\n"

    def answer(command: bytes) -> bytes:
        dies = f'"{folder}"'.encode() in opened[0]
        return GOODBYE if dies else plain if isinstance(plain, bytes) else plain(command)

    store.answers |= {"SELECT": select, verb: answer}
    return store


def test_a_store_that_goes_in_the_middle_is_not_asked_again_and_what_is_unclear_is_not_called_left(
    make_mailbox: MakeMailbox,
) -> None:
    with dying_at("B", verb="UID MOVE") as store:
        done = Selection(make_mailbox(store), refs_in(*FOLDERS)).move(to="Ziel")
    assert (done.count, done.left, done.unclear) == (1, 1, 1)
    assert isinstance(done.cause, ConnectionLost)
    assert store.verbs.count("UID MOVE") == 2


def test_copying_ends_with_the_store_too(make_mailbox: MakeMailbox) -> None:
    with dying_at("B", verb="UID COPY") as store:
        copies = Selection(make_mailbox(store), refs_in(*FOLDERS)).copy(to="Ziel")
    assert (copies.count, copies.left, copies.unclear) == (1, 1, 1)
    assert store.verbs.count("UID COPY") == 2


def test_a_folder_that_could_not_even_be_opened_is_left_for_certain(make_mailbox: MakeMailbox) -> None:
    def select(command: bytes) -> bytes:
        return GOODBYE if b'"B"' in command else SELECTED + b"@TAG@ OK selected\r\n"

    with Recorder(answers={"SELECT": select}) as store:
        done = Selection(make_mailbox(store), refs_in(*FOLDERS)).move(to="Ziel")
    assert (done.count, done.left, done.unclear) == (1, 2, 0)
    assert b'SELECT "C"' not in store.commands


def test_the_lost_line_is_told_even_after_a_refusal(make_mailbox: MakeMailbox) -> None:
    with dying_at("A", verb="UID MOVE") as store, pytest.raises(ConnectionLost):
        Selection(make_mailbox(store), refs_in("Ziel", "A")).move(to="Ziel")


def test_a_way_back_of_which_nobody_knows_the_end_is_told(make_mailbox: MakeMailbox) -> None:
    steps = [Moved("Ziel", folder, 7, (1,), 1) for folder in FOLDERS]
    with dying_at("B", verb="UID MOVE") as store, pytest.raises(ConnectionLost):
        take_back(make_mailbox(store), steps)
    assert store.verbs.count("UID MOVE") == 2
