"""A search goes through folders in slices; what changes meanwhile never shows a wrong message."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tests.mail.conftest import MakeMailbox, Place, letter
from tests.servers.recorder import SELECTED, Recorder
from webmail.mail import Mailbox
from webmail.mail.mailbox import finder
from webmail.mail.mailbox.finder import Finder
from webmail.mail.mailbox.query import Query
from webmail.mail.mailbox.searched import Mark, Scope, Slice

TODAY = date(2026, 11, 16)
WITH_FILE = (
    b"From: a@schule.example\r\nSubject: Datei\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n'
    b"--x\r\nContent-Type: text/plain\r\n\r\nAnbei.\r\n"
    b'--x\r\nContent-Type: application/pdf; name="Klassenliste.pdf"\r\n'
    b'Content-Disposition: attachment; filename="Klassenliste.pdf"\r\n\r\n%PDF\r\n--x--\r\n'
)


def query(typed: str) -> Query:
    return Query.typed(typed, today=TODAY)


def whole(mailbox: Mailbox, typed: str, scope: Scope = Scope(), *, most: int = 50) -> list[tuple[str, str]]:
    """Folder and subject of everything, slice after slice, in the order it was found."""
    found: list[tuple[str, str]] = []
    mark: Mark | None = Mark()
    for _ in range(100):
        if mark is None:
            return found
        part = mailbox.search(query(typed), scope, mark=mark, most=most)
        found += [(row.folder, row.envelope.subject) for row in part.rows]
        mark = part.mark
    raise AssertionError("the search does not end")


def subjects(mailbox: Mailbox, typed: str) -> list[str]:
    return [subject for _, subject in whole(mailbox, typed)]


def test_heads_come_first_and_bodies_afterwards_and_nothing_twice(place: Place, mailbox: Mailbox) -> None:
    place.append("INBOX", letter(subject="Kuchen fuer alle", text="Der Kuchen ist fertig."))
    place.append("INBOX", letter(subject="Fest", text="Wer bringt Kuchen mit?"))
    place.append("Ablage", letter(subject="Kuchenliste"))
    assert subjects(mailbox, "kuchen") == ["Kuchen fuer alle", "Kuchenliste", "Fest"]


def test_every_word_must_be_found_but_not_in_one_place(place: Place, mailbox: Mailbox) -> None:
    place.append("INBOX", letter(subject="Fest", text="Wer bringt Kuchen mit?"))
    place.append("INBOX", letter(subject="Fest", text="Wer bringt Saft mit?"))
    assert len(whole(mailbox, "fest kuchen")) == 1


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("von:klein", {"Ausflug Museum"}),
        ("an:carla", {"Protokoll"}),
        ("betreff:ausflug", {"Ausflug Zoo", "Ausflug Museum"}),
        ('"ausflug museum"', {"Ausflug Museum"}),
        ("text:proviant", {"Ausflug Zoo"}),
        ("ausflug text:proviant", {"Ausflug Zoo"}),
        ("protokoll text:proviant", set()),
        ("ist:ungelesen betreff:ausflug", {"Ausflug Zoo"}),
        ("ist:gelesen", {"Ausflug Museum"}),
        ("ist:markiert", {"Protokoll"}),
        ("vor:2020", {"Protokoll"}),
        ("nach:2020 betreff:ausflug", {"Ausflug Zoo", "Ausflug Museum"}),
        ("klein ausflug", {"Ausflug Museum"}),
        ("ausflug zoo", {"Ausflug Zoo"}),
        ("carla", {"Protokoll"}),
        ("gibtesnicht", set()),
        ("Ausflug 日本", set()),
    ],
)
def test_operators_find_what_they_say(place: Place, mailbox: Mailbox, typed: str, found: set[str]) -> None:
    long_ago = datetime(2019, 5, 4, tzinfo=UTC)
    place.append(
        "INBOX", letter(subject="Protokoll", to="carla@x.example"), (b"\\Flagged",), received=long_ago
    )
    place.append("INBOX", letter(subject="Ausflug Museum", sender="klein@schule.example"), (b"\\Seen",))
    place.append("INBOX", letter(subject="Ausflug Zoo", text="Proviant mitbringen."))
    assert set(subjects(mailbox, typed)) == found


@pytest.mark.parametrize("typed", ["cc:lehmann", "kopie:lehmann"])
def test_who_got_a_copy_is_found(place: Place, mailbox: Mailbox, typed: str) -> None:
    place.append("INBOX", letter(subject="An", to="lehmann@x.example"))
    place.append("INBOX", b"Cc: lehmann@x.example\r\n" + letter(subject="Kopie"))
    assert subjects(mailbox, typed) == ["Kopie"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("anhang:ja", ["Datei"]),
        ("hat:anhang", ["Datei"]),
        ("anhang:klassenliste", ["Datei"]),
        ("anhang:zeugnis", []),
        ("anhang:ja zoo", []),
    ],
)
def test_attachments_are_found_by_name(place: Place, mailbox: Mailbox, typed: str, found: list[str]) -> None:
    place.append("INBOX", WITH_FILE)
    place.append("INBOX", letter(subject="Klassenliste ohne Datei"))
    assert subjects(mailbox, typed) == found


@pytest.mark.parametrize("typed", ["müller", "mueller", "MUELLER"])
def test_spellings_find_each_other_in_names(
    dovecot_place: Place, make_mailbox: MakeMailbox, typed: str
) -> None:
    dovecot_place.append("INBOX", letter(subject="Eins", sender="=?utf-8?Q?M=C3=BCller?= <m@x.example>"))
    dovecot_place.append("INBOX", letter(subject="Zwei", sender="Mueller <m@x.example>"))
    assert subjects(make_mailbox(dovecot_place), f"von:{typed}") == ["Zwei", "Eins"]


def test_junk_and_trash_are_left_out_until_asked_for(place: Place, mailbox: Mailbox) -> None:
    for folder in ("Trash", "Junk", "Ablage", "INBOX"):
        place.append(folder, letter(subject="Zoo"))
    assert [folder for folder, _ in whole(mailbox, "zoo")] == ["INBOX", "Ablage"]
    assert {folder for folder, _ in whole(mailbox, "zoo", Scope(everywhere=True))} == {
        "INBOX",
        "Ablage",
        "Junk",
        "Trash",
    }
    assert [folder for folder, _ in whole(mailbox, "zoo", Scope("Junk"))] == ["Junk"]
    assert [folder for folder, _ in whole(mailbox, "zoo ordner:papierkorb")] == ["Trash"]


def test_a_folder_is_called_by_a_part_of_its_name_unless_one_has_it_whole(
    place: Place, mailbox: Mailbox
) -> None:
    for folder in ("Klasse 7", "Klasse 7b"):
        place.append(folder, letter(subject="Zoo"))
    assert {folder for folder, _ in whole(mailbox, "ordner:klasse zoo")} == {"Klasse 7", "Klasse 7b"}
    assert {folder for folder, _ in whole(mailbox, 'ordner:"klasse 7" zoo')} == {"Klasse 7"}
    assert whole(mailbox, "ordner:gibtesnicht zoo") == []


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ('"klasse 7"', {"Klasse 7", "Klasse 7/Ausflug"}),
        ("klasse", {"Klasse 7", "Klasse 7/Ausflug", "Klasse 7b"}),
        ("ausflug", {"Klasse 7/Ausflug"}),
        ("fach", {"Fach/Mathematik"}),
        ("posteingang", {"INBOX"}),
    ],
)
def test_what_lies_below_a_folder_belongs_to_it(
    place: Place, mailbox: Mailbox, typed: str, found: set[str]
) -> None:
    for folder in ("INBOX", "Klasse 7", "Klasse 7/Ausflug", "Klasse 7b", "Fach/Mathematik"):
        place.append(folder, letter(subject="Zoo"))
    assert {folder for folder, _ in whole(mailbox, f"zoo ordner:{typed}")} == found


def test_small_pages_find_all_of_it_once_and_newest_first(place: Place, mailbox: Mailbox) -> None:
    place.fill("INBOX", 7)
    place.fill("Ablage", 3)
    found = whole(mailbox, "nummer", most=2)
    inbox, other = (
        [("INBOX", f"Nummer {n}") for n in range(7, 0, -1)],
        [("Ablage", f"Nummer {n}") for n in (3, 2, 1)],
    )
    assert found == inbox + other


def test_folders_with_long_names_make_more_slices_and_hide_nothing(place: Place, mailbox: Mailbox) -> None:
    names = [f"{number} {'Ablage ' * 20}".strip() for number in range(6)]
    for name in names:
        place.append(name, letter(subject="Zoo"))
    part = mailbox.search(query("betreff:zoo"), Scope())
    assert 0 < len(part.hits) < len(names)
    assert [folder for folder, _ in whole(mailbox, "betreff:zoo")] == names


def test_a_row_knows_where_its_message_lies(place: Place, mailbox: Mailbox) -> None:
    ref = place.append("Ablage", letter(subject="Zoo"))
    (row,) = mailbox.search(query("zoo"), Scope()).rows
    assert row.ref == ref


def test_what_was_found_is_shown_again_without_searching_unless_it_has_gone(
    place: Place, mailbox: Mailbox
) -> None:
    first, second = place.fill("INBOX", 2)
    hits = mailbox.search(query("nummer"), Scope()).hits
    mailbox.delete([second])
    assert [row.ref for row in mailbox.found(hits)] == [first]
    renumbered = [replace(each, uidvalidity=each.uidvalidity + 1) for each in hits]
    assert mailbox.found(renumbered) == ()
    assert mailbox.found([replace(each, folder="Weg") for each in hits]) == ()


class Slow:
    """A clock on which every look costs so much."""

    def __init__(self, step: float) -> None:
        self.now, self.step = 0.0, step

    def __call__(self) -> float:
        self.now += self.step
        return self.now


def slices(
    mailbox: Mailbox, typed: str, *, step: float, between: Callable[[Slice], None] | None = None
) -> list[Slice]:
    slow, found = Finder(mailbox.borrower, clock=Slow(step)), []
    mark: Mark | None = Mark()
    while mark is not None and len(found) < 200:
        found.append(slow.slice(query(typed), Scope(), mark=mark, most=50))
        mark = found[-1].mark
        if between is not None:
            between(found[-1])
    return found


def refs(found: list[Slice]) -> list[tuple[str, int]]:
    return [(row.folder, row.uid) for each in found for row in each.rows]


def test_a_slow_store_makes_many_slices_and_each_gets_on(place: Place, mailbox: Mailbox) -> None:
    place.fill("INBOX", 5)
    place.fill("Ablage", 3)
    found = slices(mailbox, "nummer", step=2.0)
    assert 2 < len(found) < 200
    assert len(refs(found)) == len(set(refs(found))) == 8


def test_looking_for_attachments_in_a_slow_store_makes_many_slices_too(
    place: Place, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finder, "AT_ONCE", 2)
    for _ in range(5):
        place.append("INBOX", WITH_FILE)
    found = slices(mailbox, "anhang:klassenliste", step=2.0)
    assert [len(each.rows) for each in found][:2] == [2, 2]
    assert len(refs(found)) == len(set(refs(found))) == 5


@pytest.mark.parametrize("most", [1, 2, 3])
def test_attachments_on_small_pages_are_found_once(place: Place, mailbox: Mailbox, most: int) -> None:
    for _ in range(4):
        place.append("INBOX", WITH_FILE)
    assert len(whole(mailbox, "anhang:klassenliste", most=most)) == 4


def test_a_store_that_is_far_away_is_not_asked_for_single_messages(make_mailbox: MakeMailbox) -> None:
    large = SELECTED.replace(b"1 EXISTS", b"5000 EXISTS").replace(b"UIDNEXT 2", b"UIDNEXT 5001")
    with Recorder(answers={"EXAMINE": large, "LIST": b'* LIST () "/" INBOX\r\n'}) as recorder:
        assert len(slices(make_mailbox(recorder), "von:boris", step=2.0)) < 60


def test_a_folder_that_vanishes_in_the_middle_hides_no_other(place: Place, mailbox: Mailbox) -> None:
    for folder in ("Aa", "Bb", "Cc"):
        place.append(folder, letter(subject="Zoo"))

    def remove(part: Slice) -> None:
        if part.mark and part.mark.folder == "Bb" and part.mark.step == 0:
            with place.client() as client:
                client.delete_folder("Bb")

    found = slices(mailbox, "zoo", step=2.0, between=remove)
    assert [folder for folder, _ in refs(found)] == ["Aa", "Cc"]


def test_a_folder_renumbered_in_the_middle_is_searched_from_the_top(make_mailbox: MakeMailbox) -> None:
    answers = {"UID SEARCH": b"* SEARCH 1\r\n"}
    with Recorder(answers=answers) as recorder:
        mailbox = make_mailbox(recorder)
        recorder.answers["LIST"] = b'* LIST () "/" INBOX\r\n'
        mark = Mark(step=0, folder="INBOX", of=1, uidvalidity=6, below=1, pace=100)
        part = mailbox.search(query("von:boris"), Scope(), mark=mark)
        assert [(each.uidvalidity, each.uids) for each in part.hits] == [(7, (1,))]


def test_a_folder_that_may_not_be_searched_is_named_and_hides_nothing(make_mailbox: MakeMailbox) -> None:
    refused = SELECTED + b"@TAG@ NO [NOPERM] not you\r\n"
    answers = {
        "LIST": b'* LIST () "/" INBOX\r\n* LIST () "/" Fremd\r\n',
        "UID SEARCH": b"@TAG@ NO [NOPERM] not you\r\n",
        "EXAMINE": lambda command: SELECTED if b"INBOX" in command else refused,
    }
    with Recorder(answers=answers) as recorder:
        part = make_mailbox(recorder).search(query("von:boris"), Scope())
        assert (part.refused, part.mark, part.rows) == (("INBOX",), None, ())


def test_stretches_grow_as_fast_as_the_store_is_and_no_faster(make_mailbox: MakeMailbox) -> None:
    large = SELECTED.replace(b"1 EXISTS", b"100000 EXISTS").replace(b"UIDNEXT 2", b"UIDNEXT 100001")
    with Recorder(answers={"EXAMINE": large, "LIST": b'* LIST () "/" INBOX\r\n'}) as recorder:
        make_mailbox(recorder).search(query("von:boris"), Scope())
        asked = [command for command in recorder.commands if b"SEARCH" in command]
    ranges = [tuple(map(int, command.split(b"UID ")[2].split(b" ")[0].split(b":"))) for command in asked]
    sizes = [high - low + 1 for low, high in ranges]
    assert ranges[0][1] == 100_000
    assert sizes[0] == 400
    assert all(after <= before * 4 for before, after in itertools.pairwise(sizes))
    assert all(low == high + 1 for (low, _), (_, high) in itertools.pairwise(ranges))
