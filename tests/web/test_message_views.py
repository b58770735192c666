"""Other looks at a message: as plain text, its source with all headers, and on paper."""

import pytest

from tests.cast import ANNA
from tests.letters import PIXEL, deliver, raw
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.deed import message_path

HTML = "<p>Der <b>schöne</b> Text.</p>"
LONG = "x" * 300_000


# -- plain text or HTML -----------------------------------------------------------------------


@both_ways
def test_html_is_shown_as_plain_text_and_back(anna: Visitor, dovecot: Dovecot) -> None:
    anna.open(message_path(anna.app, deliver(dovecot, text="Der reine Text.", html=HTML)))
    assert anna.has("iframe.message__frame")
    anna.follow("Als reinen Text anzeigen").sees("Der reine Text.")
    assert not anna.has("iframe")
    anna.follow("Mit Formatierung anzeigen")
    assert anna.has("iframe.message__frame")


def test_html_without_a_text_of_its_own_shows_its_words(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, raw({"From": "b@x.example", "Content-Type": "text/html; charset=utf-8"}, HTML))
    anna.open(message_path(anna.app, ref) + "?text=1").sees("Der schöne Text.")


def test_a_plain_message_offers_no_other_look(anna: Visitor, dovecot: Dovecot) -> None:
    anna.open(message_path(anna.app, deliver(dovecot))).misses("Als reinen Text anzeigen")


def test_the_switch_keeps_the_list_the_message_was_opened_from(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, html=HTML)
    anna.open(message_path(anna.app, ref) + "?only=unread").follow("Als reinen Text anzeigen")
    assert "only=unread" in anna.url


# -- source and headers -----------------------------------------------------------------------


def test_every_header_is_shown_decoded(anna: Visitor, dovecot: Dovecot) -> None:
    more = {"X-Klasse": "=?utf-8?q?f=C3=BCnf?="}
    anna.open(message_path(anna.app, deliver(dovecot, more=more)) + "?only=unread")
    anna.follow("Quelltext und alle Kopfzeilen").sees("X-Klasse fünf", "X-Klasse: =?utf-8?q?f=C3=BCnf?=")


@pytest.mark.usefixtures("unhurried_search")
def test_from_behind_a_message_one_comes_back_beside_what_was_found(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Plan zwei")
    anna.reload().fill({"E-Mails durchsuchen": "Plan"}).press("Suchen").follow("Plan zwei")
    anna.follow("Quelltext und alle Kopfzeilen").follow("Zurück zur Nachricht")
    assert anna.heading == "Suchergebnisse"


def test_looking_behind_a_message_does_not_mark_it_as_read(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot)
    anna.open(message_path(anna.app, ref) + "/headers")
    with dovecot.client(ANNA.address) as client:
        client.select_folder("INBOX", readonly=True)
        assert b"\\Seen" not in client.get_flags([ref.uid])[ref.uid]


def test_a_long_source_ends_with_the_way_to_all_of_it(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, text=LONG)
    anna.open(message_path(anna.app, ref) + "/headers").sees("Hier steht nur der Anfang.")
    assert len(anna.body) < 300_000


@pytest.mark.parametrize("where", ["X-Evil", "Subject"])
def test_no_header_and_no_source_becomes_html(anna: Visitor, dovecot: Dovecot, where: str) -> None:
    ref = deliver(dovecot, raw({"From": "b@x.example", where: "<script>alert(1)</script>"}, "<img src=x>"))
    body = anna.open(message_path(anna.app, ref) + "/headers").body
    assert b"<script>alert" not in body
    assert b"<img" not in body


def test_the_source_of_a_gone_message_is_gone(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot)
    path = message_path(anna.app, ref).replace(f".{ref.uid}", ".4000")
    assert anna.open(path + "/headers").status == 410


# -- on paper ---------------------------------------------------------------------------------


def test_paper_has_the_header_as_a_table_and_the_text(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, text="Um sieben.", files={"Plan.pdf": ("application/pdf", b"%PDF")})
    anna.open(message_path(anna.app, ref)).follow("Drucken")
    anna.sees("Elternabend", "Von Boris Becker <boris.becker@schule.example>", "Um sieben.", "Plan.pdf")
    assert anna.has("table.head")


def test_paper_says_the_whole_date(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, more={"Date": "Mon, 16 Nov 2026 07:05:00 +0000"})
    anna.open(message_path(anna.app, ref) + "/print").sees("16. November 2026, 08:05").misses("heute")


def test_paper_stands_under_the_policy_of_mail(anna: Visitor, dovecot: Dovecot) -> None:
    anna.open(message_path(anna.app, deliver(dovecot, html=HTML)) + "/print")
    policy = anna.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'")
    assert "sandbox" in policy
    assert "allow-scripts" not in policy


def test_paper_loads_no_image_from_elsewhere_unless_asked(anna: Visitor, dovecot: Dovecot) -> None:
    path = message_path(anna.app, deliver(dovecot, html='<img src="https://x.example/1.png" alt="Bild">'))
    assert b"x.example" not in anna.open(path + "/print").body
    assert b"https://x.example/1.png" in anna.open(path + "/print?images=1").body


def test_paper_shows_the_images_of_the_message_itself(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, html='<img src="cid:a@b">', images={"a@b": PIXEL})
    anna.open(message_path(anna.app, ref) + "/print")
    assert anna.has(".text img[src*='/inline/']")


def test_paper_shows_what_nobody_sees_and_what_is_said_of_it(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, subject="Rech\u200bnung", sender="Am\u200bt <amt@x.example>")
    anna.open(message_path(anna.app, ref) + "/print")
    anna.sees("Rech\ufffdnung", "Am\ufffdt", "Im Betreff stehen Zeichen", "Im Namen des Absenders")


def test_no_header_becomes_html_on_paper(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(
        dovecot, raw({"From": '"<img src=x>" <b@x.example>', "Subject": "<script>alert(1)</script>"})
    )
    body = anna.open(message_path(anna.app, ref) + "/print").body
    assert b"<script>alert" not in body
    assert b"<img" not in body
