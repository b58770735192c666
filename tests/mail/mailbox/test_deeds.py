"""What changes stored mail: done once, to the right messages, and taken back."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import ANNA
from tests.mail.conftest import MakeMailbox, Place, letter
from tests.servers.dovecot import Dovecot
from tests.servers.fault import Fault
from tests.servers.recorder import FOLDERS, Recorder
from webmail.mail import (
    DeedRefused,
    Flag,
    FolderMissing,
    Mailbox,
    MessageGone,
    MessageRef,
    Moved,
    QuotaExceeded,
    SpecialUse,
    StaleReference,
    take_back,
)
from webmail.policy import Feature, Forbidden

WITHOUT_MOVE = "IMAP4rev1 LITERAL+ UIDPLUS UNSELECT LIST-EXTENDED SPECIAL-USE"
WITHOUT_UIDPLUS = "IMAP4rev1 LITERAL+ UNSELECT LIST-EXTENDED SPECIAL-USE"

Deed = Callable[[Mailbox, list[MessageRef]], Any]
DEEDS: dict[str, Deed] = {
    "flag": lambda mailbox, refs: mailbox.flag(refs, Flag.FLAGGED, on=True),
    "move": lambda mailbox, refs: mailbox.move(refs, to="Archive"),
    "archive": lambda mailbox, refs: mailbox.archive(refs),
    "delete": lambda mailbox, refs: mailbox.delete(refs),
}


def test_flags_are_set_and_cleared(place: Place, mailbox: Mailbox) -> None:
    first, second, third = place.fill("INBOX", 3)
    mailbox.flag([first, third], Flag.SEEN, on=True)
    mailbox.flag([first], Flag.FLAGGED, on=True)
    mailbox.flag([third], Flag.SEEN, on=False)
    assert [place.flags(ref) for ref in (first, second, third)] == [{"\\Seen", "\\Flagged"}, set(), set()]


def test_setting_a_flag_that_is_set_is_no_error(place: Place, mailbox: Mailbox) -> None:
    ref = place.append("INBOX", letter(), (b"\\Flagged",))
    mailbox.flag([ref], Flag.FLAGGED, on=True)


def test_moving_and_taking_it_back(place: Place, mailbox: Mailbox) -> None:
    refs = place.fill("INBOX", 3)
    place.append("Klassen", letter(subject="Schon da"))
    moved = mailbox.move([refs[0], refs[2]], to="Klassen")
    assert (moved.source, moved.target, moved.count, len(moved.uids)) == ("INBOX", "Klassen", 2, 2)
    assert place.subjects("INBOX") == ["Nummer 2"]
    assert take_back(mailbox, [moved]) == 2
    assert sorted(place.subjects("INBOX")) == ["Nummer 1", "Nummer 2", "Nummer 3"]
    assert place.subjects("Klassen") == ["Schon da"]


def test_deleting_is_moving_to_the_trash(dovecot_place: Place, make_mailbox: MakeMailbox) -> None:
    ref = dovecot_place.append("INBOX", letter())
    moved = make_mailbox(dovecot_place).delete([ref])
    assert (moved.target, dovecot_place.subjects("Trash"), dovecot_place.uids("INBOX")) == (
        "Trash",
        ["Elternabend"],
        [],
    )


@pytest.mark.parametrize(("deed", "use"), [("delete", SpecialUse.TRASH), ("archive", SpecialUse.ARCHIVE)])
def test_a_missing_special_folder_is_made_once(
    place: Place, make_mailbox: MakeMailbox, deed: str, use: SpecialUse
) -> None:
    with place.client() as client:
        for name in ("Trash", "Archive"):
            if client.folder_exists(name):
                client.delete_folder(name)
    mailbox = make_mailbox(place)
    for ref in place.fill("INBOX", 2):
        moved = DEEDS[deed](mailbox, [ref])
    assert mailbox.special(use) == moved.target
    assert len(place.uids(moved.target)) == 2


def test_a_special_folder_that_vanished_meanwhile_is_made_again(make_mailbox: MakeMailbox) -> None:
    tries: list[bytes] = []

    def move(command: bytes) -> bytes:
        tries.append(command)
        if len(tries) == 1:
            return b"@TAG@ NO [TRYCREATE] no such folder\r\n"
        return b"* OK [COPYUID 9 1 1] moved\r\n* 1 EXPUNGE\r\n"

    with Recorder(answers={"UID MOVE": move}) as recorder:
        mailbox = make_mailbox(recorder)
        assert mailbox.special(SpecialUse.TRASH) == "Trash"
        recorder.answers["LIST"] = FOLDERS.replace(b"Trash", b"Other")
        assert mailbox.delete([MessageRef("INBOX", 7, 1)]).count == 1
        assert recorder.commands.count(b'CREATE "Trash"') == 1


def test_moving_into_a_folder_that_is_not_there_is_told_and_makes_none(
    place: Place, mailbox: Mailbox
) -> None:
    ref = place.append("INBOX", letter())
    with pytest.raises(FolderMissing):
        mailbox.move([ref], to="Gibt es nicht")
    assert place.uids("INBOX") == [ref.uid]
    assert "Gibt es nicht" not in {folder.name for folder in mailbox.folders()}


def test_removing_for_good_takes_these_and_no_others(place: Place, mailbox: Mailbox) -> None:
    ours, foreign, bystander = place.fill("Trash", 3)
    with place.client() as client:
        client.select_folder("Trash")
        client.delete_messages([foreign.uid])
    assert mailbox.remove([ours]) == 1
    assert place.uids("Trash") == [foreign.uid, bystander.uid]


def test_nothing_is_removed_for_good_outside_the_trash(place: Place, mailbox: Mailbox) -> None:
    place.fill("Trash", 1)
    ref = place.append("INBOX", letter())
    with pytest.raises(DeedRefused):
        mailbox.remove([ref])
    assert place.flags(ref) == set()


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_a_renumbered_folder_is_never_acted_upon(place: Place, mailbox: Mailbox, deed: Deed) -> None:
    """The same UID is another message now."""
    old = place.append("Klassen", letter(subject="Alt"))
    with place.client() as client:
        client.delete_folder("Klassen")
    new = place.append("Klassen", letter(subject="Neu"))
    with pytest.raises(StaleReference):
        deed(mailbox, [MessageRef("Klassen", old.uidvalidity, new.uid)])
    assert place.subjects("Klassen") == ["Neu"]
    assert place.flags(new) == set()


def test_removing_from_a_renumbered_trash_is_refused(place: Place, mailbox: Mailbox) -> None:
    ref = place.append("Trash", letter())
    with pytest.raises(StaleReference):
        mailbox.remove([MessageRef("Trash", ref.uidvalidity + 1, ref.uid)])
    assert place.uids("Trash") == [ref.uid]


def test_taking_back_from_a_renumbered_folder_is_refused(place: Place, mailbox: Mailbox) -> None:
    place.append("Klassen", letter())
    moved = mailbox.move([place.append("INBOX", letter())], to="Klassen")
    with pytest.raises(StaleReference):
        take_back(
            mailbox, [Moved(moved.source, moved.target, moved.uidvalidity + 1, moved.uids, moved.count)]
        )


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_messages_gone_meanwhile_are_told_as_such(place: Place, mailbox: Mailbox, deed: Deed) -> None:
    place.append("Archive", letter())
    ref = place.append("INBOX", letter())
    with pytest.raises(MessageGone):
        deed(mailbox, [MessageRef("INBOX", ref.uidvalidity, ref.uid + 5)])


def test_what_is_left_of_a_selection_is_moved_and_counted(place: Place, mailbox: Mailbox) -> None:
    ref = place.append("INBOX", letter())
    place.append("Klassen", letter())
    gone = MessageRef("INBOX", ref.uidvalidity, ref.uid + 5)
    assert mailbox.move([ref, gone], to="Klassen").count == 1


GUARDED: dict[Feature, Callable[[Mailbox], Any]] = {
    Feature.ARCHIVE: lambda mailbox: mailbox.archive([MessageRef("INBOX", 1, 1)]),
    Feature.UNDO: lambda mailbox: take_back(mailbox, [Moved("INBOX", "Trash", 1, (1,), 1)]),
}


@pytest.mark.parametrize("feature", GUARDED)
def test_a_feature_switched_off_is_refused_before_the_store_is_asked(
    place: Place, make_mailbox: MakeMailbox, feature: Feature
) -> None:
    mailbox = make_mailbox(place, off=[feature])
    with pytest.raises(Forbidden):
        GUARDED[feature](mailbox)
    assert mailbox.pool.open_count(1) == 0


def test_messages_of_two_folders_are_not_one_deed(mailbox: Mailbox) -> None:
    with pytest.raises(ValueError, match="one folder"):
        mailbox.flag([MessageRef("INBOX", 1, 1), MessageRef("Trash", 1, 1)], Flag.SEEN, on=True)


def test_without_move_messages_are_copied_and_taken_away(make_mailbox: MakeMailbox) -> None:
    with Dovecot(users={ANNA.address: ANNA.typed}, capability=WITHOUT_MOVE) as store:
        place = Place(store.host, store.port, kind="dovecot")
        ref, foreign = place.fill("INBOX", 2)
        with place.client() as client:
            client.select_folder("INBOX")
            client.delete_messages([foreign.uid])
        mailbox = make_mailbox(place)
        moved = mailbox.move([ref], to="Archive")
        assert (moved.count, place.uids("INBOX"), place.uids("Archive")) == (
            1,
            [foreign.uid],
            list(moved.uids),
        )
        assert take_back(mailbox, [moved]) == 1
    assert "MOVE" not in WITHOUT_MOVE.split()


def test_without_uidplus_messages_are_only_flagged(make_mailbox: MakeMailbox) -> None:
    with (
        Dovecot(users={ANNA.address: ANNA.typed}, capability=WITHOUT_UIDPLUS) as store,
        Fault((store.host, store.port)) as fault,
    ):
        place = Place(store.host, store.port, kind="dovecot")
        ref, other = place.fill("Trash", 2)
        mailbox = make_mailbox(fault)
        assert mailbox.remove([ref]) == 1
        assert place.flags(ref) == {"\\Deleted"}
        assert place.uids("Trash") == [ref.uid, other.uid]
        assert not any(b"EXPUNGE" in command for command in fault.commands)


def test_what_the_store_only_flags_is_not_moved_twice(make_mailbox: MakeMailbox) -> None:
    with Dovecot(users={ANNA.address: ANNA.typed}, capability=WITHOUT_UIDPLUS) as store:
        place = Place(store.host, store.port, kind="dovecot")
        refs = place.fill("INBOX", 2)
        mailbox = make_mailbox(place)
        mailbox.move(refs[:1], to="Archive")
        with pytest.raises(MessageGone):
            mailbox.move(refs[:1], to="Archive")
        assert mailbox.move(refs, to="Archive").count == 1
        assert place.subjects("Archive") == ["Nummer 1", "Nummer 2"]


def test_a_full_mailbox_is_told_as_such(make_mailbox: MakeMailbox) -> None:
    with Dovecot(users={ANNA.address: ANNA.typed}, capability=WITHOUT_MOVE, quota="30k") as store:
        place = Place(store.host, store.port, kind="dovecot")
        ref = place.append("INBOX", letter(text="x" * 20_000))
        with pytest.raises(QuotaExceeded):
            make_mailbox(place).move([ref], to="Archive")
        assert place.flags(ref) == set()


def test_a_move_the_store_says_nothing_about_cannot_be_taken_back(make_mailbox: MakeMailbox) -> None:
    with Recorder(answers={"UID MOVE": b"* 1 EXPUNGE\r\n"}) as recorder:
        mailbox = make_mailbox(recorder)
        moved = mailbox.move([MessageRef("INBOX", 7, 1)], to="Archive")
        assert (moved.count, moved.uids) == (1, ())
        assert take_back(mailbox, [moved]) == 0


@pytest.mark.parametrize("copyuid", [b"8 1 1:4294967295", b"8 1", b"x 1 1", b"8 1:2 1"])
def test_a_copyuid_that_makes_no_sense_is_not_believed(make_mailbox: MakeMailbox, copyuid: bytes) -> None:
    with Recorder(answers={"UID MOVE": b"* OK [COPYUID %s] moved\r\n* 1 EXPUNGE\r\n" % copyuid}) as recorder:
        assert make_mailbox(recorder).move([MessageRef("INBOX", 7, 1)], to="Archive").uids == ()


def test_moving_to_where_it_is_does_nothing(place: Place, mailbox: Mailbox) -> None:
    ref = place.append("INBOX", letter())
    with pytest.raises(DeedRefused):
        mailbox.move([ref], to="INBOX")
    assert place.uids("INBOX") == [ref.uid]


def test_many_messages_are_one_command(dovecot_place: Place, fault: Fault, make_mailbox: MakeMailbox) -> None:
    refs = dovecot_place.fill("INBOX", 5)
    mailbox = make_mailbox(fault)
    mailbox.flag(refs, Flag.SEEN, on=True)
    assert next(command for command in fault.commands if b"STORE" in command).endswith(
        b"UID STORE 1:5 +FLAGS (\\Seen)"
    )


def test_flagging_counts_the_messages_that_were_really_there(place: Place, mailbox: Mailbox) -> None:
    first, second = place.fill("INBOX", 2)
    already = place.append("INBOX", letter(), (b"\\Flagged",))
    gone = MessageRef("INBOX", first.uidvalidity, already.uid + 5)
    assert mailbox.flag([first, first, second, already, gone], Flag.FLAGGED, on=True) == 3


def test_a_change_to_another_message_is_not_counted(make_mailbox: MakeMailbox) -> None:
    stored = b"* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n* 2 FETCH (UID 9 FLAGS ())\r\n"
    with Recorder(answers={"UID STORE": stored}) as recorder:
        refs = [MessageRef("INBOX", 7, 1), MessageRef("INBOX", 7, 2)]
        assert make_mailbox(recorder).flag(refs, Flag.SEEN, on=True) == 1
