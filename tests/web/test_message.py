"""An opened message: who and what, its text, its images, and never another message in its place."""

from urllib.parse import urlsplit

import pytest

from tests.cast import ANNA
from tests.form import words
from tests.letters import PIXEL, deliver, raw
from tests.servers.dovecot import Dovecot
from tests.visitor import IN_FRAME, Visitor, both_ways
from tests.web.deed import message_path
from webmail.mail import MessageRef

REMOTE = "https://elsewhere.example/zaehler.png"
LOOKING = ["", "/body", "/source", "/part/1", "/inline/1"]


def open_message(visitor: Visitor, ref: MessageRef, more: str = "") -> Visitor:
    destination = "image" if more.startswith("/inline") else "document"
    return visitor.open(message_path(visitor.app, ref) + more, Sec_Fetch_Dest=destination)


# -- heading ---------------------------------------------------------------------------------


@both_ways
def test_a_message_opens_beside_its_list(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Elternabend", text="Wir treffen uns um sieben.")
    deliver(dovecot, subject="Andere")
    anna.reload().follow("Elternabend").sees("Wir treffen uns um sieben.", "Andere")
    assert anna.path.startswith("/message/")
    assert words(anna.page.select_one("h2.message__subject").get_text()) == "Elternabend"  # type: ignore[union-attr]


def test_all_addresses_are_shown_in_full(anna: Visitor, dovecot: Dovecot) -> None:
    more = {"Cc": "Dario Dorn <dario.dorn@schule.example>", "Reply-To": "antwort@schule.example"}
    ref = deliver(dovecot, sender="Schulamt <amt@schule.example>", more=more)
    open_message(anna, ref).sees(
        "Schulamt <amt@schule.example>",
        "An Anna Arnold <anna.arnold@schule.example>",
        "Kopie Dario Dorn <dario.dorn@schule.example>",
        "Antwort an antwort@schule.example",
    )


def test_many_recipients_wait_behind_a_word_and_none_is_lost(anna: Visitor, dovecot: Dovecot) -> None:
    to = ", ".join(f"person{number}@schule.example" for number in range(40))
    open_message(anna, deliver(dovecot, to=to)).sees("und 37 weitere", "person39@schule.example")
    assert anna.has("details.more-addresses")


def test_a_time_is_said_in_the_zone_of_the_school(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, more={"Date": "Mon, 16 Nov 2026 07:05:00 +0000"})
    open_message(anna, ref).sees("heute, 08:05")


@pytest.mark.parametrize("field", ["Subject", "From", "To", "Cc", "Reply-To"])
def test_no_header_becomes_html(anna: Visitor, dovecot: Dovecot, field: str) -> None:
    bad = '"<script>alert(1)</script><img src=x onerror=alert(2)>"'
    value = bad if field == "Subject" else f"{bad} <a@schule.example>"
    fields = {"From": "Boris <b@schule.example>", "Subject": "Betreff", field: value}
    ref = deliver(dovecot, raw(fields))
    pages = [anna.open("/mailbox/").body, open_message(anna, ref).body]
    for page in pages:
        assert b"<script>alert" not in page
        assert b"<img src=x" not in page
    anna.sees("<script>alert(1)</script>")


def test_an_encoded_subject_is_text_too(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(
        dovecot, raw({"Subject": "=?utf-8?B?PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==?=", "From": "b@x.example"})
    )
    assert b"<script>alert" not in open_message(anna, ref).body
    anna.sees("<script>alert(1)</script>")


# -- text ------------------------------------------------------------------------------------


def test_flowed_lines_are_joined(anna: Visitor, dovecot: Dovecot) -> None:
    head = {"Subject": "x", "Content-Type": "text/plain; charset=utf-8; format=flowed"}
    ref = deliver(dovecot, raw(head, "Das ist ein Satz, der \nin zwei Zeilen kam.\n"))
    page = open_message(anna, ref).page.select_one(".message__text")
    assert "Das ist ein Satz, der in zwei Zeilen kam." in page.get_text()  # type: ignore[union-attr]


def test_quotes_are_folded(anna: Visitor, dovecot: Dovecot) -> None:
    quoted = "\n".join(f"> Zeile {number}" for number in range(20))
    ref = deliver(dovecot, text=f"Einverstanden.\n\nAm Montag schrieb Carla:\n{quoted}\n")
    fold = open_message(anna, ref).page.select_one(".message__text details.quote")
    assert fold is not None
    assert "Zeile 7" in fold.get_text()
    assert "Einverstanden." not in fold.get_text()
    assert not fold.has_attr("open")


def test_links_in_text_lead_out_without_a_trace(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, text="Siehe https://amt.example/plan und javascript:alert(1)")
    links = open_message(anna, ref).page.select(".message__text a")
    assert [str(link["href"]) for link in links] == ["https://amt.example/plan"]
    assert {"noopener", "noreferrer"} <= set(links[0]["rel"])


def test_plain_text_is_never_html(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, text="<script>alert(1)</script> <b hx-get='/x'>fett</b>")
    page = open_message(anna, ref)
    assert page.page.select(".message__text script, .message__text b, [hx-get='/x']") == []
    page.sees("<script>alert(1)</script>")


def test_a_message_without_a_text_says_so(anna: Visitor, dovecot: Dovecot) -> None:
    pdf = "application/pdf"
    ref = deliver(
        dovecot, raw({"Subject": "x", "Content-Type": pdf, "Content-Disposition": "attachment"}, "%PDF")
    )
    open_message(anna, ref).sees("Diese Nachricht hat keinen Text.")


# -- HTML ------------------------------------------------------------------------------------


def test_html_stands_in_its_frame_alone(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, html="<p>Nur im Rahmen</p><title>Titel der Mail</title>")
    open_message(anna, ref).misses("Nur im Rahmen")
    assert b"Nur im Rahmen" not in anna.body.split(b'id="message"')[1].split(b"<iframe")[1]
    assert anna.page.title is not None
    assert "Titel der Mail" not in anna.page.title.get_text()
    anna.frame().sees("Nur im Rahmen")


def test_the_frame_has_no_right_to_run_anything(anna: Visitor, dovecot: Dovecot) -> None:
    open_message(anna, deliver(dovecot, html="<p>x</p>"))
    sandbox = set(anna.page.select_one("iframe")["sandbox"])  # type: ignore[index]
    assert sandbox == {"allow-same-origin", "allow-popups", "allow-popups-to-escape-sandbox"}
    policy = anna.frame().headers["Content-Security-Policy"]
    named = {part.split()[0]: part.split()[1:] for part in policy.split(";") if part.strip()}
    assert named["default-src"] == ["'none'"]
    assert named["img-src"] == ["'self'", "data:"]
    assert set(named["sandbox"]) == sandbox
    assert "script-src" not in named
    assert named["frame-ancestors"] == ["'self'"]
    assert anna.frame().headers["Referrer-Policy"] == "no-referrer"
    assert anna.frame().headers["X-Content-Type-Options"] == "nosniff"


def test_the_page_around_it_keeps_its_own_policy(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, html="<p>x</p>")
    before = anna.open("/mailbox/").headers["Content-Security-Policy"]
    assert open_message(anna, ref, "?images=1").headers["Content-Security-Policy"] == before
    assert "unsafe" not in before


def test_links_of_the_frame_open_elsewhere_without_a_trace(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, html='<a href="https://amt.example/">Amt</a>')
    inside = open_message(anna, ref).frame()
    assert inside.page.select_one("base")["target"] == "_blank"  # type: ignore[index]
    assert {"noopener", "noreferrer"} <= set(inside.page.select_one("a")["rel"])  # type: ignore[index]


def test_a_link_that_lies_is_warned_of_and_its_target_shown(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, html='<a href="https://fremd.example/x">www.schulamt.example</a>')
    open_message(anna, ref).sees("Ein Link in dieser Nachricht führt woandershin, als sein Text sagt.")
    anna.sees("Öffnen Sie ihn nur, wenn Sie diese Adresse kennen.")
    anna.frame().sees("fremd.example")


def test_what_is_too_large_is_shown_as_text_with_its_download(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, text="Kurz gesagt: ja.", html="<p>viel</p>" * 200_000)
    open_message(anna, ref).sees("zu groß, um hier gezeigt zu werden", "Kurz gesagt: ja.")
    assert anna.follow("Nachricht herunterladen").headers["Content-Disposition"].startswith("attachment")


def test_a_text_that_goes_on_says_so(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, text="Zeile eins zwei drei\n" * 60_000)
    open_message(anna, ref).sees("Diese Nachricht ist länger, als hier gezeigt wird.")


@both_ways
def test_remote_images_come_only_when_asked_for(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Rundbrief", html=f'<p>Hallo</p><img src="{REMOTE}" alt="Zähler">')
    anna.reload().follow("Rundbrief").sees("Externe Bilder sind ausgeblendet")
    blocked = anna.frame()
    assert REMOTE.encode() not in blocked.body
    assert "https:" not in blocked.headers["Content-Security-Policy"]
    allowed = anna.follow("Bilder laden").frame()
    assert allowed.page.select_one("img")["src"] == REMOTE  # type: ignore[index]
    assert "https:" in allowed.headers["Content-Security-Policy"]
    anna.misses("Externe Bilder sind ausgeblendet")


def test_images_are_asked_for_each_message_anew(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, html=f'<img src="{REMOTE}" alt="">')
    open_message(anna, ref, "?images=1").frame()
    assert REMOTE.encode() not in open_message(anna, ref).frame().body


def test_an_image_of_the_message_itself_is_shown(anna: Visitor, dovecot: Dovecot) -> None:
    html = '<img src="cid:wappen@schule.example" alt="Wappen">'
    ref = deliver(dovecot, html=html, images={"wappen@schule.example": PIXEL})
    inside = open_message(anna, ref).misses("Externe Bilder").frame()
    source = str(inside.page.select_one("img")["src"])  # type: ignore[index]
    assert source.startswith("/message/")
    image = anna.client.get(source, base_url=anna.base_url, headers={"Sec-Fetch-Dest": "image"})
    assert (image.status_code, image.mimetype, image.data) == (200, "image/png", PIXEL)
    assert image.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert image.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("destination", ["document", "iframe", "script", "object", "embed"])
def test_an_image_is_served_as_an_image_only(anna: Visitor, dovecot: Dovecot, destination: str) -> None:
    ref = deliver(dovecot, html='<img src="cid:a@b">', images={"a@b": PIXEL})
    path = message_path(anna.app, ref) + "/inline/1.2.2"
    answer = anna.client.get(path, base_url=anna.base_url, headers={"Sec-Fetch-Dest": destination})
    assert answer.status_code == 403


@pytest.mark.parametrize("media_type", ["image/svg+xml", "text/html", "application/pdf"])
def test_only_raster_images_are_served_inside_a_message(
    anna: Visitor, dovecot: Dovecot, media_type: str
) -> None:
    ref = deliver(dovecot, files={"x": (media_type, b"<svg onload=alert(1)>")})
    path = message_path(anna.app, ref) + "/inline/2"
    answer = anna.client.get(path, base_url=anna.base_url, headers={"Sec-Fetch-Dest": "image"})
    assert answer.status_code == 404
    assert b"onload" not in answer.data


# -- Seen ------------------------------------------------------------------------------------


@both_ways
def test_opening_marks_as_read(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot)
    anna.reload().follow("Elternabend")
    assert dovecot.flags(ANNA.address, "INBOX", ref.uid) == {"\\Seen"}


@pytest.mark.parametrize("purpose", ["prefetch", "prefetch;prerender"])
def test_a_prefetch_does_not_mark_as_read(anna: Visitor, dovecot: Dovecot, purpose: str) -> None:
    ref = deliver(dovecot)
    anna.open(message_path(anna.app, ref), Sec_Purpose=purpose).sees("Guten Tag.")
    assert dovecot.flags(ANNA.address, "INBOX", ref.uid) == set()


@pytest.mark.parametrize("more", ["/body", "/source", "/part/1"])
def test_only_the_message_itself_marks_as_read(anna: Visitor, dovecot: Dovecot, more: str) -> None:
    ref = deliver(dovecot, html="<p>x</p>")
    open_message(anna, ref, more)
    assert dovecot.flags(ANNA.address, "INBOX", ref.uid) == set()


@both_ways
def test_marked_as_unread_it_stays_unread(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot)
    anna.reload().follow("Elternabend").press("Als ungelesen markieren", within=".toolbar")
    anna.sees("Als ungelesen markiert.")
    assert dovecot.flags(ANNA.address, "INBOX", ref.uid) == set()


@both_ways
def test_a_star_is_set_and_taken_away_again(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot)
    anna.reload().follow("Elternabend").press("Mit Stern markieren", within=".toolbar").sees("Guten Tag.")
    assert "\\Flagged" in dovecot.flags(ANNA.address, "INBOX", ref.uid)
    anna.press("Stern entfernen", within=".toolbar").sees("Guten Tag.")
    assert "\\Flagged" not in dovecot.flags(ANNA.address, "INBOX", ref.uid)


# -- never another message -------------------------------------------------------------------


@pytest.mark.parametrize("more", LOOKING)
def test_boris_cannot_open_annas_message(anna: Visitor, boris: Visitor, dovecot: Dovecot, more: str) -> None:
    ref = deliver(dovecot, html="<p>Geheim</p>", text="Geheim")
    boris.open(message_path(anna.app, ref) + more)
    assert boris.status == 404
    assert b"Geheim" not in boris.body


@pytest.mark.parametrize("more", LOOKING)
def test_a_stranger_is_led_to_the_start_page(
    anna: Visitor, visitor: Visitor, dovecot: Dovecot, more: str
) -> None:
    visitor.open(message_path(anna.app, deliver(dovecot)) + more).misses("Guten Tag.")
    assert visitor.path == "/session/"


@pytest.mark.parametrize("more", LOOKING)
def test_in_a_renumbered_folder_the_same_number_is_another_message(
    anna: Visitor, dovecot: Dovecot, more: str
) -> None:
    old = deliver(dovecot, folder="Klassen", subject="Alt", text="Alt")
    open_message(anna, old)
    with dovecot.client(ANNA.address) as client:
        client.delete_folder("Klassen")
    new = deliver(dovecot, folder="Klassen", subject="Fremd", text="Fremd")
    assert new.uidvalidity != old.uidvalidity
    open_message(anna, MessageRef("Klassen", old.uidvalidity, new.uid), more)
    # The frame may still show, from memory, what was opened a moment ago.
    assert anna.status == 410 or (more == "/body" and b"Alt" in anna.body)
    assert b"Fremd" not in anna.body


@pytest.mark.parametrize("more", LOOKING)
def test_a_message_gone_meanwhile_is_said_to_be_gone(anna: Visitor, dovecot: Dovecot, more: str) -> None:
    ref = deliver(dovecot, html="<p>x</p>")
    open_message(anna, MessageRef(ref.folder, ref.uidvalidity, ref.uid + 1), more)
    assert anna.status == 410
    anna.sees("Diese Nachricht wurde inzwischen verschoben oder gelöscht.")


@pytest.mark.parametrize("number", ["0.1", "1.0", "1.4294967296", "99999999999.1", "1", "a.b"])
def test_a_number_that_cannot_be_is_no_page(anna: Visitor, dovecot: Dovecot, number: str) -> None:
    folder = urlsplit(message_path(anna.app, deliver(dovecot))).path.rsplit("/", 1)[0]
    anna.open(f"{folder}/{number}")
    assert anna.status in (404, 410)


def test_the_frame_of_a_message_is_not_embedded_elsewhere(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, html="<p>x</p>")
    headers = anna.open(message_path(anna.app, ref) + "/body", **IN_FRAME).headers
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
