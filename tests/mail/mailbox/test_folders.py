"""The tree of folders, on both stores and as odd stores tell it."""

import pytest

from tests.mail.conftest import MakeMailbox, Place, letter
from tests.servers.dovecot import Dovecot
from tests.servers.fault import Fault
from tests.servers.recorder import FOLDERS, Recorder
from webmail.mail import FolderMissing, Mailbox, SpecialUse
from webmail.mail.mailbox.argument import decode_folder_name, encode_folder_name
from webmail.mail.mailbox.marks import read_marks

ODD_NAMES = (
    "Prüfungen",
    "A & B",
    "&",
    "a..b",
    "日本語",
    'mit "Zeichen" und \\',
    "Ordner mit Leerzeichen",
    "2025",
    "007",
    "NIL",
    "[Gmail]",
    "🎉 Ausflug 🎉 " + "x" * 185,
)


def make_folder(place: Place, name: str) -> None:
    with place.client() as client:
        client.create_folder(name)


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_folder_with_an_odd_name_is_listed_and_opened(place: Place, mailbox: Mailbox, name: str) -> None:
    place.append(name, letter(subject="Hier"))
    assert name in {folder.name for folder in mailbox.folders()}
    assert [row.envelope.subject for row in mailbox.list(name).rows] == ["Hier"]


@pytest.mark.parametrize("name", [*ODD_NAMES, "", "ä" * 200, "Ж🎉&-&", "a/b.c"])
def test_every_name_survives_the_way_to_the_store_and_back(name: str) -> None:
    assert decode_folder_name(encode_folder_name(name)) == name


@pytest.mark.parametrize("raw", [b"&", b"&AG", b"&AGE-", b"a&b", b"&2D0-", b"\xff", b"&APw-&APw-"])
def test_a_name_that_would_name_something_else_is_not_decoded(raw: bytes) -> None:
    assert decode_folder_name(raw) is None


def test_a_folder_called_dot_dot_is_a_name_like_any_other(make_mailbox: MakeMailbox) -> None:
    with Recorder(answers={"LIST": b'* LIST () "/" ".."\r\n'}) as recorder:
        mailbox = make_mailbox(recorder)
        mailbox.list(mailbox.folders()[0].name)
        assert b'EXAMINE ".."' in recorder.commands


def test_unread_and_total_stand_with_each_folder(place: Place, mailbox: Mailbox) -> None:
    place.append("Klassen", letter())
    place.append("Klassen", letter(), (b"\\Seen",))
    (folder,) = [folder for folder in mailbox.folders() if folder.name == "Klassen"]
    assert (folder.unread, folder.total) == (1, 2)


def test_the_tree_is_one_round_trip_where_the_store_can(
    dovecot: Dovecot, fault: Fault, make_mailbox: MakeMailbox
) -> None:
    mailbox = make_mailbox(fault)
    mailbox.folders()
    fault.forget()
    mailbox.folders()
    assert fault.turns == 1


def test_special_folders_come_first_in_their_order(dovecot_place: Place, make_mailbox: MakeMailbox) -> None:
    for name in ("Zeugnisse", "Abitur", "Abitur/2025", "Sent/Alt"):
        make_folder(dovecot_place, name)
    tree = make_mailbox(dovecot_place).folders()
    assert [folder.name for folder in tree] == [
        *("INBOX", "Drafts", "Sent", "Sent/Alt", "Archive", "Junk", "Trash"),
        *("Abitur", "Abitur/2025", "Zeugnisse"),
    ]
    assert [folder.special for folder in tree[:3]] == [SpecialUse.INBOX, SpecialUse.DRAFTS, SpecialUse.SENT]
    assert [(folder.label, folder.depth) for folder in tree if folder.depth] == [("Alt", 1), ("2025", 1)]


def test_german_names_tell_the_use_where_no_attribute_does(make_mailbox: MakeMailbox) -> None:
    names = {
        "Entwürfe": SpecialUse.DRAFTS,
        "Gesendet": SpecialUse.SENT,
        "Archiv": SpecialUse.ARCHIVE,
        "Spam": SpecialUse.JUNK,
        "Papierkorb": SpecialUse.TRASH,
    }
    lines = b"".join(b'* LIST () "/" "%s"\r\n' % encode_folder_name(name) for name in ("INBOX", *names))
    with Recorder(capability="IMAP4rev1", answers={"LIST": lines}) as recorder:
        mailbox = make_mailbox(recorder)
        assert {f.name: f.special for f in mailbox.folders()} == {"INBOX": SpecialUse.INBOX, **names}
        assert mailbox.special(SpecialUse.TRASH) == "Papierkorb"


def test_an_attribute_outweighs_a_name(make_mailbox: MakeMailbox) -> None:
    lines = b'* LIST () "/" INBOX\r\n* LIST () "/" Trash\r\n* LIST (\\Trash) "/" Weg\r\n'
    with Recorder(answers={"LIST": lines}) as recorder:
        assert make_mailbox(recorder).special(SpecialUse.TRASH) == "Weg"


def test_names_below_inbox_count_where_everything_lies_there(make_mailbox: MakeMailbox) -> None:
    lines = b'* LIST () "." INBOX\r\n* LIST () "." INBOX.Trash\r\n* LIST () "." INBOX.Klasse.Trash\r\n'
    with Recorder(answers={"LIST": lines}) as recorder:
        assert make_mailbox(recorder).special(SpecialUse.TRASH) == "INBOX.Trash"


def test_a_folder_that_cannot_be_counted_does_not_hide_the_tree(make_mailbox: MakeMailbox) -> None:
    with Recorder(answers={"STATUS": b"@TAG@ NO [SERVERBUG] broken\r\n"}) as recorder:
        assert len(make_mailbox(recorder).folders()) == 6


def test_a_folder_that_holds_no_messages_is_shown_and_cannot_be_opened(
    dovecot_place: Place, make_mailbox: MakeMailbox
) -> None:
    # Dovecot makes a folder whose name ends with the separator into one that only holds others.
    make_folder(dovecot_place, "Nur/")
    make_folder(dovecot_place, "Nur/Kind")
    mailbox = make_mailbox(dovecot_place)
    (parent,) = [folder for folder in mailbox.folders() if folder.name == "Nur"]
    assert not parent.selectable
    with pytest.raises(FolderMissing):
        mailbox.list("Nur")


def test_a_name_that_cannot_be_named_again_is_shown_and_not_selectable(make_mailbox: MakeMailbox) -> None:
    with Recorder(answers={"LIST": b'* LIST () "/" INBOX\r\n* LIST () "/" "kaputt&"\r\n'}) as recorder:
        tree = make_mailbox(recorder).folders()
    assert [(folder.name, folder.selectable) for folder in tree] == [("INBOX", True), ("kaputt&", False)]


def test_a_missing_folder_is_told_as_such(mailbox: Mailbox) -> None:
    with pytest.raises(FolderMissing):
        mailbox.list("Gibt es nicht")


def test_names_as_literals_are_read(make_mailbox: MakeMailbox) -> None:
    with Recorder(answers={"LIST": b'* LIST () "/" {8}\r\nab"cd\\ef\r\n'}) as recorder:
        assert make_mailbox(recorder).folders()[0].name == 'ab"cd\\ef'


def test_where_all_at_once_are_refused_each_is_counted_by_itself(make_mailbox: MakeMailbox) -> None:
    def listed(command: bytes) -> bytes:
        return b"@TAG@ NO [CANNOT] not of that one\r\n" if b"RETURN (" in command else FOLDERS

    def counted(command: bytes) -> bytes:
        if b'"Sent"' in command:
            return b"@TAG@ NO not of that one\r\n"
        return b"* STATUS " + command.split(b" ")[2] + b" (MESSAGES 3 UNSEEN 2)\r\n"

    capability = "IMAP4rev1 LIST-STATUS LITERAL+"
    with Recorder(capability=capability, answers={"LIST": listed, "STATUS": counted}) as recorder:
        mailbox = make_mailbox(recorder)
        counts = {folder.name: folder.total for folder in mailbox.folders()}
        marks = mailbox.borrower.reading(read_marks)
    assert (counts["INBOX"], counts["Sent"]) == (3, 0)
    assert "INBOX" in marks
    assert "Sent" not in marks
