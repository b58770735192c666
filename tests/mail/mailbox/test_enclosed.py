"""A message attached to a message, on either store: its header, its text, its own attachments."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from tests.mail.conftest import Place
from webmail.mail.errors import PartMissing
from webmail.mail.mailbox import Mailbox, read_enclosed
from webmail.mail.mailbox.structure import MOST_PARTS
from webmail.mail.reading.attachment import Preview

PDF = b"%PDF-1.7 innen"


def message(
    subject: str, *attached: EmailMessage, html: str | None = None, pdf: bool = False
) -> EmailMessage:
    written = EmailMessage(policy=SMTP)
    written["From"] = f"{subject} <a@schule.example>"
    written["Subject"] = subject
    written.set_content(f"Text {subject}")
    if html:
        written.add_alternative(html, subtype="html")
    if pdf:
        written.add_attachment(PDF, maintype="application", subtype="pdf", filename="Plan.pdf")
    for each in attached:
        written.add_attachment(each)
    return written


def test_an_attached_message_is_opened(place: Place, mailbox: Mailbox) -> None:
    ref = place.append("INBOX", message("aussen", message("innen")).as_bytes())
    (attachment,) = mailbox.read(ref).attachments
    assert attachment.preview is Preview.MESSAGE
    inner = read_enclosed(mailbox, ref, attachment.section)
    assert (inner.subject, inner.sender.name, inner.ref) == ("innen", "innen", ref)
    assert "Text innen" in inner.body.html


def test_its_own_attachments_can_be_had(place: Place, mailbox: Mailbox) -> None:
    ref = place.append("INBOX", message("aussen", message("innen", pdf=True)).as_bytes())
    (attachment,) = read_enclosed(mailbox, ref, "2").attachments
    assert (attachment.section, attachment.name) == ("2.2", "Plan.pdf")
    assert b"".join(mailbox.part(ref, "2.2").chunks) == PDF


def test_messages_in_messages_in_messages(place: Place, mailbox: Mailbox) -> None:
    ref = place.append("INBOX", message("a", message("b", message("c", pdf=True))).as_bytes())
    assert read_enclosed(mailbox, ref, "2.2").subject == "c"
    assert b"".join(mailbox.part(ref, "2.2.2").chunks) == PDF


def test_its_html_is_cleaned(place: Place, mailbox: Mailbox) -> None:
    bad = '<p onclick="x()">Hallo<script>alert(1)</script><img src="https://x.example/1.png">'
    ref = place.append("INBOX", message("a", message("b", html=bad)).as_bytes())
    body = read_enclosed(mailbox, ref, "2").body
    assert "script" not in body.html
    assert "onclick" not in body.html
    assert body.remote_images == 1


def test_it_is_shown_as_plain_text_on_request(place: Place, mailbox: Mailbox) -> None:
    ref = place.append("INBOX", message("a", message("b", html="<p>Bunt</p>")).as_bytes())
    assert "Text b" in read_enclosed(mailbox, ref, "2", plain=True).body.html


def test_opening_it_marks_nothing(place: Place, mailbox: Mailbox) -> None:
    ref = place.append("INBOX", message("a", message("b")).as_bytes())
    read_enclosed(mailbox, ref, "2")
    assert "\\Seen" not in place.flags(ref)


@pytest.mark.parametrize("section", ["1", "3", "2.1", "2.2.2", "9.9.9"])
def test_what_is_no_message_is_not_opened(place: Place, mailbox: Mailbox, section: str) -> None:
    ref = place.append("INBOX", message("a", message("b")).as_bytes())
    with pytest.raises(PartMissing):
        read_enclosed(mailbox, ref, section)


def test_a_hundred_messages_in_each_other_are_listed_and_opened(dovecot_place: Place, make_mailbox) -> None:  # type: ignore[no-untyped-def]
    raw = b"Subject: innerste\r\n\r\nText"
    for _ in range(120):
        raw = b"Subject: S\r\nContent-Type: message/rfc822\r\n\r\n" + raw
    ref = dovecot_place.append("INBOX", raw)
    mailbox = make_mailbox(dovecot_place)
    assert len(mailbox.list("INBOX").rows) == 1
    structure = mailbox.structure(ref)
    assert structure is not None
    assert len(list(structure.walk())) <= MOST_PARTS
    assert read_enclosed(mailbox, ref, "1.1.1").subject == "S"
