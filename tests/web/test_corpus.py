"""Broken and hostile mail on the screen: listed, opened, downloaded, and never in the way of the rest."""

from pathlib import Path

import pytest
from flask import Flask

from tests.cast import ANNA
from tests.letters import deliver
from tests.servers.dovecot import Dovecot
from tests.visitor import IN_FRAME, Visitor
from tests.web.deed import message_path

CORPUS = Path(__file__).parent.parent / "corpus"
LETTERS = sorted(CORPUS.rglob("*.eml"))
BROKEN = {
    "one line end": b"\r\n",
    "octets only": bytes(range(1, 256)) * 40,
    "header without end": b"Subject: " + b"x" * 200_000,
    "a thousand nested parts": b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (depth, depth)
        for depth in range(300)
    ),
    "an unknown charset": b'Content-Type: text/plain; charset="x-unknown"\r\n\r\n\xe4\xf6\xfc\r\n',
    "a false transfer encoding": b"Content-Transfer-Encoding: base64\r\n\r\n%%%nicht base64%%%\r\n",
    "fifty thousand recipients": b"To: "
    + b", ".join(b"p%d@x.example" % n for n in range(50_000))
    + b"\r\n\r\nx",
    "a boundary never closed": b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'
    b"Content-Type: text/html\r\n\r\n<p>x",
}


def check_shown(anna: Visitor, dovecot: Dovecot, raw: bytes) -> None:
    """The message is in the list beside its neighbour, opens, and comes out as it is stored."""
    deliver(dovecot, subject="Nachbar")
    ref = deliver(dovecot, raw)
    anna.open("/mailbox/").sees("Nachbar")
    assert len(anna.page.select(".row")) == 2
    assert anna.open(message_path(anna.app, ref)).status == 200
    assert b"<script>alert" not in anna.body
    assert not anna.page.select("#message [onerror], #message [onload], #message script, #message form form")
    if anna.has("iframe"):
        inside = anna.frame()
        assert inside.status == 200
        assert not inside.page.select(
            "script, form, input, iframe, object, embed, svg, math, link, meta[http-equiv]"
        )
    assert anna.open(message_path(anna.app, ref) + "/source").body == stored(dovecot, ref.uid)
    assert anna.open(message_path(anna.app, ref) + "/body", **IN_FRAME).status == 200


def stored(dovecot: Dovecot, uid: int) -> bytes:
    with dovecot.client(ANNA.address) as client:
        client.select_folder("INBOX", readonly=True)
        return bytes(client.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"] or b"")


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: path.stem)
def test_a_letter_of_the_corpus_is_listed_opened_and_downloaded(
    anna: Visitor, dovecot: Dovecot, path: Path
) -> None:
    check_shown(anna, dovecot, path.read_bytes())


@pytest.mark.parametrize("raw", BROKEN.values(), ids=BROKEN)
def test_a_broken_message_is_listed_opened_and_downloaded(
    anna: Visitor, dovecot: Dovecot, raw: bytes
) -> None:
    check_shown(anna, dovecot, raw)


def test_the_corpus_is_there(app: Flask) -> None:
    assert len(LETTERS) > 10
