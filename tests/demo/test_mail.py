"""The demo mailboxes: enough, varied, always the same, and with everything that makes mail hard."""

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from itertools import pairwise

import pytest

from webmail.demo.days import Days
from webmail.demo.mail import DemoMessage, messages_for
from webmail.demo.people import MARLENE, PEOPLE, TOBIAS
from webmail.mail import Unpacker
from webmail.mail.reading.tnef import BOUNDS

NOW = datetime(2026, 11, 24, 10, 20, 33, tzinfo=UTC)


@pytest.fixture(scope="module")
def stored() -> list[DemoMessage]:
    return list(messages_for(MARLENE, NOW))


@pytest.fixture(scope="module")
def parsed(stored: list[DemoMessage]) -> list[Message]:
    return [message_from_bytes(message.raw) for message in stored]


def parts(messages: list[Message], media_type: str) -> list[Message]:
    return [part for message in messages for part in message.walk() if part.get_content_type() == media_type]


def test_the_teacher_has_three_hundred_messages_in_ten_folders(stored: list[DemoMessage]) -> None:
    folders = Counter(message.folder for message in stored)
    assert folders.total() >= 300
    assert {"INBOX", "Drafts", "Sent", "Archive", "Junk", "Trash"} <= set(folders)
    assert {"Elterngespräche", "Klasse 7b", "Klasse 7b/Klassenfahrt Weimar"} <= set(folders)


def test_the_same_moment_gives_the_same_mail(stored: list[DemoMessage]) -> None:
    assert list(messages_for(MARLENE, NOW)) == stored


@pytest.mark.parametrize("hour", range(0, 24 * 7, 13))
def test_nothing_comes_from_the_future(hour: int) -> None:
    now = NOW + timedelta(hours=hour)
    assert all(message.received < now for person in PEOPLE for message in messages_for(person, now))


def test_the_inbox_begins_today_and_has_twelve_unread(stored: list[DemoMessage]) -> None:
    inbox = [message for message in stored if message.folder == "INBOX"]
    assert sum(b"\\Seen" not in message.flags for message in inbox) == 12
    assert timedelta() < NOW - inbox[-1].received < timedelta(hours=1)
    assert all(one.received <= two.received for one, two in pairwise(inbox))


def test_other_people_have_mail_of_their_own() -> None:
    assert 25 <= len(list(messages_for(TOBIAS, NOW))) <= 40
    assert all(list(messages_for(person, NOW)) for person in PEOPLE)


def test_newsletters_weigh_a_hundred_kilobytes(parsed: list[Message]) -> None:
    heavy = [part.get_payload(decode=True) for part in parts(parsed, "text/html")]
    heavy = [html for html in heavy if isinstance(html, bytes) and len(html) > 100_000]
    assert len(heavy) >= 4
    assert all(html.count(b"<table") > 20 and b'<img src="https://' in html for html in heavy)


def test_attachments_of_every_kind_are_there(parsed: list[Message]) -> None:
    names = [part.get_filename() for message in parsed for part in message.walk() if part.get_filename()]
    kinds = {part.get_content_type() for message in parsed for part in message.walk()}
    assert {"application/pdf", "image/png", "text/calendar", "application/ms-tnef"} <= kinds
    assert {kind for kind in kinds if "opendocument" in kind or "officedocument" in kind}
    assert any(not name.isascii() for name in names)
    assert any(len(name) == 120 for name in names)


@pytest.mark.parametrize("day", range(7))
def test_an_appointment_is_on_the_day_that_its_message_names(day: int) -> None:
    sent = [message_from_bytes(each.raw) for each in messages_for(MARLENE, NOW + timedelta(days=day))]
    for message in sent:
        for part in parts([message], "text/calendar"):
            start = re.search(rb"DTSTART[^:]*:(\d{8})", part.get_payload(decode=True) or b"")
            assert start is not None
            there = date.fromisoformat(start[1].decode())
            assert there.weekday() < 5
            wanted = format(Days(there), "+0")
            told = [str(make_header(decode_header(message["Subject"])))]
            told += [
                (each.get_payload(decode=True) or b"").decode() for each in parts([message], "text/plain")
            ]
            assert any(wanted in each for each in told)


def test_a_file_packed_by_outlook_can_be_unpacked(parsed: list[Message]) -> None:
    (packed,) = [part.get_payload(decode=True) for part in parts(parsed, "application/ms-tnef")]
    assert isinstance(packed, bytes)
    found = Unpacker(bounds=replace(BOUNDS, seconds=30)).unpack(iter([packed]), wanted=1)
    assert found.files[0].name == "Angebot_4711.pdf"
    assert found.octets.endswith(b"%%EOF\n")


def test_one_picture_weighs_three_megabytes(parsed: list[Message]) -> None:
    weights = [len(part.get_payload(decode=True)) for part in parts(parsed, "image/png")]
    assert max(weights) > 3_000_000


def test_an_inline_image_is_named_by_the_html(parsed: list[Message]) -> None:
    [image] = [part for part in parts(parsed, "image/png") if part["Content-ID"]]
    name = image["Content-ID"].strip("<>")
    assert any(f"cid:{name}" in str(part.get_payload()) for part in parts(parsed, "text/html"))


def test_answers_name_what_they_answer(parsed: list[Message]) -> None:
    known = {message["Message-ID"] for message in parsed}
    answers = [message for message in parsed if message["References"]]
    assert len(answers) > 40
    assert all(message["References"].split()[-1] == message["In-Reply-To"] for message in answers)
    assert all(message["In-Reply-To"] in known for message in answers)
    assert max(len(message["References"].split()) for message in answers) >= 3


def test_no_two_messages_share_a_message_id(parsed: list[Message]) -> None:
    counted = Counter(message["Message-ID"] for message in parsed if message["Message-ID"])
    assert counted.most_common(1)[0][1] == 1


@pytest.mark.parametrize("mark", [b"?Q?", b"?B?", b"=?iso-8859-1?", b"=?windows-1252?", b"?= =?utf-8?B?"])
def test_subjects_come_in_encoded_words_of_every_kind(stored: list[DemoMessage], mark: bytes) -> None:
    heads = [message.raw.partition(b"\r\n\r\n")[0] for message in stored]
    assert any(mark in head.partition(b"\r\nSubject:")[2].partition(b"\r\nMessage-ID")[0] for head in heads)


@pytest.mark.parametrize("charset", ["utf-8", "latin-1"])
def test_subjects_come_raw_as_well(stored: list[DemoMessage], charset: str) -> None:
    subjects = [message.raw.partition(b"\r\nSubject: ")[2].partition(b"\r\n")[0] for message in stored]
    assert any(
        subject.startswith(("Schlüssel".encode(charset), "Fünf".encode(charset))) for subject in subjects
    )


def test_hostile_and_broken_messages_are_among_them(stored: list[DemoMessage]) -> None:
    whole = [message.raw for message in stored]
    assert any(raw.startswith(b"\r\n") for raw in whole)
    assert any(b"x-unbekannt" in raw for raw in whole)
    assert any(b"_scan_0815" in raw and b"--=_scan_0815--" not in raw for raw in whole)
    html = "".join(
        str(part) for message in whole for part in parts([message_from_bytes(message)], "text/html")
    )
    assert all(bait in html for bait in ("<script>", "onerror", "hx-get", "JaVa", "pixel.gif"))


def test_only_example_domains_are_written_to(parsed: list[Message]) -> None:
    ends = {
        str(message[name]).rpartition("@")[2]
        for message in parsed
        for name in ("From", "To")
        if message[name]
    }
    assert all(end.rstrip(">").endswith(".example") for end in ends)


def test_no_gap_or_choice_was_left_open(stored: list[DemoMessage]) -> None:
    plain = [part for message in stored for part in parts([message_from_bytes(message.raw)], "text/plain")]
    text = "".join(bytes(part.get_payload(decode=True)).decode("utf-8", "replace") for part in plain)
    assert "{" not in text
    assert "[" not in text
