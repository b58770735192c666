"""A formatted draft reopens exactly as it was: the same HTML, the same pictures, the same attachments."""

import io
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from tests.mail.conftest import Place
from tests.mail.writing.conftest import MakeDrafts, a_draft, stored
from tests.mail.writing.test_drafts_attached import upload
from webmail.mail.ref import MessageRef
from webmail.mail.writing.draft import Ask, Draft, Kind, Writing
from webmail.mail.writing.drafts import Drafts
from webmail.mail.writing.late import Late
from webmail.mail.writing.outgoing import clean_outgoing, taken_over
from webmail.mail.writing.twin import twin
from webmail.mail.writing.upload import Upload

ONE, TWO = "1" * 32 + "@inline", "2" * 32 + "@inline"
WORDS = "<div>Größe <b>fett</b>&nbsp;</div><ul><li>a</li></ul><div><br></div>"


def rich(html: str = WORDS, *pictures: str, **fields: object) -> Draft:
    """A draft as the page sends it."""
    shown = "".join(f'<img src="cid:{each}" alt="Bild">' for each in pictures)
    html = clean_outgoing(html + shown)
    return a_draft(twin(html), html=html, **fields)


def picture(content_id: str, content: bytes = b"\x89PNG" + b"x" * 300, name: str = "Plan.png") -> Upload:
    return Upload(name, "image/png", len(content), io.BytesIO(content), content_id=content_id)


def tree(message: EmailMessage) -> object:
    """The types of the parts, as the standard library reads them."""
    kind = message.get_content_subtype() if message.is_multipart() else message.get_content_type()
    return (kind, *map(tree, message.iter_parts())) if message.is_multipart() else kind


def sent(drafts: Drafts, writing: Writing) -> EmailMessage:
    """What would be submitted now."""
    found = drafts.find(writing)
    assert found is not None
    return message_from_bytes(b"".join(drafts.pieces(found, eight_bit=False)), policy=policy.default)  # type: ignore[return-value]


TEXTS = ("alternative", "text/plain", "text/html")
SHOWN = ("alternative", "text/plain", ("related", "text/html", "image/png"))


def test_words_alone_are_two_alternatives(place: Place, drafts: Drafts) -> None:
    drafts.save(rich(), page="p")
    found = drafts.find(a_draft().writing)
    assert found is not None
    assert found.draft.html == rich().html
    assert found.draft.text == rich().text
    assert tree(stored(place)[0]) == TEXTS == tree(sent(drafts, a_draft().writing))


def test_pictures_and_attachments_lie_where_the_rfcs_want_them(place: Place, drafts: Drafts) -> None:
    save_all_kinds(place, drafts)


def test_a_store_that_can_do_less_keeps_them_too(reduced: Place, make_drafts: MakeDrafts) -> None:
    save_all_kinds(reduced, make_drafts(reduced))


def save_all_kinds(place: Place, drafts: Drafts) -> None:
    files = [upload("Brief.pdf", b"%PDF" * 90), picture(ONE)]
    base = drafts.save(rich(WORDS, ONE), page="p", uploads=files).ref.uid
    assert tree(stored(place)[0]) == ("mixed", SHOWN, "application/pdf")
    # Once more, now out of the store; and with a second picture.
    base = drafts.save(rich(WORDS, ONE), page="p", base=base).ref.uid
    base = drafts.save(rich(WORDS, ONE, TWO), page="p", base=base, uploads=[picture(TWO, b"GIF")]).ref.uid
    found = drafts.find(a_draft().writing)
    assert found is not None
    assert found.draft.html == rich(WORDS, ONE, TWO).html
    assert [each.content_id for each in found.draft.pictures] == [ONE, TWO]
    assert [(each.name, each.section) for each in found.draft.attachments] == [("Brief.pdf", "2")]
    message = sent(drafts, a_draft().writing)
    assert tree(message) == (
        "mixed",
        (*SHOWN[:2], ("related", "text/html", "image/png", "image/png")),
        "application/pdf",
    )
    held = {
        each["Content-ID"]: each.get_payload(decode=True) for each in message.walk() if each["Content-ID"]
    }
    assert held == {f"<{ONE}>": b"\x89PNG" + b"x" * 300, f"<{TWO}>": b"GIF"}
    # An attachment taken away by its section leaves the pictures.
    drafts.save(rich(WORDS, ONE, TWO), page="p", base=base, without=["2"])
    assert tree(stored(place)[0]) == (*SHOWN[:2], ("related", "text/html", "image/png", "image/png"))


def test_a_plain_draft_stays_plain(place: Place, drafts: Drafts) -> None:
    drafts.save(a_draft("Nur Text"), page="p")
    assert tree(stored(place)[0]) == "text/plain"
    found = drafts.find(a_draft().writing)
    assert found is not None
    assert found.draft.html == ""


def test_made_plain_its_pictures_become_attachments_and_come_back(place: Place, drafts: Drafts) -> None:
    base = drafts.save(rich(WORDS, ONE), page="p", uploads=[picture(ONE)]).ref.uid
    plain = drafts.save(a_draft("Nur Text"), page="p", base=base)
    assert tree(stored(place)[0]) == ("mixed", "text/plain", "image/png")
    assert [each.name for each in plain.draft.attachments] == ["Plan.png"]
    assert plain.draft.pictures == ()
    drafts.save(rich(WORDS, ONE), page="p", base=plain.ref.uid)
    assert tree(stored(place)[0]) == SHOWN


def test_a_picture_taken_out_can_be_brought_back_by_undoing_and_is_never_sent(drafts: Drafts) -> None:
    base = drafts.save(rich(WORDS, ONE), page="p", uploads=[picture(ONE)]).ref.uid
    base = drafts.save(rich(), page="p", base=base).ref.uid
    base = drafts.save(rich(WORDS, ONE), page="p", base=base).ref.uid
    assert tree(sent(drafts, a_draft().writing)) == SHOWN
    drafts.save(rich(), page="p", base=base, final=True)
    assert tree(sent(drafts, a_draft().writing)) == TEXTS


def test_another_page_drops_what_the_text_does_not_show(place: Place, drafts: Drafts) -> None:
    base = drafts.save(rich(WORDS, ONE), page="p", uploads=[picture(ONE)]).ref.uid
    base = drafts.save(rich(), page="p", base=base).ref.uid
    drafts.save(rich(), page="other", base=base)
    assert tree(stored(place)[0]) == TEXTS


def test_the_lost_answer_of_a_store_finds_the_formatted_draft_again(place: Place, make_aside: object) -> None:
    drafts = make_aside()  # type: ignore[operator]
    base = drafts.save(rich(WORDS, ONE), page="p", uploads=[picture(ONE)]).ref.uid
    drafts.save(rich("<div>Neu</div>", ONE), page="p", base=base)
    assert len(stored(place)) == 1


@pytest.mark.parametrize(
    "name", ["a\r\nBcc: x@y.example", "„ü“ 🎒.png", "../../x.png", 'a".png', "x" * 500, ""]
)
def test_a_picture_may_have_any_name(drafts: Drafts, name: str) -> None:
    drafts.save(rich(WORDS, ONE), page="p", uploads=[picture(ONE, name=name)])
    message = sent(drafts, a_draft().writing)
    shown = next(each for each in message.walk() if each["Content-ID"])
    assert message["Bcc"] is None
    assert shown.get_content_disposition() == "inline"
    assert not set("/\\\r\n") & set(shown.get_filename() or "")


def test_pictures_of_a_forwarded_message_go_on_under_names_of_ours(place: Place, drafts: Drafts) -> None:
    at = place.append("INBOX", FORWARDED)
    writing = Writing("<2@schule.example>", Kind.FORWARD, MessageRef("INBOX", at.uidvalidity, at.uid))
    drafts.save(rich("<div>Zur Kenntnis</div>", taken_over("logo@x"), writing=writing), page="p")
    assert tree(stored(place)[0]) == SHOWN


FORWARDED = (
    b"From: a@b.example\r\nMessage-ID: <x@y>\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/related; boundary="r"\r\n\r\n--r\r\nContent-Type: text/html\r\n\r\n'
    b'<p>Hallo <img src="cid:logo@x"></p>\r\n--r\r\nContent-Type: image/png\r\nContent-ID: <logo@x>\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--r--\r\n"
)


def test_words_that_come_late_keep_their_form() -> None:
    late = Late(replace(rich(), asks=frozenset(Ask)), "p", 7)
    assert Late.unpacked(late.packed()) == late
