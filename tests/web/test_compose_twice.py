"""Two tabs, late answers, files that are stored already: what a page may do about what it does not show."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from tests.cast import BORIS
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink
from tests.visitor import Visitor, both_ways
from tests.web.desk import (
    autosave,
    begin,
    form_of_page,
    lying,
    press,
    second_tab,
    send_raw,
    state_shown,
    text_of,
    value,
)
from webmail.accounts import LedgerBusy, Submissions
from webmail.mail import Drafts, State


def files(store: Dovecot, folder: str = "Drafts") -> list[list[str | None]]:
    return [[each.get_filename() for each in one.iter_attachments()] for one in lying(store, folder)]


# -- discarding ------------------------------------------------------------------------------


@both_ways
@pytest.mark.parametrize("copied", [True, False])
def test_an_empty_tab_does_not_discard_what_the_other_has_saved(
    writer: Visitor, dovecot: Dovecot, *, copied: bool
) -> None:
    writer.open("/compose/new")
    blank = second_tab(writer) if copied else writer.twin().open(writer.url)
    press(writer.fill(to=BORIS.address, text="viel Text"), "save")
    press(blank, "discard").sees("This draft was changed in another window.")
    assert blank.status == 409
    assert ([text_of(each) for each in lying(dovecot)], lying(dovecot, "Trash")) == (["viel Text\n"], [])


@both_ways
def test_an_empty_tab_does_not_discard_what_is_unclear(writer: Visitor, dovecot: Dovecot, smtp: Sink) -> None:
    writer.open("/compose/new")
    blank = second_tab(writer)
    smtp.close_at("dot")
    press(writer.fill(to=BORIS.address, subject="Viel", text="viel Text"), "send")
    press(blank, "discard").misses("The text in this one was not sent")
    assert state_shown(blank) == "It is uncertain whether the message was sent"
    smtp.empty()
    writer.press("Send it again").sees("Sent.")
    assert (len(smtp.received), lying(dovecot, "Trash")) == (1, [])


def test_what_is_held_for_sending_is_not_discarded(
    writer: Visitor, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(begin(writer), "save")
    find = Submissions.find

    def held(ledger: Submissions, message_id: str) -> object:
        ledger.claim(message_id, page="another")
        return find(ledger, message_id)

    monkeypatch.setattr(Submissions, "find", held)
    press(writer, "discard").sees("The service is busy at the moment")
    assert (writer.status, len(lying(dovecot))) == (503, 1)


# -- after a failed send ---------------------------------------------------------------------


@both_ways
def test_files_that_are_stored_need_not_be_chosen_again(
    writer: Visitor, dovecot: Dovecot, smtp: Sink
) -> None:
    smtp.stop()
    press(begin(writer).choose(plan=b"%PDF"), "send").misses("chosen again")
    writer.sees("The message was not sent", "plan.bin")
    assert files(dovecot) == [["plan.bin"]]
    smtp.start()
    press(writer, "send").sees("Sent.")
    assert files(dovecot, "Sent") == [["plan.bin"]]


def test_a_ledger_that_fails_behind_the_last_save_shows_the_draft(
    writer: Visitor, dovecot: Dovecot, smtp: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    advance = Submissions.advance

    def busy(ledger: Submissions, message_id: str, *, to: str, **more: object) -> bool:
        if to == State.SUBMITTING:
            raise LedgerBusy
        return advance(ledger, message_id, to=to, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Submissions, "advance", busy)
    press(begin(writer).choose(plan=b"%PDF"), "send").misses("chosen again")
    writer.sees("The message was not sent. It is kept as a draft.", "plan.bin")
    assert (files(dovecot), smtp.received) == ([["plan.bin"]], [])


def test_what_was_not_stored_stays_on_the_page_that_offers_it_again(
    writer: Visitor, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> bool:
        raise LedgerBusy

    monkeypatch.setattr(Submissions, "claim", busy)
    press(begin(writer).choose(plan=b"%PDF"), "send").sees("Files have to be chosen again.")
    assert (writer.status, value(writer, "subject"), lying(dovecot)) == (503, "Wandertag", [])


# -- attachments that are not what the page shows --------------------------------------------


def shown(answer: str) -> list[str] | None:
    """What the answer to a save tells the page to show as attached; None: what it has."""
    found = BeautifulSoup(answer, "html.parser").select_one("#attachments[hx-swap-oob]")
    return None if found is None else [each.get_text() for each in found.select(".attachment__name")]


def test_an_answer_to_a_save_is_silent_about_what_the_page_shows(writer: Visitor) -> None:
    press(begin(writer).choose(plan=b"%PDF"), "attach")
    assert shown(autosave(writer).text) is None


def test_an_answer_to_a_save_shows_what_another_answer_should_have_shown(writer: Visitor) -> None:
    press(begin(writer), "save")
    before = form_of_page(writer)
    press(writer.choose(plan=b"%PDF"), "attach")
    assert shown(autosave(writer, attached=before["attached"]).text) == ["plan.bin"]


def test_attachments_that_are_gone_are_not_shown_any_more(
    writer: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(begin(writer), "save")
    save = Drafts.save
    monkeypatch.setattr(Drafts, "save", lambda *each, **more: replace(save(*each, **more), left_out=True))
    answer = autosave(writer).text
    assert shown(answer) == []
    assert "Draft saved, but without its attachments" in answer
    press(writer, "save").sees("Draft saved, but without its attachments")


# -- where a message leads -------------------------------------------------------------------


@both_ways
def test_a_message_that_began_nowhere_leads_to_the_mailbox(writer: Visitor, smtp: Sink) -> None:
    writer.open("/compose/new").fill(to=BORIS.address, subject="Gruß", text="Guten Tag")
    press(writer, "send").sees("Sent.")
    assert writer.path == "/mailbox/"


@pytest.mark.parametrize("field", ["base", "over"])
@pytest.mark.parametrize("number", ["00000000001" + "9" * 6000, "9" * 11, "٣", "-1"])
def test_a_version_that_no_page_of_ours_names_is_none(writer: Visitor, field: str, number: str) -> None:
    begin(writer)
    assert send_raw(writer, {**form_of_page(writer), field: number}, "save").status_code == 303
