"""Removing and emptying folders: nothing goes that was not asked about, nothing is lost without a word."""

from dataclasses import replace
from functools import partial

import pytest

from tests.cast import ANNA
from tests.mail.conftest import MakeMailbox, Place, letter
from tests.mail.mailbox.conftest import Keep, Notes, lay, names, why
from tests.mail.mailbox.test_deeds import WITHOUT_UIDPLUS
from tests.servers.dovecot import Dovecot
from tests.servers.recorder import FOLDERS, SELECTED, Recorder
from webmail.mail import Extent, FolderChanged, FolderKeeper, FolderRefused, StaleReference


def test_a_removed_folder_lies_below_the_trash_with_all_it_held(
    place: Place, keeper: FolderKeeper, notes: Notes
) -> None:
    lay(place, "Klassen")
    place.append("Klassen", letter(subject="Eins"))
    place.append("Klassen/7b", letter(subject="Zwei"))
    extent = keeper.extent("Klassen")
    assert (extent.messages, extent.folders, extent.for_good) == (2, 1, False)
    assert keeper.remove(extent).after == "Trash/Klassen"
    assert place.subjects("Trash/Klassen") == ["Eins"]
    assert place.subjects("Trash/Klassen/7b") == ["Zwei"]
    assert notes.told[-1] == ("Trash/Klassen",)


def test_a_second_folder_of_the_name_finds_its_place_in_the_trash(place: Place, keeper: FolderKeeper) -> None:
    lay(place, "Klassen", "Trash/Klassen")
    assert keeper.remove(keeper.extent("Klassen")).after == "Trash/Klassen (2)"


def test_from_the_trash_a_folder_goes_for_good_with_those_below(place: Place, keeper: FolderKeeper) -> None:
    lay(place, "Trash/Klassen")
    place.append("Trash/Klassen/7b", letter())
    extent = keeper.extent("Trash/Klassen")
    assert extent.for_good
    assert keeper.remove(extent).messages == 1
    assert names(place) == set()


@pytest.mark.parametrize("folder", ["Trash/Klassen", "Trash/Klassen/7b"])
def test_nothing_goes_for_good_that_came_after_the_question(
    place: Place, keeper: FolderKeeper, folder: str
) -> None:
    lay(place, "Trash/Klassen", "Trash/Klassen/7b")
    extent = keeper.extent("Trash/Klassen")
    place.append(folder, letter(subject="Neu"))
    with pytest.raises(FolderChanged):
        keeper.remove(extent)
    assert place.subjects(folder) == ["Neu"]


def test_a_question_about_another_folder_of_the_name_removes_nothing(
    place: Place, keeper: FolderKeeper
) -> None:
    lay(place, "Klassen")
    extent = keeper.extent("Klassen")
    keeper.rename("Klassen", "Kurse")
    place.append("Klassen", letter(subject="Anderes"))
    with pytest.raises(StaleReference):
        keeper.remove(extent)
    assert place.subjects("Klassen") == ["Anderes"]


@pytest.fixture
def no_renaming(monkeypatch: pytest.MonkeyPatch) -> None:
    """The trash takes no folders."""

    def refuse(*_anything: object) -> None:
        raise FolderRefused("refused")

    monkeypatch.setattr(FolderKeeper, "_rename", refuse)


@pytest.mark.usefixtures("no_renaming")
def test_where_the_trash_takes_no_folders_the_messages_go_there(
    dovecot_place: Place, make_mailbox: MakeMailbox, keep: Keep
) -> None:
    keeper = keep(make_mailbox(dovecot_place))
    lay(dovecot_place, "Klassen")
    dovecot_place.append("Klassen", letter(subject="Eins"))
    dovecot_place.append("Klassen/7b", letter(subject="Zwei"))
    assert keeper.remove(keeper.extent("Klassen")).after is None
    assert sorted(dovecot_place.subjects("Trash")) == ["Eins", "Zwei"]
    assert names(dovecot_place) == set()


@pytest.mark.usefixtures("no_renaming")
def test_what_the_store_only_flags_lies_in_the_trash_once_however_often_it_is_tried(
    make_mailbox: MakeMailbox, keep: Keep
) -> None:
    with Dovecot(users={ANNA.address: ANNA.typed}, capability=WITHOUT_UIDPLUS) as store:
        place = Place(store.host, store.port, kind="dovecot")
        lay(place)
        place.append("Klassen", letter(subject="Eins"))
        keeper = keep(make_mailbox(place))
        for _ in range(2):
            assert why(partial(keeper.remove, keeper.extent("Klassen"))) == "not_empty"
        assert place.subjects("Trash") == ["Eins"]


@pytest.mark.usefixtures("no_renaming")
def test_only_messages_that_are_there_are_moved_whatever_uids_there_were(
    make_mailbox: MakeMailbox, keep: Keep
) -> None:
    opened = SELECTED.replace(b"UIDNEXT 2", b"UIDNEXT 4294967295")
    left = iter((opened, opened.replace(b"1 EXISTS", b"0 EXISTS")))
    listed = FOLDERS + b'* LIST () "/" Klassen\r\n'
    answers = {
        "LIST": listed,
        "UID SEARCH": b"* SEARCH 4294967290 7\r\n",
        "SELECT": lambda _command: next(left),
        "EXAMINE": lambda _command: next(left),
    }
    with Recorder(answers=answers) as store:
        keeper = keep(make_mailbox(store))
        keeper.remove(keeper.extent("Klassen"))
        assert b'UID MOVE 7,4294967290 "Trash"' in store.commands


def test_the_trash_is_emptied_with_its_folders_but_not_of_what_came_later(
    place: Place, keeper: FolderKeeper
) -> None:
    lay(place)
    place.append("Trash", letter(subject="Alt"))
    place.append("Trash/Klassen", letter(subject="Auch alt"))
    extent = keeper.extent("Trash")
    place.append("Trash", letter(subject="Neu"))
    assert (extent.messages, extent.folders) == (2, 1)
    assert keeper.empty(extent) == 2
    assert place.subjects("Trash") == ["Neu"]
    assert names(place) == set()


def test_a_folder_of_the_trash_that_got_mail_since_is_asked_about_again(
    place: Place, keeper: FolderKeeper
) -> None:
    lay(place, "Trash/Klassen")
    place.append("Trash", letter(subject="Alt"))
    extent = keeper.extent("Trash")
    place.append("Trash/Klassen", letter(subject="Neu"))
    with pytest.raises(FolderChanged):
        keeper.empty(extent)
    assert place.subjects("Trash") == ["Alt"]
    assert place.subjects("Trash/Klassen") == ["Neu"]


@pytest.mark.parametrize("folder", ["INBOX", "Klassen"])
def test_only_trash_and_junk_are_emptied(place: Place, keeper: FolderKeeper, folder: str) -> None:
    place.append(folder, letter(subject="Bleibt"))
    extent = keeper.extent(folder)
    assert why(lambda: keeper.empty(extent)) == "not_emptied"
    assert place.subjects(folder) == ["Bleibt"]


def test_a_renumbered_trash_is_not_emptied(place: Place, keeper: FolderKeeper) -> None:
    place.append("Trash", letter(subject="Bleibt"))
    extent = replace(keeper.extent("Trash"), uidvalidity=1)
    with pytest.raises(StaleReference):
        keeper.empty(extent)
    assert place.subjects("Trash") == ["Bleibt"]


def test_without_uid_expunge_the_trash_is_only_marked(make_mailbox: MakeMailbox, keep: Keep) -> None:
    counted = b"* STATUS Trash (MESSAGES 1 UNSEEN 0 UIDVALIDITY 7 UIDNEXT 2)\r\n"
    answers = {"STATUS": counted, "UID SEARCH": b"* SEARCH 1\r\n"}
    with Recorder(capability="IMAP4rev1", answers=answers) as recorder:
        assert keep(make_mailbox(recorder)).empty(Extent("Trash", 7, 2)) == 1
        assert not any("EXPUNGE" in verb or verb == "CLOSE" for verb in recorder.verbs)
