"""What is offered beside the body once the body has been read."""

from datetime import UTC, datetime

import pytest

from webmail.mail.part import Part
from webmail.mail.reading.choice import choose
from webmail.mail.reading.opened import make_body, open_message
from webmail.mail.ref import MessageRef

PICTURE = Part("2", "image/png", content_id="bild@x", disposition="inline", name="bild.png")
STRUCTURE = Part("", "multipart/related", parts=(Part("1", "text/html"), PICTURE))


@pytest.mark.parametrize(
    ("html", "offered"),
    [
        (b'<p>Hier: <img src="cid:bild@x"></p>', []),
        (b"<p>Das Bild ist angeblich unten.</p>", ["bild.png"]),
        (b"<b>" * 2000, ["bild.png"]),
    ],
    ids=["shown", "not shown", "too deep to be shown"],
)
def test_a_picture_is_offered_unless_it_stands_in_the_text(html: bytes, offered: list[str]) -> None:
    choice = choose(STRUCTURE)
    body = make_body(choice, html=html, plain=None, images=False, part_url=lambda cid: f"/part/{cid}")
    message = open_message(
        MessageRef("INBOX", 1, 1),
        header=b"",
        structure=STRUCTURE,
        flags=frozenset(),
        received=datetime(2026, 11, 16, tzinfo=UTC),
        size=1,
        body=body,
    )
    assert [attachment.name for attachment in message.attachments] == offered
