"""Formatted text through the pages: kept by every deed, with script and without, given back by failures."""

import io
from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.cast import ANNA
from tests.conftest import MakeApp
from tests.letters import deliver
from tests.servers.dovecot import Dovecot
from tests.visitor import BROWSER, Visitor
from tests.web.desk import begin, begin_path, form_of_page, in_english, lying, place, press, value
from webmail.config import Config

HTML = "<div>Guten <b>Tag</b></div><ul><li>eins</li></ul>"
TWIN = "Guten Tag\n- eins"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000002000000020802000000fdd49a730000000e49444154789c639800060c"
    "100a002f4e06c13e4da3020000000049454e44ae426082"
)
NAMED = "0" * 32 + "@inline"


@pytest.fixture
def held(make_app: MakeApp, config: Config, mode: str) -> Visitor:
    """Anna where what is sent waits for a minute."""
    app = make_app(submission=replace(config.submission, hold_seconds=60))
    return Visitor(app, mode=mode, base_url=config.server.url).sign_in(ANNA)


@pytest.fixture
def writer(anna: Visitor) -> Visitor:
    return begin(in_english(anna), to="b@x.example", subject="Form")


def write(writer: Visitor, html: str, *, editor: str = "on", text: str = "stale") -> None:
    """What the editor does to the form."""
    for name, words in {"html": html, "editor": editor}.items():
        hidden = writer.page.select_one(f"#compose input[name={name}]")
        assert hidden is not None
        hidden["value"] = words
    writer.fill(text=text)


def stored_html(dovecot: Dovecot) -> str | None:
    (message,) = lying(dovecot)
    body = message.get_body(("html",))
    return None if body is None else str(body.get_content())


def plain(dovecot: Dovecot) -> str:
    (message,) = lying(dovecot)
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n").removesuffix("\n")


def test_what_the_editor_writes_is_stored_cleaned_and_reopens(writer: Visitor, dovecot: Dovecot) -> None:
    write(writer, HTML + "<script>alert(1)</script>")
    press(writer, "save")
    assert plain(dovecot) == TWIN
    assert "script" not in (stored_html(dovecot) or "")
    assert value(writer, "html") == HTML
    assert value(writer, "text").replace("\r\n", "\n") == TWIN


def test_without_the_editor_the_form_stays_as_long_as_the_text_does(
    writer: Visitor, dovecot: Dovecot
) -> None:
    write(writer, HTML)
    press(writer, "save")
    writer.fill(subject="Nur der Betreff")
    press(writer, "save")
    assert "<b>Tag</b>" in (stored_html(dovecot) or "")
    writer.fill(text=TWIN + "\nMehr")
    press(writer, "save")
    assert stored_html(dovecot) is None
    assert plain(dovecot) == TWIN + "\nMehr"


def test_the_switch_loses_no_words_either_way(writer: Visitor, dovecot: Dovecot) -> None:
    write(writer, HTML)
    press(writer, "save")
    press(writer, "format")
    assert (stored_html(dovecot), plain(dovecot)) == (None, TWIN)
    press(writer, "format")
    assert "<div>Guten Tag</div>" in (stored_html(dovecot) or "")
    assert plain(dovecot) == TWIN


def test_what_the_switch_costs_is_said_without_script_too(writer: Visitor) -> None:
    write(writer, HTML)
    press(writer, "format")
    assert "Bold, italic, colours and sizes are gone. Lists and links keep only their words." in writer.text
    write(writer, "<div>Nothing</div>")
    press(writer, "format")
    press(writer, "format")
    assert "are gone" not in writer.text


def test_a_look_from_before_comes_back_cleaned_and_only_to_its_own_words(
    writer: Visitor, dovecot: Dovecot
) -> None:
    for words in (TWIN, "Other words"):
        write(writer, HTML)
        press(writer, "format")
        hidden = writer.page.select_one("#compose input[name=was]")
        assert hidden is not None
        hidden["value"] = HTML + "<script>evil()</script>"
        writer.fill(text=words)
        press(writer, "format")
        assert (HTML in (stored_html(dovecot) or "")) == (words == TWIN)
        assert "evil" not in (stored_html(dovecot) or "")


def test_an_emptied_editor_leaves_no_old_words(writer: Visitor, dovecot: Dovecot) -> None:
    write(writer, HTML)
    press(writer, "save")
    write(writer, "<div><br></div>", text=TWIN)
    press(writer, "save")
    assert (stored_html(dovecot), plain(dovecot)) == (None, "")


def test_a_failure_gives_the_words_back_with_their_form(writer: Visitor) -> None:
    writer.twin().sign_out()
    write(writer, HTML)
    press(writer, "save")
    assert writer.status == 401
    assert value(writer, "text").replace("\r\n", "\n") == TWIN
    assert value(writer, "html") == HTML


def test_too_much_is_refused_and_given_back(writer: Visitor) -> None:
    write(writer, "<div>" * 50_000, text="Was da stand")
    press(writer, "save")
    assert writer.status == 413
    assert value(writer, "text") == "Was da stand"


def test_a_picture_is_stored_and_shown_by_its_own_address(writer: Visitor, dovecot: Dovecot) -> None:
    write(writer, HTML)
    assert upload(writer, PNG).status_code == 200
    write(writer, f'{HTML}<img src="cid:{NAMED}" alt="Plan">')
    press(writer, "save")
    (message,) = lying(dovecot)
    shown = [each for each in message.walk() if each["Content-ID"]]
    assert [each.get_payload(decode=True) for each in shown] == [PNG]
    here = place(writer)
    writer.open(f"{here}/picture/{NAMED}", Sec_Fetch_Dest="image")
    assert (writer.status, writer.headers["Content-Type"], writer.body) == (200, "image/png", PNG)
    writer.open(f"{here}/picture/{'1' * 32}@inline")
    assert writer.status == 404


def test_what_is_no_picture_is_refused_at_the_files(writer: Visitor, dovecot: Dovecot) -> None:
    write(writer, HTML)
    assert upload(writer, b"<svg onload=alert(1)>").status_code == 422
    assert lying(dovecot) == []


def upload(writer: Visitor, content: bytes) -> TestResponse:
    """As the script of the page does: the whole form, a file, and the name it is shown by."""
    token = writer.page.select_one("input[name=csrf_token]")
    assert token is not None
    fields = {**form_of_page(writer), "html": HTML, "editor": "on", "picture": NAMED}
    return writer.client.post(
        f"{place(writer)}/picture",
        base_url=writer.base_url,
        data={**fields, "csrf_token": str(token["value"]), "files": (io.BytesIO(content), "Plan.png")},
        headers={
            "User-Agent": BROWSER,
            "Sec-Fetch-Site": "same-origin",
            "HX-Request": "true",
            "HX-Target": "saved",
        },
    )


QUOTED = (
    '<p style="x">Wir gehen in den <b onclick="x">Wald</b>. <img src="http://x.example/p" alt="Logo"></p>'
)


@pytest.mark.parametrize(("verb", "quotes"), [("reply", "<blockquote><p>"), ("forward", "<p>")])
def test_what_is_quoted_keeps_its_look(
    app: Flask, anna: Visitor, dovecot: Dovecot, verb: str, quotes: str
) -> None:
    ref = deliver(dovecot, subject="Ausflug", html=QUOTED)
    anna.open("/settings/").check("als reiner Text").press("Einstellungen speichern")
    anna.open(begin_path(app, verb, ref))
    assert value(anna, "html") == ""
    anna.open("/settings/").check("formatiert").press("Einstellungen speichern")
    anna.open(begin_path(app, verb, ref))
    assert f"{quotes}Wir gehen in den <b>Wald</b>. [Logo]</p>" in value(anna, "html")
    assert "Wir gehen in den Wald. [Logo]" in value(anna, "text")


def test_a_new_message_begins_as_the_person_likes_it(anna: Visitor) -> None:
    assert anna.open("/compose/new").has("#editor")
    anna.open("/settings/").check("als reiner Text").press("Einstellungen speichern")
    assert not anna.open("/compose/new").has("#editor")
    anna.open("/settings/").check("formatiert").press("Einstellungen speichern")
    assert anna.open("/compose/new").has("#editor")


def test_what_has_no_formatting_goes_out_as_plain_text_and_comes_back_to_the_editor(
    held: Visitor, dovecot: Dovecot
) -> None:
    begin(held, to="b@x.example", subject="Form", text="")
    write(held, "<div>Guten Tag</div><div><br></div><blockquote><div>zitiert</div></blockquote>")
    press(held, "send")
    (waiting,) = lying(dovecot, "Outbox")
    assert waiting.get_content_type() == "text/plain"
    assert str(waiting.get_content()).replace("\r\n", "\n") == "Guten Tag\n\n> zitiert\n"
    held.press("Zurücknehmen")
    assert held.has("#editor")
    assert "<blockquote><div>zitiert</div></blockquote>" in value(held, "html")


@pytest.mark.parametrize(
    ("html", "remark"), [("<div>Guten Tag</div>", False), ("<div>Guten <b>Tag</b></div>", True)]
)
def test_only_what_would_be_lost_without_script_is_told(writer: Visitor, html: str, remark: bool) -> None:
    write(writer, html)
    press(writer, "save")
    assert bool(writer.page.select("noscript .editor__plain")) is remark


def test_a_draft_that_was_begun_as_plain_text_stays_so(writer: Visitor) -> None:
    press(writer, "save")
    press(writer, "format")
    assert not writer.reload().has("#editor")
