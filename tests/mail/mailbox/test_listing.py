"""Pages of a folder: what they hold, what they cost, what they survive."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.cast import BORIS
from tests.conftest import MONDAY
from tests.mail.conftest import MakeMailbox, Place, letter
from tests.servers.dovecot import Dovecot
from tests.servers.fault import Fault
from tests.servers.recorder import SELECTED, Recorder
from webmail.mail import PLAIN, Flag, Kept, Mailbox, MessageRef, Only, Query, Scope, View
from webmail.mail.mailbox import arrival, lister
from webmail.mail.mailbox.fetched import LONG_AGO, read_moment
from webmail.mail.mailbox.numbers import newest, read_ranges, written


def subjects(listing: object) -> list[str]:
    return [row.envelope.subject for row in listing.rows]  # type: ignore[attr-defined]


def test_the_newest_stand_first_and_fifty_are_a_page(place: Place, mailbox: Mailbox) -> None:
    with place.client() as client:
        for number in range(1, 121):
            client.append("INBOX", letter(subject=f"Nummer {number}"))
    first, last = mailbox.list("INBOX"), mailbox.list("INBOX", page=3)
    assert subjects(first) == [f"Nummer {number}" for number in range(120, 70, -1)]
    assert subjects(last) == [f"Nummer {number}" for number in range(20, 0, -1)]
    assert (first.newer, first.older, last.newer, last.older, first.total) == (None, 2, 2, None, 120)


def test_a_page_holds_as_many_as_are_asked_for_and_pages_of_two_sizes_do_not_mix(
    place: Place, mailbox: Mailbox
) -> None:
    place.fill("INBOX", 60)
    for _ in range(2):
        assert [len(mailbox.list("INBOX", page=2, size=size).rows) for size in (25, 50, 100)] == [25, 10, 60]
        assert [mailbox.list("INBOX", size=size).pages for size in (25, 50, 100)] == [3, 2, 1]
    assert len(mailbox.list("INBOX", page=3, size=25, view=View(Only.UNREAD)).rows) == 10
    wanted = Query.typed("Nummer", today=date(2026, 11, 16))
    assert len(mailbox.search(wanted, Scope("INBOX"), most=25).rows) == 25


def test_a_page_beyond_the_end_is_the_last_one(place: Place, mailbox: Mailbox) -> None:
    place.fill("INBOX", 2)
    assert mailbox.list("INBOX", page=99).page == 1
    assert len(mailbox.list("INBOX", page=-5).rows) == 2


def test_an_empty_folder_is_a_page_without_rows(mailbox: Mailbox) -> None:
    listing = mailbox.list("INBOX")
    assert (listing.rows, listing.pages, listing.total) == ((), 1, 0)


def test_a_row_holds_what_the_list_shows(place: Place, mailbox: Mailbox) -> None:
    raw = b"\r\n".join(
        (
            b"From: =?utf-8?Q?J=C3=BCrgen?= Klein <klein@schule.example>",
            b"To: Anna <anna.arnold@schule.example>",
            b"Subject: =?utf-8?B?w4Rybmdlcg==?=",
            b"MIME-Version: 1.0",
            b"Content-Type: multipart/mixed; boundary=b",
            b"",
            b"--b",
            b"Content-Type: text/plain; charset=utf-8",
            b"Content-Transfer-Encoding: quoted-printable",
            b"",
            b"Gr=C3=BC=C3=9Fe aus dem",
            b"Lehrerzimmer",
            b"--b",
            b"Content-Type: application/pdf; name=plan.pdf",
            b"Content-Disposition: attachment; filename=plan.pdf",
            b"Content-Transfer-Encoding: base64",
            b"",
            b"SGFsbG8=",
            b"--b--",
            b"",
        )
    )
    moment = datetime(2026, 11, 2, 8, 30, tzinfo=UTC)
    place.append("INBOX", raw, (b"\\Seen", b"\\Flagged"), received=moment)
    (row,) = mailbox.list("INBOX").rows
    envelope = row.envelope
    assert envelope.subject == "Ärnger"
    assert (envelope.senders[0].name, envelope.senders[0].spec) == ("Jürgen Klein", "klein@schule.example")
    assert envelope.recipients[0].spec == "anna.arnold@schule.example"
    assert envelope.received == moment
    assert envelope.has_attachment
    assert envelope.snippet == "Grüße aus dem Lehrerzimmer"
    assert (row.seen, row.flagged, row.answered) == (True, True, False)


@pytest.mark.parametrize("folder", ["INBOX", "Drafts"])
def test_a_list_costs_two_round_trips_and_more_only_where_the_folder_has_changed(
    dovecot_place: Place, fault: Fault, make_mailbox: MakeMailbox, folder: str
) -> None:
    dovecot_place.fill(folder, 3)
    mailbox = make_mailbox(fault)
    mailbox.folders()
    turns = []
    for _ in range(3):
        fault.forget()
        mailbox.list(folder)
        turns.append(fault.turns)
        if len(turns) == 2:
            dovecot_place.append(folder, letter())
    # In which order they stand is asked first; then the new ones are read beside the flags of the others.
    assert turns == [3, 2, 4]


def test_only_flags_are_asked_again(dovecot_place: Place, fault: Fault, make_mailbox: MakeMailbox) -> None:
    dovecot_place.fill("INBOX", 3)
    mailbox = make_mailbox(fault)
    before = mailbox.list("INBOX")
    fault.forget()
    after = mailbox.list("INBOX")
    assert next(command for command in fault.commands if b"FETCH" in command).endswith(
        b"FETCH 1:3 (UID FLAGS)"
    )
    assert after == before


@pytest.mark.parametrize("view", [PLAIN, View(Only.STARRED)])
def test_what_is_moved_back_stands_where_it_stood(place: Place, mailbox: Mailbox, view: View) -> None:
    day = timedelta(days=1)
    refs = [
        place.append("INBOX", letter(subject=subject), (b"\\Flagged",), received=MONDAY + number * day)
        for number, subject in enumerate(("Montag", "Dienstag", "Mittwoch"))
    ]
    place.append("INBOX", letter(subject="Sonntag"), (b"\\Flagged",), received=MONDAY - day)
    whole = ["Mittwoch", "Dienstag", "Montag", "Sonntag"]
    assert subjects(mailbox.list("INBOX", view=view)) == whole
    moved = mailbox.delete(refs[:2])
    assert subjects(mailbox.list("INBOX", view=view)) == ["Mittwoch", "Sonntag"]
    mailbox.move([MessageRef("Trash", moved.uidvalidity, uid) for uid in moved.uids], to="INBOX")
    assert subjects(mailbox.list("INBOX", view=view)) == whole


def test_the_pages_of_the_newest_go_by_date_and_those_behind_them_by_number(
    place: Place, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrival, "WINDOW", 4)
    monkeypatch.setattr(lister, "WINDOW", 4)
    for days in (0, 9, 1, 6, 2, 4, 3):
        received = MONDAY + timedelta(days=days)
        place.append("INBOX", letter(subject=str(days)), (b"\\Flagged",), received=received)
    for view in (PLAIN, View(Only.STARRED)):
        pages = [subjects(mailbox.list("INBOX", page=page, size=2, view=view)) for page in (1, 2, 3, 4)]
        assert pages == [["6", "4"], ["3", "2"], ["1", "9"], ["0"]]


def test_no_list_asks_for_all_uids(dovecot_place: Place, fault: Fault, make_mailbox: MakeMailbox) -> None:
    dovecot_place.fill("INBOX", 3)
    mailbox = make_mailbox(fault)
    mailbox.list("INBOX")
    mailbox.list("INBOX", view=View(Only.UNREAD))
    assert not any(b"SEARCH ALL" in command or b"1:*" in command for command in fault.commands)


def test_new_mail_and_changed_flags_appear_on_the_next_look(place: Place, mailbox: Mailbox) -> None:
    old, _ = place.fill("INBOX", 2)
    mailbox.list("INBOX")
    with place.client() as client:
        client.select_folder("INBOX")
        client.add_flags([old.uid], ["\\Seen"])
    place.append("INBOX", letter(subject="Neu"))
    listing = mailbox.list("INBOX")
    assert subjects(listing) == ["Neu", "Nummer 2", "Nummer 1"]
    assert [row.seen for row in listing.rows] == [False, False, True]


def test_a_message_gone_and_another_come_are_not_mistaken(place: Place, mailbox: Mailbox) -> None:
    """The count is the same, the sequence numbers are not."""
    first, _ = place.fill("INBOX", 2)
    mailbox.list("INBOX")
    with place.client() as client:
        client.select_folder("INBOX")
        client.delete_messages([first.uid])
        client.expunge([first.uid])
    place.append("INBOX", letter(subject="Neu"))
    assert subjects(mailbox.list("INBOX")) == ["Neu", "Nummer 2"]


def test_a_renumbered_folder_shows_no_kept_row(place: Place, mailbox: Mailbox) -> None:
    place.append("Klassen", letter(subject="Alt"))
    assert subjects(mailbox.list("Klassen")) == ["Alt"]
    with place.client() as client:
        client.delete_folder("Klassen")
    place.append("Klassen", letter(subject="Neu"))
    assert subjects(mailbox.list("Klassen")) == ["Neu"]


def test_boris_gets_no_row_kept_for_anna(place: Place, make_mailbox: MakeMailbox) -> None:
    kept = Kept()
    place.append("INBOX", letter(subject="Anna"))
    place.append("INBOX", letter(subject="Boris"), person=BORIS)
    make_mailbox(place, kept=kept).list("INBOX")
    assert subjects(make_mailbox(place, BORIS, kept=kept).list("INBOX")) == ["Boris"]


def test_kept_rows_are_bounded(place: Place, make_mailbox: MakeMailbox) -> None:
    kept = Kept(rows=3)
    place.fill("INBOX", 5)
    mailbox = make_mailbox(place, kept=kept)
    for _ in range(2):
        assert len(mailbox.list("INBOX").rows) == 5
    assert kept._row_count <= 3


def test_only_unread_leaves_the_seen_out(place: Place, mailbox: Mailbox) -> None:
    place.append("INBOX", letter(subject="Neu"))
    place.append("INBOX", letter(subject="Gelesen"), (b"\\Seen",))
    place.append("INBOX", letter(subject="Auch neu"))
    listing = mailbox.list("INBOX", view=View(Only.UNREAD))
    assert subjects(listing) == ["Auch neu", "Neu"]
    assert (listing.total, listing.view.only) == (2, Only.UNREAD)


@pytest.mark.parametrize(
    "record",
    [
        b"* 1 FETCH (UID 1 FLAGS () INTERNALDATE NIL RFC822.SIZE NIL BODYSTRUCTURE NIL BODY[HEADER]<0> NIL)",
        b"* 1 FETCH (UID 1 FLAGS () BODYSTRUCTURE (((((((",
        b'* 1 FETCH (UID 1 FLAGS () BODYSTRUCTURE ("text" "plain)',
        b"* 1 FETCH (UID 1 FLAGS () BODYSTRUCTURE " + b"(" * 5000 + b")" * 5000 + b")",
        b"* 1 FETCH (UID 1 FLAGS () BODYSTRUCTURE ((NIL NIL NIL NIL NIL NIL NIL)(()) NIL NIL NIL))",
        b"* 1 FETCH (FLAGS () UID 1)",
    ],
)
def test_an_answer_that_cannot_be_read_still_is_a_row(make_mailbox: MakeMailbox, record: bytes) -> None:
    with Recorder(answers={"FETCH": record + b"\r\n"}) as recorder:
        (row,) = make_mailbox(recorder).list("INBOX").rows
        assert row.uid == 1


def test_a_store_that_refuses_to_describe_one_message_still_shows_the_rest(make_mailbox: MakeMailbox) -> None:
    full = b"* %d FETCH (UID %d FLAGS () BODY[HEADER.FIELDS (SUBJECT)] {13}\r\nSubject: Hier)\r\n"
    least = b"* 1 FETCH (UID 1 FLAGS ())\r\n* 2 FETCH (UID 2 FLAGS ())\r\n"

    def fetch(command: bytes) -> bytes:
        return b"@TAG@ NO [SERVERBUG2] cannot\r\n" if b"BODYSTRUCTURE" in command else least

    def uid_fetch(command: bytes) -> bytes:
        return full % (2, 2) if b"FETCH 2 " in command else fetch(command)

    answers = {"FETCH": fetch, "UID FETCH": uid_fetch, "EXAMINE": SELECTED.replace(b"1 EXISTS", b"2 EXISTS")}
    with Recorder(capability="IMAP4rev1 PREVIEW", answers=answers) as recorder:
        assert subjects(make_mailbox(recorder).list("INBOX")) == ["Hier", ""]


def test_an_unasked_flag_change_replaces_no_row(make_mailbox: MakeMailbox) -> None:
    said = (
        b"* 1 FETCH (UID 1 FLAGS () BODY[HEADER.FIELDS (SUBJECT)] {13}\r\nSubject: Hier)\r\n"
        b"* 1 FETCH (FLAGS (\\Seen))\r\n* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n"
    )
    with Recorder(capability="IMAP4rev1 PREVIEW", answers={"UID FETCH": said}) as recorder:
        (row,) = make_mailbox(recorder).list("INBOX").rows
        assert (row.envelope.subject, row.seen) == ("Hier", True)


def test_flags_we_do_not_know_are_left_out(dovecot_place: Place, make_mailbox: MakeMailbox) -> None:
    dovecot_place.append("INBOX", letter(), (b"$Label1", b"$Forwarded", b"\\Answered"))
    (row,) = make_mailbox(dovecot_place).list("INBOX").rows
    assert row.flags == {Flag.FORWARDED, Flag.ANSWERED}


def test_sets_of_uids_are_written_short_and_read_bounded() -> None:
    assert written([3, 1, 2, 7, 9, 8]) == "1:3,7:9"
    assert newest(read_ranges(b"1:4294967295"), skip=50, count=3) == [4294967245, 4294967244, 4294967243]
    assert newest(read_ranges(b"1:3,7,9:10"), skip=1, count=4) == [9, 7, 3, 2]


def test_a_restart_does_not_degrade_the_list(
    dovecot: Dovecot, dovecot_place: Place, fault: Fault, make_mailbox: MakeMailbox
) -> None:
    dovecot_place.append("INBOX", letter(subject="Hier"))
    mailbox = make_mailbox(fault)
    mailbox.folders()
    fault.drop()
    assert subjects(mailbox.list("INBOX")) == ["Hier"]


def test_thousands_of_parts_are_parsed_when_the_message_is_opened_and_not_for_its_row(
    make_mailbox: MakeMailbox,
) -> None:
    structure = b"(" + b'("text" "plain" NIL NIL NIL "7bit" 5 1)' * 3000 + b' "mixed")'

    def fetch(command: bytes) -> bytes:
        described = b" BODYSTRUCTURE " + structure if b"BODYSTRUCTURE" in command else b""
        return (
            b'* 1 FETCH (UID 1 FLAGS (\\Seen) INTERNALDATE "02-Nov-2026 08:00:00 +0000" RFC822.SIZE 99'
            + described
            + b" BODY[HEADER.FIELDS (SUBJECT)]<0> {13}\r\nSubject: Hier BODY[1] {5}\r\nHallo)\r\n"
        )

    with Recorder(answers={"FETCH": fetch, "UID FETCH": fetch}) as recorder:
        mailbox = make_mailbox(recorder)
        (row,) = mailbox.list("INBOX").rows
        assert (row.envelope.subject, row.envelope.size, row.seen) == ("Hier", 99, True)
        assert row.envelope.received == datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
        assert row.envelope.structure is None
        assert "Hallo" in mailbox.read(MessageRef("INBOX", 7, 1)).body.html


@pytest.mark.parametrize(
    ("year", "believed"), [("0001", False), ("1899", False), ("1900", True), ("9000", True), ("9999", False)]
)
def test_a_year_at_the_edge_of_the_calendar_is_no_moment(year: str, believed: bool) -> None:
    moment = read_moment(f"01-Jan-{year} 00:00:00 +1200".encode())
    assert (moment != LONG_AGO) is believed
