"""Whatever fails, the answer to a plain POST holds every typed word, and the words can be sent from there."""

from collections.abc import Callable
from dataclasses import replace
from time import monotonic

import pytest
from flask import Flask
from sqlalchemy.schema import DropTable

from tests.cast import ANNA, BORIS
from tests.conftest import MakeApp
from tests.servers.dovecot import Dovecot
from tests.servers.fault import Fault
from tests.servers.smtp import Sink
from tests.visitor import Visitor, both_ways
from tests.web.desk import autosave, begin, in_english, lying, place, press, text_of, value
from webmail.accounts.models import Submission
from webmail.config import Config, Store
from webmail.config import Submission as Settings
from webmail.database import db

WORDS = {"to": "boris, b@x.example", "cc": "c@x.example", "bcc": "d@x.example", "subject": "Häme & <b>"}
TYPED = "\r\nErste Zeile\r\n  <script>alert(1)</script> äöü 🙂\r\n\r\n-- \r\nAnna\r\n"


@pytest.fixture
def writer(anna: Visitor) -> Visitor:
    return begin(in_english(anna), **WORDS, text=TYPED)


def holds_everything(visitor: Visitor) -> bool:
    kept = {name: value(visitor, name) for name in WORDS}
    return kept == WORDS and value(visitor, "text").replace("\r\n", "\n") == TYPED.replace("\r\n", "\n")


@pytest.mark.parametrize("deed", ["save", "send", "attach", "discard"])
def test_after_signing_out_elsewhere_the_words_are_kept_and_saved_from_there(
    writer: Visitor, dovecot: Dovecot, deed: str
) -> None:
    begin(writer, **{**WORDS, "to": BORIS.address}, text=TYPED)
    elsewhere = writer.twin()
    elsewhere.sign_out()
    press(writer, deed)
    assert writer.status == 401
    assert value(writer, "text").replace("\r\n", "\n") == TYPED.replace("\r\n", "\n")
    assert lying(dovecot) == []
    elsewhere.sign_in(ANNA)
    writer.client._cookies.update(elsewhere.client._cookies)  # type: ignore[union-attr, arg-type]
    # Its token is a stranger's: told once more, then it works.
    writer.submit(first_button(writer))
    assert writer.status == 400
    press(writer, "save") if deed != "save" else writer.submit(first_button(writer))
    assert [text_of(each) for each in lying(dovecot)] == [TYPED.replace("\r\n", "\n") + "\n"]


def left_elsewhere(writer: Visitor) -> None:
    """The sign-in is ended by its person, in a second tab whose word does not reach the first."""
    writer.twin().sign_out()


def first_button(visitor: Visitor):  # type: ignore[no-untyped-def]
    found = visitor.page.select_one(".kept button")
    assert found is not None, visitor.text[:500]
    return found


def test_a_dead_token_is_answered_with_the_words_and_a_new_one(writer: Visitor) -> None:
    writer.page.select_one("#compose [name=csrf_token]")["value"] = "dead"  # type: ignore[index]
    press(writer, "save")
    assert writer.status == 400
    assert holds_everything(writer)
    writer.submit(first_button(writer)).sees("Draft saved")


def test_a_dead_token_of_a_script_brings_the_next_one(writer: Visitor, dovecot: Dovecot) -> None:
    token = writer.page.select_one("#compose [name=csrf_token]")
    assert token is not None
    living = str(token["value"])
    token["value"] = "dead"
    for each in writer.page.select("[name=csrf_token]"):
        each["value"] = "dead"
    answer = autosave(writer)
    assert answer.status_code == 400
    assert 'name="csrf_token"' in answer.text
    assert lying(dovecot) == []
    for each in writer.page.select("[name=csrf_token]"):
        each["value"] = living
    assert autosave(writer).status_code == 200


def test_words_that_no_page_of_ours_sent_do_not_come_back(writer: Visitor) -> None:
    answer = writer.client.post(
        f"{place(writer)}/send",
        base_url=writer.base_url,
        data={"text": "Untergeschoben", "csrf_token": "x"},
        headers={"Origin": "https://evil.example"},
    )
    assert answer.status_code in (400, 403)
    assert "Untergeschoben" not in answer.text


WAYS: dict[str, Callable[[Fault], None]] = {
    "refuses": lambda fault: fault.refuse(),
    "is cut at once": lambda fault: fault.cut_after(1),
    "talks rubbish": lambda fault: fault.garble(),
}


@pytest.mark.parametrize("deed", ["save", "send", "discard"])
@pytest.mark.parametrize("way", WAYS)
def test_a_store_that_fails_costs_no_word(
    app_before_fault: Flask, fault: Fault, dovecot: Dovecot, way: str, deed: str
) -> None:
    writer = begin(in_english(Visitor(app_before_fault).sign_in(ANNA)), **WORDS, text=TYPED)
    writer.fill(to="b@x.example")
    WAYS[way](fault)
    press(writer, deed)
    assert writer.status == 503
    assert value(writer, "text").replace("\r\n", "\n") == TYPED.replace("\r\n", "\n")
    assert value(writer, "subject") == WORDS["subject"]
    fault.let_pass()
    press(writer, "save") if deed != "save" else writer.submit(first_button(writer))
    assert len(lying(dovecot)) == 1


def test_files_above_the_limit_are_told_and_the_words_are_kept(
    make_app: MakeApp, config: Config, dovecot: Dovecot
) -> None:
    app = make_app(submission=replace(config.submission, attachments_mb=1))
    writer = begin(in_english(Visitor(app).sign_in(ANNA)), **WORDS, text=TYPED)
    press(writer.choose(big=b"x" * (1024 * 1024 + 1)), "save")
    assert writer.status == 413
    assert holds_everything(writer)
    press(begin(writer, **WORDS, text=TYPED).choose(huge=b"x" * (5 * 1024 * 1024)), "save")
    assert writer.status == 413
    assert holds_everything(writer)
    assert lying(dovecot) == []
    writer.submit(first_button(writer)).sees("Draft saved")


def test_a_stranger_leaves_no_file_and_gets_the_words_back(writer: Visitor, config: Config) -> None:
    left_elsewhere(writer)
    press(writer.choose(big=b"x" * (3 * 1024 * 1024)), "send").sees("big.bin")
    assert writer.status == 401
    assert holds_everything(writer)
    spool = config.instance / "spool"
    assert not spool.exists() or list(spool.iterdir()) == []


def test_another_persons_page_in_the_same_browser_gives_its_words_back_and_stores_nothing(
    writer: Visitor, boris: Visitor, dovecot: Dovecot
) -> None:
    writer.client._cookies.update(boris.client._cookies)  # type: ignore[union-attr, arg-type]
    press(writer, "save")
    assert writer.status == 404
    assert holds_everything(writer)
    assert (lying(dovecot), lying(dovecot, person=BORIS)) == ([], [])


def test_a_full_mailbox_costs_no_word(make_app: MakeApp, smtp: Sink) -> None:
    with Dovecot(users={ANNA.address: ANNA.typed}, quota="2k") as full:
        writer = in_english(Visitor(make_app(store=Store(host=full.host, port=full.port))).sign_in(ANNA))
        begin(writer, **WORDS, text=TYPED * 50)
        press(writer, "save")
    assert writer.status == 507
    assert value(writer, "text").replace("\r\n", "\n") == (TYPED * 50).replace("\r\n", "\n")


def test_our_own_mistake_costs_no_word(writer: Visitor) -> None:
    with writer.app.app_context():
        db.session.execute(DropTable(Submission.__table__))
        db.session.commit()
    press(writer, "save")
    assert writer.status == 500
    assert holds_everything(writer)


def test_a_mail_server_that_is_away_is_told_in_time(make_app: MakeApp, smtp: Sink, config: Config) -> None:
    submission = Settings(host=smtp.host, port=smtp.port, connect_seconds=1.0, hold_seconds=0)
    writer = begin(in_english(Visitor(make_app(submission=submission)).sign_in(ANNA)), text=TYPED)
    smtp.stall("ehlo")
    began = monotonic()
    press(writer, "send").sees("takes too long to answer")
    assert monotonic() - began < 2.5
    assert value(writer, "subject") == "Wandertag"


@both_ways
def test_signing_out_takes_the_text_along_as_a_draft(writer: Visitor, dovecot: Dovecot) -> None:
    writer.submit(way_out(writer)).sees("You are signed out")
    assert writer.path == "/session/signed-out"
    assert [text_of(each) for each in lying(dovecot)] == [TYPED.replace("\r\n", "\n") + "\n"]


def way_out(visitor: Visitor):  # type: ignore[no-untyped-def]
    found = visitor.page.select_one('button[form=compose][formaction="/session/sign-out"]')
    assert found is not None
    return found


def test_signing_out_of_an_empty_page_leaves_no_draft(writer: Visitor, dovecot: Dovecot) -> None:
    writer.open("/compose/new")
    writer.submit(way_out(writer)).sees("You are signed out")
    assert lying(dovecot) == []


def test_signing_out_files_no_second_time_what_was_sent_and_keeps_other_words(
    writer: Visitor, dovecot: Dovecot
) -> None:
    begin(writer)
    second = writer.twin()
    second.page, second.url = writer.page, writer.url
    press(writer, "send").sees("Sent.")
    second.fill(text="Andere Worte")
    second.submit(way_out(second)).sees("You are signed out")
    assert [text_of(each).strip() for each in lying(dovecot)] == ["Andere Worte"]


def test_when_the_text_cannot_be_kept_leaving_waits_for_the_person(
    app_before_fault: Flask, fault: Fault, dovecot: Dovecot
) -> None:
    writer = begin(in_english(Visitor(app_before_fault).sign_in(ANNA)), **WORDS, text=TYPED)
    fault.refuse()
    writer.submit(way_out(writer))
    assert (writer.status, holds_everything(writer)) == (503, True)
    writer.press("Sign out without this text").sees("You are signed out")
    assert writer.open("/mailbox/").path == "/session/"


def test_once_the_store_is_back_the_same_button_keeps_the_text_and_leaves(
    app_before_fault: Flask, fault: Fault, dovecot: Dovecot
) -> None:
    writer = begin(in_english(Visitor(app_before_fault).sign_in(ANNA)), **WORDS, text=TYPED)
    fault.refuse()
    writer.submit(way_out(writer))
    fault.let_pass()
    writer.press("Save draft and sign out").sees("You are signed out")
    assert len(lying(dovecot)) == 1


def test_whoever_is_out_already_and_signs_out_gets_the_words_back(writer: Visitor) -> None:
    left_elsewhere(writer)
    writer.submit(way_out(writer))
    assert (writer.status, holds_everything(writer)) == (401, True)
