"""Resending: what did not arrive is taken up again, for those alone who did not get it."""

import pytest

from tests.mail.conftest import MakeMailbox, Place
from tests.mail.writing.conftest import MakeDrafts
from tests.reports import EVA, MESSAGE_ID, bounce, original, recipient, returned_mail
from webmail.mail.errors import PartMissing
from webmail.mail.ref import MessageRef
from webmail.mail.writing.draft import Draft, Writing
from webmail.mail.writing.resending import Resending

WRITING = Writing("<again@schule.example>")


@pytest.fixture
def resending(place: Place, make_mailbox: MakeMailbox, make_drafts: MakeDrafts) -> Resending:
    mailbox = make_mailbox(place)
    return Resending(mailbox=mailbox, drafts=make_drafts(place, mailbox=mailbox))


def begun(resending: Resending, ref: MessageRef) -> tuple[Draft, bool]:
    reopened = resending.begin(ref, WRITING, page="p")
    stored = resending.drafts.find(reopened.writing)
    assert stored is not None
    return stored.draft, reopened.complete


def test_a_report_says_who_failed_and_what_it_is_about(place: Place, resending: Resending) -> None:
    ref = place.append("INBOX", bounce())
    found = resending.bounce(resending.mailbox.read(ref))
    assert found is not None
    assert [each.spec for each in found.failed] == [EVA]
    assert found.subject == "Wandertag"


def test_an_encoded_report_is_read_too(place: Place, resending: Resending) -> None:
    ref = place.append("INBOX", bounce(kind="text/rfc822-headers", encoded=True))
    found = resending.bounce(resending.mailbox.read(ref))
    assert found is not None
    assert ([each.spec for each in found.failed], found.subject) == ([EVA], "Wandertag")


@pytest.mark.parametrize("kind", ["text/rfc822-headers", "message/rfc822"])
def test_ones_own_copy_is_taken_up_again(place: Place, resending: Resending, kind: str) -> None:
    place.append("Sent", original().encode())
    draft, complete = begun(resending, place.append("INBOX", bounce(kind=kind)))
    assert complete
    assert (draft.to, draft.subject) == (EVA, "Wandertag")
    assert draft.text.startswith("Wir treffen uns um acht. Gruß")


def test_its_attachments_come_along(place: Place, resending: Resending) -> None:
    mixed = (
        original()
        .replace("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n", "")
        .partition("Wir")[0]
        + 'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nText\r\n--b\r\n'
        "Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=Plan.pdf\r\n\r\n"
        "%PDF\r\n--b--\r\n"
    )
    place.append("Sent", mixed.encode())
    draft, _ = begun(resending, place.append("INBOX", bounce()))
    assert [each.name for each in draft.attachments] == ["Plan.pdf"]


FORMATTED = (
    original("Liste <liste@schule.example>")
    .replace("Subject:", f"Bcc: {EVA}, Max <max@verlag.example>, gut@verlag.example\r\nSubject:")
    .partition("Content-Type")[0]
    + 'Content-Type: multipart/mixed; boundary="m"\r\n\r\n--m\r\n'
    'Content-Type: multipart/related; boundary="r"\r\n\r\n--r\r\nContent-Type: text/html\r\n\r\n'
    '<div>Um <b>acht</b>.<img src="cid:logo@x" alt="Logo"></div>\r\n--r\r\n'
    "Content-Type: image/png\r\nContent-ID: <logo@x>\r\nContent-Disposition: inline\r\n\r\nPNG\r\n--r--\r\n"
    "--m\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=Plan.pdf\r\n\r\n"
    "%PDF\r\n--m--\r\n"
)


def test_it_keeps_its_look_its_pictures_and_who_was_hidden(place: Place, resending: Resending) -> None:
    place.append("Sent", FORMATTED.encode())
    report = bounce([recipient(), recipient("max@verlag.example")], kind="text/rfc822-headers")
    ref = place.append("INBOX", report)
    reopened = resending.begin(ref, WRITING, page="p")
    stored = resending.drafts.find(reopened.writing)
    assert reopened.complete
    assert stored is not None
    draft = stored.draft
    assert (draft.to, draft.cc, draft.bcc) == ("", "", f"{EVA}, Max <max@verlag.example>")
    assert "<b>acht</b>" in draft.html
    assert draft.text.startswith("Um acht.")
    (shown,) = draft.pictures
    assert str(shown.content_id) in draft.html
    assert [each.name for each in draft.attachments] == ["Plan.pdf"]


def test_a_forged_report_names_nobody_to_write_to(place: Place, resending: Resending) -> None:
    place.append("Sent", original().encode())
    draft, _ = begun(resending, place.append("INBOX", bounce([recipient("spy@evil.example")])))
    assert draft.to == ""


def test_without_a_copy_the_text_that_came_back_is_taken(place: Place, resending: Resending) -> None:
    draft, complete = begun(resending, place.append("INBOX", bounce()))
    assert not complete
    assert (draft.to, draft.subject) == ("", "Wandertag")
    assert "Wir treffen uns um acht." in draft.text


def test_where_only_the_header_came_back_the_subject_is_left(place: Place, resending: Resending) -> None:
    headers = original().partition("\r\n\r\n")[0] + "\r\n"
    report = bounce(returned=headers, kind="text/rfc822-headers")
    draft, _ = begun(resending, place.append("INBOX", report))
    assert (draft.subject, draft.text) == ("Wandertag", "")


@pytest.mark.parametrize(
    "content", [b"Subject: a\r\n\r\nx", bounce([recipient(action="delayed")])], ids=["ordinary", "delay"]
)
def test_what_is_no_failure_begins_nothing(place: Place, resending: Resending, content: bytes) -> None:
    with pytest.raises(PartMissing):
        resending.begin(place.append("INBOX", content), WRITING, page="p")


# -- sent back without a report --------------------------------------------------------------

FAILED = f"The following address failed:\r\n\r\n  {EVA}:\r\n    550 User unknown\r\n"
QUOTED = f"{FAILED}\r\n------ This is a copy of the message. ------\r\n\r\n{original()}"
MARKED = FAILED + "\r\n" + "".join(f"> {line}\r\n" for line in original().split("\r\n"))


@pytest.mark.parametrize(
    "content",
    [
        returned_mail(QUOTED),
        returned_mail(MARKED),
        returned_mail(FAILED, enclosed=original()),
        returned_mail(QUOTED, automatic=""),
        returned_mail(QUOTED, path="", sender="postmaster@verlag.example"),
    ],
    ids=["quoted", "marked", "enclosed", "null path alone", "automatic alone"],
)
def test_what_was_sent_back_is_taken_up_again_for_whom_it_names(
    place: Place, resending: Resending, content: bytes
) -> None:
    place.append("Sent", original().encode())
    ref = place.append("INBOX", content)
    found = resending.returned(resending.mailbox.read(ref))
    assert found is not None
    assert found.subject == "Wandertag"
    draft, complete = begun(resending, ref)
    assert (draft.to, draft.subject, complete) == (EVA, "Wandertag", True)
    assert draft.text.startswith("Wir treffen uns um acht. Gruß")


def test_its_words_are_believed_in_nothing_else(place: Place, resending: Resending) -> None:
    place.append("Sent", original(f"x{EVA}", message_id=MESSAGE_ID).encode())
    draft, _ = begun(
        resending,
        place.append("INBOX", returned_mail(f"spy@evil.example, {EVA}\r\nMessage-ID: {MESSAGE_ID}")),
    )
    assert (draft.to, draft.subject) == ("", "Wandertag")


@pytest.mark.parametrize(
    "content",
    [
        returned_mail(QUOTED, sender="boris.becker@schule.example"),
        returned_mail(QUOTED, path="Return-Path: <spy@evil.example>\r\n"),
        returned_mail(QUOTED, path="", automatic=""),
        returned_mail(QUOTED, path="", automatic="Auto-Submitted: no\r\n"),
        returned_mail(FAILED),
        returned_mail(QUOTED.replace(MESSAGE_ID, "<other@schule.example>")),
        returned_mail(f"{FAILED} as was said of Message-ID: {MESSAGE_ID}"),
    ],
    ids=["a person", "a path", "nothing says so", "by hand", "no message", "not ours", "in a sentence"],
)
def test_nothing_begins_with_what_only_looks_like_it(
    place: Place, resending: Resending, content: bytes
) -> None:
    place.append("Sent", original().encode())
    ref = place.append("INBOX", content)
    assert resending.returned(resending.mailbox.read(ref)) is None
    with pytest.raises(PartMissing):
        resending.begin(ref, WRITING, page="p")
