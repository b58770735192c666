"""What is asked before a message goes out: one page with everything, and no way around what is refused."""

from dataclasses import replace
from logging import LogRecord
from typing import Any

import pytest
from flask import Flask

from tests.cast import ANNA, BORIS, DARIO
from tests.conftest import MakeApp
from tests.letters import deliver, letter
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink
from tests.visitor import Visitor, both_ways
from tests.web.audit import trail_of
from tests.web.deed import post
from tests.web.desk import (
    autosave,
    begin,
    begin_path,
    form_of_page,
    in_english,
    lying,
    place,
    press,
    send_raw,
    text_of,
    value,
)
from webmail.config import Config, Guards, SensitiveMatter

LOOK, REFUSED = "Please check once more before it is sent", "This message is not sent"
STRANGER = "jemand@web.de"
SECRET = "Der Code lautet 4711, bitte vertraulich behandeln."
FORWARDED = f"\n\n-------- Weitergeleitete Nachricht --------\nVon: Boris\n\n{SECRET}\n"


@pytest.fixture
def lenient(make_app: MakeApp, config: Config, smtp: Sink) -> tuple[Flask, Visitor]:
    """Anna where received mail goes out with a reason."""
    app = make_app(guards=replace(config.guards, forward="reason"))
    return app, in_english(Visitor(app).sign_in(ANNA))


def marks(visitor: Visitor) -> list[str]:
    return [str(each["value"]) for each in visitor.page.select("input[name=confirmed]")]


@both_ways
def test_everything_is_asked_on_one_page_and_sent_all_the_same(
    writer: Visitor, smtp: Sink, dovecot: Dovecot
) -> None:
    parents = ", ".join(f"familie{each}@gmx.de" for each in range(6))
    begin(writer, to=parents, cc="oma@gmial.com", subject="", text="Anbei die  Diagnose\r\n\r\n")
    press(writer, "send").sees(LOOK, "Sensitive content: Diagnosis", "Everybody sees all addresses")
    writer.sees("An address looks misspelled", "Nothing is attached", "The subject is empty")
    assert (writer.status, smtp.received, len(lying(dovecot))) == (422, [], 1)
    assert len(marks(writer)) == 5
    assert writer.page.select_one("h1#asked[autofocus]") is not None
    writer.press("Send anyway").sees("Sent.")
    (copy,) = lying(dovecot, "Sent")
    assert text_of(copy) == "Anbei die  Diagnose\n\n\n"
    assert len(smtp.received[0].recipients) == 7
    assert lying(dovecot) == []


@both_ways
def test_editing_leads_back_to_every_word(writer: Visitor) -> None:
    press(begin(writer, subject="", text="Eins\r\nzwei"), "send")
    writer.follow("Edit")
    assert (value(writer, "text"), value(writer, "to")) == ("Eins\nzwei", BORIS.address)


@both_ways
@pytest.mark.parametrize(("words", "field"), [("Write a subject", "#subject"), ("Attach a file", "#files")])
def test_what_only_writing_puts_right_leads_to_its_field(writer: Visitor, words: str, field: str) -> None:
    press(begin(writer, subject="", text="Anbei der Plan"), "send").follow(words)
    assert [f"#{each['id']}" for each in writer.page.select("[autofocus]")] == [field]
    assert (value(writer, "text"), value(writer, "to")) == ("Anbei der Plan", BORIS.address)


@both_ways
def test_a_file_that_was_chosen_is_not_lost(writer: Visitor, smtp: Sink) -> None:
    press(begin(writer, subject="").choose(plan=b"%PDF-1.4"), "send").sees("The subject is empty")
    writer.misses("Nothing is attached").press("Send anyway").sees("Sent.")
    assert b"JVBERi0xLjQ" in smtp.received[0].content


def test_other_words_are_asked_about_again(writer: Visitor, smtp: Sink) -> None:
    press(begin(writer, to=STRANGER, subject="", text="Guten Tag"), "send")
    fields = {**form_of_page(writer), "text": "Die Diagnose"}
    answer = post(writer, f"{place(writer)}/send", {**fields, "confirmed": marks(writer)[0]})
    assert (answer.status_code, smtp.received) == (422, [])
    assert "Sensitive content: Diagnosis" in answer.text


@both_ways
def test_one_click_puts_all_into_bcc(writer: Visitor, smtp: Sink) -> None:
    parents = ", ".join(f"familie{each}@gmx.de" for each in range(6))
    press(begin(writer, to=parents, cc="oma@gmx.de"), "send").press("Put all into “Bcc”")
    writer.sees("All recipients are in “Bcc” now")
    assert (value(writer, "to"), value(writer, "cc")) == ("", "")
    assert value(writer, "bcc") == f"{parents}, oma@gmx.de"
    press(writer, "send").sees("Sent.")
    assert len(smtp.received[0].recipients) == 7
    assert b"gmx.de" not in smtp.received[0].content


def test_one_click_corrects_an_address(writer: Visitor, smtp: Sink) -> None:
    press(begin(writer, to="Oma <oma@gmial.com>"), "send").press("Correct the addresses")
    press(writer.sees("The addresses have been corrected."), "send").sees("Sent.")
    assert smtp.received[0].recipients == ("oma@gmail.com",)


def test_a_remedy_that_nobody_knows_is_none(writer: Visitor, dovecot: Dovecot) -> None:
    begin(writer)
    assert send_raw(writer, {**form_of_page(writer), "remedy": "all"}, "remedy").status_code == 400


# -- received mail ---------------------------------------------------------------------------


@both_ways
def test_a_forwarded_message_stays_inside(writer: Visitor, app: Flask, dovecot: Dovecot, smtp: Sink) -> None:
    ref = deliver(dovecot, text=SECRET)
    press(writer.open(begin_path(app, "forward", ref)).fill(to=STRANGER), "send").sees(REFUSED)
    writer.sees("Official mail you have received must not be passed on", "guards.forward", STRANGER)
    writer.misses("Send anyway")
    assert (marks(writer), smtp.received) == ([], [])
    writer.press("Remove these addresses").sees("have been removed")
    press(writer.fill(to=BORIS.address), "send").sees("Sent.")


CRAFTED: dict[str, dict[str, Any]] = {
    "no references": {"references": ""},
    "invented confirmation": {"confirmed": "0" * 32, "reason": "Weil ich es will"},
    "the name of the guard": {"confirmed": "forward", "reason": "Weil ich es will"},
    "another kind in the form": {"kind": "new", "draft": ""},
    "no page": {"page": "", "base": "", "attached": ""},
    "only Bcc": {"to": "", "bcc": STRANGER},
}


@pytest.mark.parametrize("changed", CRAFTED.values(), ids=CRAFTED)
@pytest.mark.parametrize("verb", ["forward", "reply", "enclose"])
def test_no_field_opens_the_way(
    writer: Visitor, app: Flask, dovecot: Dovecot, smtp: Sink, verb: str, changed: dict[str, str]
) -> None:
    writer.open(begin_path(app, verb, deliver(dovecot, text=SECRET)))
    fields = {**form_of_page(writer), "to": STRANGER, **changed}
    answer = send_raw(writer, fields)
    assert (answer.status_code, smtp.received) == (422, [])
    assert REFUSED in answer.text


def test_a_forwarded_text_on_a_new_page_is_one(
    writer: Visitor, app: Flask, dovecot: Dovecot, smtp: Sink
) -> None:
    ref = deliver(dovecot, text=SECRET)
    forwarded = form_of_page(writer.open(begin_path(app, "forward", ref)))
    fresh = form_of_page(writer.open("/compose/new"))
    answer = send_raw(writer, {**fresh, "subject": "Neu", "to": STRANGER, "text": forwarded["text"]})
    assert (answer.status_code, smtp.received) == (422, [])


@pytest.mark.parametrize("how", ["block", "enclosed", "thread"])
def test_another_programs_draft_is_no_way_out(
    writer: Visitor, app: Flask, dovecot: Dovecot, smtp: Sink, how: str
) -> None:
    deliver(dovecot, text=SECRET, more={"Message-ID": "<eins@x.example>"})
    made: dict[str, Any] = {
        "block": {"text": FORWARDED},
        "enclosed": {"text": "Lies"},
        "thread": {"text": SECRET, "more": {"In-Reply-To": "<eins@x.example>"}},
    }[how]
    content = letter(sender=ANNA.address, to=STRANGER, subject="Code", **made)
    if how == "enclosed":
        content = enclosing(content, letter(text=SECRET))
    ref = deliver(dovecot, content, folder="Drafts")
    press(writer.open(begin_path(app, "resume", ref)), "send").sees(REFUSED)
    assert smtp.received == []


def enclosing(head: bytes, inner: bytes) -> bytes:
    """A draft with a message in it, as mail programs store it."""
    fields = head.partition(b"Content-Type")[0]
    return (
        fields + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nLies\r\n--b\r\n'
        b"Content-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--b--\r\n"
    )


def test_a_parent_is_answered_with_everything_quoted(
    writer: Visitor, app: Flask, dovecot: Dovecot, smtp: Sink
) -> None:
    ref = deliver(dovecot, sender="Familie <familie@gmx.de>", text=SECRET * 3)
    press(writer.open(begin_path(app, "reply", ref)), "send").sees("Sent.")
    assert smtp.received[0].recipients == ("familie@gmx.de",)


def test_with_a_reason_it_goes_and_the_audit_trail_says_so(
    lenient: tuple[Flask, Visitor], dovecot: Dovecot, smtp: Sink
) -> None:
    app, writer = lenient
    ref = deliver(dovecot, subject="Streng", text=SECRET)
    press(writer.open(begin_path(app, "forward", ref)).fill(to=STRANGER), "send").sees(
        "Please give the reason"
    )
    writer.misses("Without a reason it is not sent.")
    writer.fill(reason="  ").press("Send anyway").sees("Without a reason it is not sent.")
    assert "autofocus" in writer.page.select_one("[name=reason]").attrs  # type: ignore[union-attr]
    assert smtp.received == []
    writer.fill(reason="Das Jugendamt fragt").press("Send anyway").sees("Sent.")
    assert ("passed_on", "web.de (forward): Das Jugendamt fragt") in trail_of(app)
    assert not any("Streng" in reason or STRANGER in reason for _deed, reason in trail_of(app))
    office = Visitor(app).sign_in(DARIO)
    office.open("/admin/audit").sees("hat erhaltene E-Mails nach außen weitergegeben", "Das Jugendamt fragt")


def test_a_reason_is_not_typed_again_when_the_message_was_not_taken(
    lenient: tuple[Flask, Visitor], dovecot: Dovecot, smtp: Sink
) -> None:
    app, writer = lenient
    smtp.refuse(STRANGER)
    ref = deliver(dovecot, subject="Streng", text=SECRET)
    press(writer.open(begin_path(app, "forward", ref)).fill(to=STRANGER), "send")
    writer.fill(reason="Das Jugendamt fragt").press("Send anyway").sees("does not exist")
    press(writer.fill(to="anderer@web.de"), "send").sees("Please give the reason")
    assert value(writer, "reason") == "Das Jugendamt fragt"
    writer.press("Send anyway").sees("Sent.")
    assert smtp.received[0].recipients == ("anderer@web.de",)


def test_what_is_only_recorded_is_recorded_once(make_app: MakeApp, dovecot: Dovecot, smtp: Sink) -> None:
    app = make_app(guards=Guards(forward="record"))
    writer = in_english(Visitor(app).sign_in(ANNA))
    ref = deliver(dovecot, text=SECRET)
    press(writer.open(begin_path(app, "forward", ref)).fill(to=STRANGER), "send").sees("Sent.")
    assert trail_of(app) == [("passed_on", "web.de (forward)")]


def test_no_log_says_what_was_found(
    writer: Visitor, app: Flask, dovecot: Dovecot, caplog: pytest.LogCaptureFixture
) -> None:
    ref = deliver(dovecot, subject="Streng", text=SECRET)
    press(writer.open(begin_path(app, "forward", ref)).fill(to=STRANGER), "send").sees(REFUSED)
    said: list[LogRecord] = caplog.records
    assert not any(word in each.getMessage() for each in said for word in ("Streng", "web.de", "4711"))


# -- the rules -------------------------------------------------------------------------------


def test_the_page_says_which_rule_counts_for_its_recipients(writer: Visitor) -> None:
    begin(writer, to="familie@gmx.de")
    fresh = autosave(writer)
    assert "One address is outside the school administration" in fresh.text
    assert 'id="rule" hx-swap-oob="true"' in fresh.text
    inside = autosave(writer, to=BORIS.address, base="1")
    assert "outside the school administration" not in inside.text
    press(begin(writer, to="familie@gmx.de, x@verlag.example"), "save").reload()
    writer.sees("2 addresses are outside the school administration").follow("View the rule")
    assert writer.path == "/help/sending"


def test_the_rules_in_force_stand_on_a_page(make_app: MakeApp) -> None:
    own = SensitiveMatter(label="Jugendhilfe", patterns=("jugendamt",), rule="Regel 6", channel="Per Post")
    guards = Guards(forward="record", forward_paragraph="DA 4", forward_sentence="Bleibt hier.")
    off = {"iban": SensitiveMatter(on=False), "youth": own}
    app = make_app(guards=guards, sensitive=off)
    Visitor(app).open("/help/sending").sees("DA 4", "Bleibt hier.", "Jugendhilfe", "Regel 6", "Per Post")
    office = in_english(Visitor(app).sign_in(DARIO)).open("/admin/")
    office.sees("it is sent, and that is recorded", "Jugendhilfe", "schule.example")
    assert "IBAN" not in office.text


def test_an_own_matter_is_asked_about(make_app: MakeApp, smtp: Sink, dovecot: Dovecot) -> None:
    own = SensitiveMatter(label="Jugendhilfe", patterns=("jugendamt*",), rule="Regel 6", always=True)
    writer = in_english(Visitor(make_app(sensitive={"youth": own})).sign_in(ANNA))
    press(begin(writer, text="Das Jugendamtsschreiben"), "send").sees(
        "Jugendhilfe", "Regel 6", "sensitive.youth"
    )
