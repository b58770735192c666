"""Making, renaming, moving, removing folders, on both stores; and what must not be touched by it."""

from collections.abc import Callable
from dataclasses import replace
from time import sleep

import pytest

from tests.cast import BORIS
from tests.mail.conftest import MakeMailbox, Place, letter
from tests.mail.mailbox.conftest import Keep, Notes, lay, names, why
from tests.servers.recorder import FOLDERS, SELECTED, Answer, Recorder
from webmail.mail import (
    Extent,
    Flag,
    FolderKeeper,
    FolderMissing,
    Mailbox,
    MailError,
    MessageRef,
    StaleReference,
)

GOOD_NAMES = (
    "Klasse 7b",
    "Prüfungen & Co",
    "🎉 Ausflug",
    "👩‍🏫 Kollegium",
    "a..b",
    "2025",
    "NIL",
    'mit "Zeichen" und \\',
    "x" * 200,
)
BAD_NAMES = {
    "": "none",
    "  ": "none",
    "x" * 201: "too_long",
    "a/b": "delimiter",
    "a\r\nA1 DELETE INBOX": "signs",
    "a\x00b": "signs",
    "a\u202eb": "signs",
    "a\ud800b": "signs",
    "a\u2028b": "signs",
    ".": "reserved",
    "..": "reserved",
    "inbox": "reserved",
    "Papierkorb": "reserved",
    "Klassen": "taken",
    "klassen": "taken",
    "Prüfung": "taken",
}


@pytest.mark.parametrize("name", GOOD_NAMES)
def test_a_folder_is_made_with_an_odd_name(mailbox: Mailbox, keeper: FolderKeeper, name: str) -> None:
    assert keeper.make(f" {name} ") == name
    assert name in {each.name for each in mailbox.folders()}


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_that_cannot_be_is_refused_with_its_reason(
    place: Place, keeper: FolderKeeper, name: str
) -> None:
    lay(place, "Klassen", "Prüfung")
    before = names(place)
    assert why(lambda: keeper.make(name)) == BAD_NAMES[name]
    assert names(place) == before


def test_a_name_the_store_does_not_take_is_refused_as_a_name(
    dovecot_place: Place, make_mailbox: MakeMailbox, keep: Keep
) -> None:
    """As a file name it would be longer than any file system takes."""
    keeper = keep(make_mailbox(dovecot_place))
    assert why(lambda: keeper.make("🎉" * 200)) == "refused"


def test_a_folder_is_made_below_another(place: Place, keeper: FolderKeeper) -> None:
    assert keeper.make("7b", below=keeper.make("Klassen")) == "Klassen/7b"
    assert names(place) == {"Klassen", "Klassen/7b"}


def test_nothing_is_made_below_a_folder_that_is_gone(place: Place, keeper: FolderKeeper) -> None:
    with pytest.raises(FolderMissing):
        keeper.make("7b", below="Klassen")


def test_the_top_is_below_inbox_where_everything_lies_there(make_mailbox: MakeMailbox, keep: Keep) -> None:
    lines = b'* LIST () "." INBOX\r\n* LIST () "." INBOX.Trash\r\n'
    with Recorder(answers={"LIST": lines}) as recorder:
        assert keep(make_mailbox(recorder)).make("Neu") == "INBOX.Neu"
        assert b'CREATE "INBOX.Neu"' in recorder.commands


def test_nothing_lies_below_a_folder_that_takes_none(make_mailbox: MakeMailbox, keep: Keep) -> None:
    lines = b'* LIST () "/" INBOX\r\n* LIST (\\Noinferiors) "/" Nur\r\n'
    with Recorder(answers={"LIST": lines}) as recorder:
        keeper = keep(make_mailbox(recorder))
        assert why(lambda: keeper.make("Neu", below="Nur")) == "no_place"


def test_a_renamed_folder_keeps_its_messages_and_those_below_it(
    place: Place, mailbox: Mailbox, keeper: FolderKeeper, notes: Notes
) -> None:
    lay(place, "Klassen")
    place.append("Klassen/7b", letter(subject="Emre"))
    assert keeper.rename("Klassen", "Kurse").after == "Kurse"
    assert names(place) == {"Kurse", "Kurse/7b"}
    assert place.subjects("Kurse/7b") == ["Emre"]
    assert notes.told == [("Klassen", "Kurse")]


def test_subscriptions_follow_a_new_name(place: Place, keeper: FolderKeeper) -> None:
    keeper.make("7b", below=keeper.make("Klassen"))
    keeper.rename("Klassen", "Kurse")
    with place.client() as client:
        subscribed = {name for _, _, name in client.list_sub_folders()}
    assert subscribed >= {"Kurse", "Kurse/7b"}
    assert not subscribed & {"Klassen", "Klassen/7b"}


def test_only_the_case_of_a_name_can_be_changed(place: Place, keeper: FolderKeeper) -> None:
    lay(place, "klassen")
    keeper.rename("klassen", "Klassen")
    assert names(place) == {"Klassen"}


def test_a_folder_is_moved_below_another_and_back_to_the_top(place: Place, keeper: FolderKeeper) -> None:
    lay(place, "Klassen", "2025")
    place.append("Klassen/7b", letter(subject="Emre"))
    assert keeper.move("Klassen", below="2025").after == "2025/Klassen"
    assert place.subjects("2025/Klassen/7b") == ["Emre"]
    assert keeper.move("2025/Klassen", below=None).after == "Klassen"
    assert names(place) == {"2025", "Klassen", "Klassen/7b"}


@pytest.mark.parametrize("target", ["Klassen", "Klassen/7b"])
def test_a_folder_is_not_moved_into_itself(place: Place, keeper: FolderKeeper, target: str) -> None:
    lay(place, "Klassen", "Klassen/7b")
    assert why(lambda: keeper.move("Klassen", below=target)) == "into_itself"


def test_a_folder_whose_name_only_begins_alike_is_another(place: Place, keeper: FolderKeeper) -> None:
    lay(place, "Klassen", "Klassen 2")
    assert keeper.move("Klassen", below="Klassen 2").after == "Klassen 2/Klassen"


def test_a_folder_is_not_moved_to_where_it_is_or_where_one_is_called_so(
    place: Place, keeper: FolderKeeper
) -> None:
    lay(place, "Klassen", "Alt", "Alt/Klassen")
    assert why(lambda: keeper.move("Klassen", below=None)) == "there_already"
    assert why(lambda: keeper.move("Klassen", below="Alt")) == "taken"


@pytest.mark.parametrize("name", ["INBOX", "Trash"])
def test_folders_with_a_use_stay_as_they_are(place: Place, keeper: FolderKeeper, name: str) -> None:
    lay(place, "Klassen")
    extent = keeper.extent(name)
    assert why(lambda: keeper.rename(name, "Anders")) == "special"
    assert why(lambda: keeper.move(name, below="Klassen")) == "special"
    assert why(lambda: keeper.remove(extent)) == "special"


def test_what_holds_a_folder_with_a_use_stays_too(make_mailbox: MakeMailbox, keep: Keep) -> None:
    lines = b'* LIST () "/" INBOX\r\n* LIST () "/" Post\r\n* LIST (\\Trash) "/" Post/Weg\r\n'
    with Recorder(answers={"LIST": lines}) as recorder:
        keeper = keep(make_mailbox(recorder))
        assert why(lambda: keeper.rename("Post", "Anders")) == "special"


def test_all_are_marked_read_but_not_what_came_later(place: Place, keeper: FolderKeeper) -> None:
    first, second = place.fill("Klassen", 2)
    extent = keeper.extent("Klassen")
    later = place.append("Klassen", letter(subject="Neu"))
    marked = keeper.mark_all_read(extent)
    assert (marked.count, marked.uids) == (2, (first.uid, second.uid))
    assert [place.flags(ref) for ref in (first, second, later)] == [{"\\Seen"}, {"\\Seen"}, set()]
    assert keeper.mark_all_read(extent).count == 0


def test_all_of_a_renumbered_folder_are_not_marked_read(place: Place, keeper: FolderKeeper) -> None:
    (ref,) = place.fill("Klassen", 1)
    with pytest.raises(StaleReference):
        keeper.mark_all_read(Extent("Klassen", ref.uidvalidity + 1, 2))
    assert place.flags(ref) == set()


def test_a_folder_is_subscribed_and_not(place: Place, keeper: FolderKeeper) -> None:
    lay(place, "Klassen")
    for on in (True, False):
        keeper.subscribe("Klassen", on=on)
        with place.client() as client:
            assert ("Klassen" in {name for _, _, name in client.list_sub_folders()}) is on


@pytest.mark.parametrize("verb", ["flag", "delete", "read"])
def test_no_message_of_another_folder_that_took_the_name_is_touched(
    place: Place, mailbox: Mailbox, keeper: FolderKeeper, verb: str
) -> None:
    """Two folders change names under an open page; each has a message with the number 1."""
    lay(place)
    seven, eight = (place.append(name, letter(subject=name)) for name in ("7b", "8a"))
    assert seven.uid == eight.uid
    mailbox.list("7b")
    for old, new in (("7b", "Neu"), ("8a", "7b"), ("Neu", "8a")):
        keeper.rename(old, new)
    do_with(mailbox, verb, seven)
    assert place.flags(replace(eight, folder="7b")) == set()
    assert [row.envelope.subject for row in mailbox.list("7b").rows] == ["8a"]
    assert place.subjects("7b") == ["8a"]


def do_with(mailbox: Mailbox, verb: str, ref: MessageRef) -> None:
    deeds: dict[str, Callable[[], object]] = {
        "flag": lambda: mailbox.flag([ref], Flag.FLAGGED, on=True),
        "delete": lambda: mailbox.delete([ref]),
        "read": lambda: mailbox.read(ref),
    }
    with pytest.raises((StaleReference, FolderMissing)):
        deeds[verb]()


def test_a_deed_on_a_folder_is_sent_once(make_mailbox: MakeMailbox, keep: Keep) -> None:
    """The line breaks after the command; the store may have done it."""
    with Recorder(answers={"CREATE": b"nonsense @TAG@\r\n"}) as recorder:
        with pytest.raises(MailError):
            keep(make_mailbox(recorder, read_seconds=0.3)).make("Neu")
        assert recorder.verbs.count("CREATE") == 1


def test_a_stranger_has_no_such_folder(place: Place, keeper: FolderKeeper) -> None:
    place.append("Nur Boris", letter(), person=BORIS)
    with pytest.raises(FolderMissing):
        keeper.rename("Nur Boris", "Meiner")
    assert "Nur Boris" in _folders_of_boris(place)


def _folders_of_boris(place: Place) -> list[str]:
    with place.client(BORIS) as client:
        return [name for _, _, name in client.list_folders()]


def test_where_all_at_once_is_refused_the_unread_are_marked_in_pieces(
    make_mailbox: MakeMailbox, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webmail.mail.mailbox.folders.A_COMMAND", 2)
    opened = SELECTED.replace(b"UIDNEXT 2", b"UIDNEXT 10")
    answers: dict[str, Answer] = {
        "SELECT": opened,
        "UID SEARCH": b"* SEARCH 3 5 9\r\n",
        "UID STORE": lambda command: b"@TAG@ NO [LIMIT] too many\r\n" if b" 1:9 " in command else b"",
    }
    with Recorder(answers=answers) as store:
        marked = keep(make_mailbox(store)).mark_all_read(Extent("INBOX", 7, 10))
        stored = [command.split()[2] for command in store.commands if b"STORE" in command]
    assert (marked.count, stored) == (3, [b"1:9", b"3,5", b"9"])


# -- a store that is slow, or gone right after the deed -----------------------------------------

LISTED = FOLDERS + b'* LIST (\\HasNoChildren) "/" Klassen\r\n* LIST (\\HasNoChildren) "/" Trash/Alt\r\n'
GOODBYE = b"* BYE see you\r\n"


def slowly(_command: bytes) -> bytes:
    sleep(0.6)
    return b""


@pytest.fixture
def hasty(make_mailbox: MakeMailbox, keep: Keep) -> Callable[[Recorder], FolderKeeper]:
    """A keeper who has little patience for what should be quick."""
    return lambda store: keep(make_mailbox(store, read_seconds=0.3, request_seconds=1.0))


def test_renaming_may_take_the_store_its_time(hasty: Callable[[Recorder], FolderKeeper]) -> None:
    with Recorder(answers={"LIST": LISTED, "RENAME": slowly}) as store:
        assert hasty(store).rename("Klassen", "Kurse").after == "Kurse"


def test_removing_may_take_the_store_its_time(hasty: Callable[[Recorder], FolderKeeper]) -> None:
    with Recorder(answers={"LIST": LISTED, "DELETE": slowly}) as store:
        keeper = hasty(store)
        assert keeper.remove(keeper.extent("Trash/Alt")).for_good


def test_a_folder_that_was_made_is_not_called_a_failure_for_its_subscription(
    make_mailbox: MakeMailbox, keep: Keep
) -> None:
    with Recorder(answers={"SUBSCRIBE": GOODBYE}) as store:
        assert keep(make_mailbox(store)).make("Kurse") == "Kurse"


def test_a_folder_that_was_renamed_is_not_called_a_failure_for_its_subscription(
    make_mailbox: MakeMailbox, keep: Keep, notes: Notes
) -> None:
    subscribed = LISTED.replace(b"* LIST", b"* LSUB")
    with Recorder(answers={"LIST": LISTED, "LSUB": subscribed, "SUBSCRIBE": GOODBYE}) as store:
        assert keep(make_mailbox(store)).rename("Klassen", "Kurse").after == "Kurse"
    assert notes.told == [("Klassen", "Kurse")]
