"""Signatures while writing: put there when it begins, exchanged, kept where touched; and the name in From."""

from email import message_from_bytes
from email.policy import default

import pytest
from flask import Flask
from sqlalchemy import Engine, event

from tests.cast import ANNA
from tests.conftest import MakeApp
from tests.letters import deliver
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink
from tests.visitor import Visitor, both_ways
from tests.web.deed import post
from tests.web.desk import begin, begin_path, button, in_english, lying, place, press, text_of, value
from webmail.config import IdentityRules
from webmail.mail.writing.formatted_signature import signature_html

LONG, SHORT = "Anna Amsel\nGoethe-Gymnasium", "Anna"
NAMES = {"Dienstlich": LONG, "Kurz": SHORT}


def sign_for(visitor: Visitor, name: str, text: str, *, new: bool = False, answers: bool = False) -> None:
    visitor.open("/settings/signatures/new").fill(name=name, text=text)
    for field, on in (("for_new", new), ("for_answers", answers)):
        box = visitor.page.select_one(f"input[name={field}]")
        assert box is not None
        if on:
            box["checked"] = ""
        elif box.has_attr("checked"):
            del box["checked"]
    visitor.press("Save").sees("Saved.")


@pytest.fixture
def writer(anna: Visitor) -> Visitor:
    """Anna with two signatures."""
    in_english(anna)
    sign_for(anna, "Dienstlich", LONG, new=True)
    sign_for(anna, "Kurz", SHORT, answers=True)
    return anna


def choose(visitor: Visitor, **answers: str) -> None:
    assert post(visitor.open("/settings/"), "/settings/", answers).status_code == 303


def text(visitor: Visitor) -> str:
    return value(visitor, "text").replace("\r\n", "\n")


def test_a_message_begins_with_the_signature_for_its_kind(
    writer: Visitor, app: Flask, dovecot: Dovecot
) -> None:
    assert text(writer.open("/compose/new")) == f"\n\n-- \n{LONG}"
    ref = deliver(dovecot)
    assert text(writer.open(begin_path(app, "reply", ref))).startswith(f"\n\n-- \n{SHORT}\n\nOn ")
    assert text(writer.open(begin_path(app, "forward", ref))).startswith(f"\n\n-- \n{SHORT}\n\n-----")
    assert lying(dovecot) == []


def test_an_answer_stands_below_where_somebody_likes_that(
    writer: Visitor, app: Flask, dovecot: Dovecot
) -> None:
    choose(writer, answer_position="below")
    writer.open(begin_path(app, "reply", deliver(dovecot)))
    assert text(writer).startswith("On ")
    assert text(writer).rstrip("\n").endswith(f"> Guten Tag.\n\n\n\n-- \n{SHORT}")


def test_a_copy_to_oneself_is_no_recipient_to_begin_below(
    writer: Visitor, app: Flask, dovecot: Dovecot
) -> None:
    choose(writer, bcc_self="on")
    begun = (
        "/compose/new",
        begin_path(app, "reply", deliver(dovecot)),
        "/compose/mailto?to=mailto:%3Fbcc=eva@verlag.example",
    )
    begins = [
        writer.open(path).page.select_one("#compose [autofocus]")["name"]  # type: ignore[index]
        for path in begun
    ]
    assert begins == ["to", "text", "text"]


def test_a_signature_alone_is_no_text_and_leaves_nothing_behind(writer: Visitor, dovecot: Dovecot) -> None:
    choose(writer, bcc_self="on")
    writer.open("/compose/new?back=/help/")
    assert value(writer, "bcc") == ANNA.address
    press(writer, "discard")
    assert (lying(dovecot), lying(dovecot, "Trash")) == ([], [])


@both_ways
def test_leaving_with_a_signature_alone_leaves_no_draft(writer: Visitor, dovecot: Dovecot) -> None:
    writer.open("/compose/new").press("Sign out")
    assert lying(dovecot) == []


@both_ways
def test_another_signature_takes_the_place_of_an_untouched_one(writer: Visitor, dovecot: Dovecot) -> None:
    begin(writer, text=f"Hallo\n\n-- \n{LONG}\n\n> alt")
    writer.press("Kurz")
    assert text(writer) == f"Hallo\n\n-- \n{SHORT}\n\n> alt"
    assert value(writer, "subject") == "Wandertag"
    assert [text_of(each).strip() for each in lying(dovecot)] == [f"Hallo\n\n-- \n{SHORT}\n\n> alt"]
    writer.press("No signature")
    assert text(writer) == "Hallo\n\n> alt"


@both_ways
def test_a_signature_changed_by_hand_stays_and_nothing_typed_is_lost(
    writer: Visitor, dovecot: Dovecot
) -> None:
    typed = f"Hallo\n\n-- \n{LONG}\nTelefon 5"
    begin(writer, text=typed).press("Kurz")
    assert writer.status == 422
    writer.sees("The signature has been changed here")
    assert (text(writer), value(writer, "subject")) == (typed, "Wandertag")


def test_a_signature_of_nobody_is_none(writer: Visitor) -> None:
    begin(writer, text=f"Hallo\n\n-- \n{LONG}")
    button(writer, "sign")["value"] = "999"
    press(writer, "sign")
    assert text(writer) == "Hallo"


def test_a_signature_that_is_put_under_an_empty_page_stores_nothing(
    writer: Visitor, dovecot: Dovecot
) -> None:
    writer.open("/compose/new").press("Kurz")
    assert text(writer).strip() == f"-- \n{SHORT}"
    assert lying(dovecot) == []


def test_where_text_died_with_its_sign_in_the_signature_is_no_hindrance(
    writer: Visitor, dovecot: Dovecot
) -> None:
    begin(writer, text="Hallo")
    writer.twin().open("/help/").press("Sign out")
    press(writer, "sign")
    assert writer.status == 401


def test_people_written_to_from_elsewhere_are_signed_for_too(writer: Visitor) -> None:
    answer = post(writer.open("/help/"), "/compose/to", {"to": "boris@x.example"})
    assert "-- \nAnna Amsel" in answer.text
    assert "boris@x.example" in answer.text


@pytest.mark.parametrize("formats", ["plain", "formatted"])
def test_the_words_of_a_link_stand_above_the_signature(writer: Visitor, formats: str) -> None:
    choose(writer, formats=formats)
    writer.open("/compose/mailto?to=mailto:x@y.example%3Fbody=Guten%20Tag")
    assert value(writer, "text").split() == ["Guten", "Tag", "--", "Anna", "Amsel", "Goethe-Gymnasium"]


def test_opening_a_page_asks_for_signatures_once(writer: Visitor) -> None:
    writer.open("/compose/new")
    where = place(writer)
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        writer.open(where)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert asked
    assert len([each for each in asked if "FROM signature" in each]) == 1
    assert [each for each in asked if "text_block" in each] == []


@pytest.mark.parametrize("name", ["locked", "own"])
def test_no_crafted_field_changes_the_sender(make_app: MakeApp, smtp: Sink, name: str) -> None:
    app = make_app(identity=IdentityRules(name=name))  # type: ignore[arg-type]
    anna = in_english(Visitor(app).sign_in(ANNA))
    begin(anna)
    form = anna.page.select_one("#compose")
    assert form is not None
    for field in ("from", "From", "sender", "name", "identity", "reply_to"):
        made = anna.page.new_tag("input", attrs={"name": field, "value": "Chef <chef@x.example>"})
        form.append(made)
    press(anna, "send")
    sent = message_from_bytes(smtp.received[-1].content, policy=default)
    assert str(sent["From"].addresses[0].addr_spec) == ANNA.address  # type: ignore[attr-defined]
    assert sent["Sender"] is sent["Reply-To"] is None


def write_formatted(visitor: Visitor, html: str) -> None:
    """As the editor of the page does."""
    begin(visitor, text="")
    for name, words in (("html", html), ("editor", "on")):
        field = visitor.page.select_one(f"#compose [name={name}]")
        field = field or visitor.page.new_tag("input", attrs={"name": name})
        field["value"] = words
        visitor.page.select_one("#compose").append(field)  # type: ignore[union-attr]


def test_in_formatted_text_signature_and_its_twin_change_together(writer: Visitor, dovecot: Dovecot) -> None:
    write_formatted(writer, "<div>Hallo <b>Boris</b></div><div><br></div>" + signature_html(LONG))
    writer.press("Kurz")
    assert text(writer) == f"Hallo Boris\n\n-- \n{SHORT}"
    assert value(writer, "html").endswith("<div>--&nbsp;</div><div>Anna</div>")
    assert "<b>Boris</b>" in value(writer, "html")
    stored = lying(dovecot)[0]
    assert {part.get_content_type() for part in stored.walk()} >= {"text/plain", "text/html"}


def test_a_formatted_signature_is_plain_in_plain_text_and_known_in_both(writer: Visitor) -> None:
    sign_for(writer, "Fett", "**Anna** __Amsel__", new=True)
    assert text(writer.open("/compose/new")) == "\n\n-- \nAnna Amsel"
    for html in (signature_html("**Anna** __Amsel__"), signature_html("Anna Amsel")):
        write_formatted(writer, f"<div>Hallo</div>{html}")
        writer.press("Kurz")
        assert text(writer) == "Hallo\n-- \nAnna"
    writer.press("Fett")
    assert value(writer, "html").endswith("<div><b>Anna</b> <i>Amsel</i></div>")
