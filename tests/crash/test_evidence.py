"""The checks themselves, on evidence made by hand: each thing that must not be, and what may be."""

import hashlib

import pytest

from tests.crash.evidence import Evidence, Piece, findings, piece
from tests.crash.notebook import Attached, Notebook, Posted, Said

MESSAGE = Piece("<a@x>", "Lauf 1.", "Guten Tag", files=(b"Plan",))
OTHER = Piece("<b@x>", "Lauf 1.", "Guten Tag")
ROW = hashlib.sha256(b"<a@x>").digest()


def notebook(*said: Said, deed: str = "send", text: str = "Guten Tag") -> Notebook:
    return Notebook("Lauf 1.", posted=[Posted("page", deed, text, each) for each in said])


def test_sent_once_and_filed_once_is_right() -> None:
    evidence = Evidence(sent=[MESSAGE], received=[MESSAGE], rows={ROW: "filed"})
    assert findings(notebook(Said.SENT), evidence) == []


def test_unclear_and_shown_with_its_draft_is_right() -> None:
    evidence = Evidence(drafts=[MESSAGE], received=[MESSAGE], rows={ROW: "unclear"}, shown_unclear=True)
    assert findings(notebook(Said.TAKEN), evidence) == []


def test_a_draft_that_was_never_sent_is_right() -> None:
    assert findings(notebook(Said.STORED, deed="save"), Evidence(drafts=[MESSAGE])) == []


@pytest.mark.parametrize(
    ("evidence", "finding"),
    [
        (Evidence(sent=[MESSAGE], received=[MESSAGE, MESSAGE]), "received 2 times"),
        (Evidence(sent=[MESSAGE], received=[MESSAGE, OTHER]), "received 2 times"),
        (Evidence(drafts=[MESSAGE, MESSAGE]), "2 drafts of one message"),
        (Evidence(drafts=[MESSAGE, OTHER]), "2 drafts of one message"),
        (Evidence(sent=[MESSAGE, MESSAGE], received=[MESSAGE]), "2 copies in Sent"),
        (
            Evidence(sent=[MESSAGE], drafts=[MESSAGE], received=[MESSAGE]),
            "a draft is left of what lies in Sent",
        ),
        (Evidence(sent=[MESSAGE]), "a copy in Sent of what nobody received"),
        (
            Evidence(drafts=[MESSAGE], received=[MESSAGE]),
            "received, but neither in Sent nor shown as unclear",
        ),
        (
            Evidence(drafts=[MESSAGE], received=[MESSAGE], rows={ROW: "unclear"}),
            "unclear in the ledger, but no page says so",
        ),
        (Evidence(drafts=[MESSAGE], rows={ROW: "held"}), "left as held in the ledger for good"),
        (
            Evidence(drafts=[MESSAGE], rows={ROW: "submitting"}),
            "left as submitting in the ledger for good",
        ),
        (
            Evidence(drafts=[MESSAGE], received=[MESSAGE], rows={ROW: "filed"}),
            "filed in the ledger, but not exactly once in Sent",
        ),
        (
            Evidence(sent=[OTHER], received=[Piece("<b@x>", "Lauf 1.", "Guten Abend")]),
            "received is not what was sent",
        ),
        (
            Evidence(sent=[MESSAGE], received=[Piece("<a@x>", "Lauf 1.", "Guten Tag", header=("bcc",))]),
            "received shows what is private",
        ),
        (Evidence(sent=[MESSAGE], received=[OTHER]), "a copy in Sent of what nobody received"),
        (
            Evidence(sent=[MESSAGE], received=[Piece("<a@x>", "Lauf 1.", "Guten Tag")]),
            "the copy in Sent is not what was received",
        ),
    ],
)
def test_what_must_not_be_is_found(evidence: Evidence, finding: str) -> None:
    assert finding in " / ".join(findings(notebook(Said.TAKEN), evidence))


def test_a_text_that_was_stored_and_is_nowhere_is_found() -> None:
    found = findings(
        notebook(Said.STORED, deed="save", text="Guten Tag zusammen"), Evidence(drafts=[MESSAGE])
    )
    assert found == ["text that was stored by save (3 words) is lost"]


def test_a_text_that_was_only_shown_need_not_be_stored() -> None:
    assert findings(notebook(Said.SHOWN, Said.NOTHING, text="Mehr"), Evidence(drafts=[MESSAGE])) == []


def test_a_text_that_the_answer_swallowed_is_found() -> None:
    assert findings(notebook(Said.LOST), Evidence(drafts=[MESSAGE])) != []


def test_a_message_called_sent_that_nobody_received_is_found() -> None:
    assert "a page said it was sent, and nobody received it" in findings(
        notebook(Said.SENT), Evidence(drafts=[MESSAGE])
    )


def test_a_stored_attachment_that_is_nowhere_is_found() -> None:
    book = notebook(Said.STORED, deed="save")
    book.attached.append(Attached("Plan.bin", b"Anderer Plan", Said.STORED))
    assert findings(book, Evidence(drafts=[MESSAGE])) != []
    book.attached[:] = [Attached("Plan.bin", b"Plan", Said.STORED)]
    assert findings(book, Evidence(drafts=[MESSAGE])) == []


def two_pages(*, over: bool) -> Notebook:
    first = Posted("one", "save", "Guten Tag", Said.STORED)
    return Notebook("Lauf 1.", posted=[first, Posted("two", "save", "Guten Abend", Said.STORED, over=over)])


def test_a_text_replaced_on_purpose_need_not_be_there_and_another_one_must() -> None:
    evening = Evidence(drafts=[Piece("<a@x>", "Lauf 1.", "Guten Abend")])
    assert findings(two_pages(over=True), evening) == []
    assert "one page has overwritten another's text without a word" in findings(
        two_pages(over=False), evening
    )


def test_a_message_is_read_with_its_umlauts_and_files() -> None:
    raw = (
        b"Message-ID: <a@x>\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nGr\xc3\xb6\xc3\x9fe\r\n\r\n"
        b"--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=p\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\nUGxhbg==\r\n--b--\r\n"
    )
    read = piece(raw)
    assert (read.subject, read.text, read.files) == ("Grüße", "Größe", (b"Plan",))
