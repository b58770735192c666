"""An own message that is attached takes nobody else's along, however deep it is packed."""

import base64
import io
from typing import Any

import pytest

from tests.cast import ANNA, BORIS
from tests.letters import letter
from tests.mail.writing.guards.desk import PARENT, SECRET, SHORT, STRANGER, Desk, a_text, quote
from webmail.mail.ref import MessageRef
from webmail.mail.writing.draft import Writing
from webmail.mail.writing.guards.forwarding import DEEPEST
from webmail.mail.writing.upload import Upload

QUOTED = f"Siehe unten.\n\nAm Montag schrieb Boris:\n{quote(SECRET)}"
FORWARDED = f"Lies das.\n\n-------- Weitergeleitete Nachricht --------\nVon: Boris\n\n{SHORT}"
FORWARDED_HTML = f"<p>Lies das</p><BLOCKQUOTE type='cite'><p>{SECRET}</p></BLOCKQUOTE>"
OUTLOOK_HTML = (
    f"<p>Lies</p><div><b>Von:</b> Boris<br><b>An:</b> Anna<br><b>Betreff:</b> Code</div><p>{SHORT}</p>"
)


def own(text: str = "Hier ist mein Plan.", *, inside: bytes | None = None, **fields: Any) -> bytes:
    """A message of Anna's to Boris, with another one attached."""
    if inside is not None:
        fields["files"] = {"Nachricht.eml": ("application/octet-stream", inside)}
    return letter(**{"sender": ANNA.address, "to": BORIS.address, "text": text, **fields})


def packed(inside: bytes) -> bytes:
    """The same with the other one attached as a message; each has a border of its own."""
    border = f"-{len(inside)}-"
    head = (
        f"From: {ANNA.address}\r\nTo: {BORIS.address}\r\nSubject: Plan\r\n"
        f'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="{border}"\r\n\r\n'
        f"--{border}\r\nContent-Type: text/plain\r\n\r\nHier.\r\n"
        f"--{border}\r\nContent-Type: message/rfc822\r\n\r\n"
    )
    return head.encode() + inside + f"\r\n--{border}--\r\n".encode()


RECEIVED = letter(text=SECRET)
TAKEN_ALONG = {
    "quoted": own(QUOTED),
    "forwarded": own(FORWARDED),
    "forwarded as HTML": own("Lies das", html=FORWARDED_HTML),
    "forwarded as Outlook does": own("Lies das", html=OUTLOOK_HTML),
    "attached as a message": packed(RECEIVED),
    "attached as a file": own(inside=RECEIVED),
    "attached to an own one that is attached": packed(packed(RECEIVED)),
    "quoted in an own one that is attached": own(inside=packed(own(QUOTED))),
    "by the name alone": own(files={"Brief.msg": ("text/plain", RECEIVED)}),
    "no message at all": own(inside=b"Hallo"),
    "to be read in two ways": packed(RECEIVED).replace(b"---\r\n", b"--x\r\n"),
}


def sent(desk: Desk, content: bytes) -> MessageRef:
    return desk.place.append("Sent", content)


@pytest.mark.parametrize("kind", TAKEN_ALONG)
def test_what_others_wrote_goes_out_in_no_own_message(desk: Desk, kind: str) -> None:
    ref = sent(desk, TAKEN_ALONG[kind])
    assert desk.ways(a_text("Lies"), messages=(ref,)) == ("attached",)


@pytest.mark.parametrize("kind", TAKEN_ALONG)
def test_nor_in_one_that_is_uploaded(desk: Desk, kind: str) -> None:
    content = TAKEN_ALONG[kind]
    upload = Upload("Plan.eml", "application/octet-stream", len(content), io.BytesIO(content))
    assert desk.ways(a_text("Lies"), uploads=(upload,)) == ("attached",)


def test_nor_in_one_that_lies_in_another_programs_draft(desk: Desk) -> None:
    content = packed(RECEIVED)
    drafted = packed(content).replace(f"To: {BORIS.address}".encode(), f"To: {STRANGER}".encode(), 1)
    ref = desk.place.append("Drafts", drafted)
    writing = desk.drafts.adopt(ref)
    attachments = desk.mailbox.original(ref).attachments
    assert desk.ways(a_text("Lies", writing=writing, attachments=attachments)) == ("attached",)


def test_own_words_may_go_however_deep_they_lie(desk: Desk) -> None:
    deep = packed(own(inside=packed(own("Mein Plan", html="<p>Mein <b>Plan</b></p>"))))
    assert desk.ways(a_text("Lies"), messages=(sent(desk, deep),)) == ()


def test_what_was_written_here_can_be_looked_into(desk: Desk) -> None:
    upload = Upload("Plan.pdf", "application/pdf", 4, io.BytesIO(b"%PDF"))
    draft = a_text(
        "Mein Plan", to=BORIS.address, writing=Writing("<zwei@schule.example>"), html="<p>Plan</p>"
    )
    stored = desk.drafts.save(draft, page="p", uploads=(upload,))
    assert desk.ways(a_text("Lies"), messages=(stored.ref,)) == ()


def test_below_a_certain_depth_nobody_looks(desk: Desk) -> None:
    content = own()
    for _ in range(DEEPEST - 1):
        content = packed(content)
    assert desk.ways(a_text("Lies"), messages=(sent(desk, content),)) == ()
    deeper = a_text("Lies", writing=Writing("<zwei@schule.example>"))
    assert desk.ways(deeper, messages=(sent(desk, packed(content)),)) == ("attached",)


def test_of_many_messages_in_one_nobody_reads_all(desk: Desk) -> None:
    files = {f"{number}.eml": ("application/octet-stream", own()) for number in range(30)}
    assert desk.ways(a_text("Lies"), messages=(sent(desk, own(files=files)),)) == ("attached",)


def test_their_own_words_may_go_back_to_a_parent(desk: Desk) -> None:
    parents = letter(sender=PARENT, text=SECRET, more={"Message-ID": "<eins@x.example>"})
    desk.place.append("INBOX", parents)
    answer = own(QUOTED, more={"References": "<eins@x.example>"})
    assert desk.ways(a_text("Lies", to=PARENT), messages=(sent(desk, answer),)) == ()
    assert desk.ways(a_text("Lies", to=PARENT), messages=(sent(desk, packed(parents)),)) == ()
    assert desk.ways(a_text("Lies", to=STRANGER)) == ("attached",)


def test_what_somebody_had_once_they_may_have_again(desk: Desk) -> None:
    once = own(QUOTED, to=PARENT)
    assert desk.ways(a_text("Noch einmal", to=PARENT), messages=(sent(desk, once),)) == ()


def test_an_unmarked_copy_of_what_it_answers_is_known_by_its_thread(desk: Desk) -> None:
    desk.received("Archive")
    answer = own(SECRET, more={"In-Reply-To": "<eins@x.example>"})
    assert desk.ways(a_text("Lies"), messages=(sent(desk, answer),)) == ("attached",)


def test_a_message_packed_as_text_is_unpacked(desk: Desk) -> None:
    encoded = base64.encodebytes(RECEIVED)
    content = packed(b"X").replace(
        b"message/rfc822\r\n\r\nX", b"message/global\r\nContent-Transfer-Encoding: base64\r\n\r\n" + encoded
    )
    assert desk.ways(a_text("Lies"), messages=(sent(desk, content),)) == ("attached",)
