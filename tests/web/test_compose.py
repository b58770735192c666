"""Writing: begin, save, take up again, discard; two pages of one draft."""

import pytest
from flask import Flask

from tests.cast import ANNA, BORIS
from tests.letters import deliver, subjects
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.deed import message_path
from tests.web.desk import (
    TEXT,
    autosave,
    begin,
    begin_path,
    button,
    form_of_page,
    lying,
    place,
    press,
    remove,
    text_of,
    value,
)


def test_beginning_stores_nothing_and_fixes_the_name(writer: Visitor, dovecot: Dovecot) -> None:
    writer.open("/compose/new")
    first = place(writer)
    assert writer.reload().path == first
    assert place(writer.open("/compose/new")) != first
    assert lying(dovecot) == []


@both_ways
def test_a_saved_draft_opens_again_as_it_was_left(writer: Visitor, dovecot: Dovecot) -> None:
    typed = "Anna <anna@x.example>, boris,\r\nnoch wer"
    press(begin(writer, to=typed, cc="c@x.example", bcc="b@x.example"), "save").sees("Draft saved")
    writer.open("/mailbox/").open(place_of_first_draft(writer))
    assert value(writer, "to").replace("\r\n", "\n") == typed.replace("\r\n", "\n")
    assert (value(writer, "cc"), value(writer, "bcc")) == ("c@x.example", "b@x.example")
    assert value(writer, "text") == TEXT.replace("\r\n", "\n")
    assert value(writer, "subject") == "Wandertag"


def place_of_first_draft(visitor: Visitor) -> str:
    visitor.follow("Drafts")
    link = visitor.page.select_one(".row__link")
    assert link is not None
    return str(link["href"])


def test_the_same_draft_has_the_same_address_wherever_it_is_opened_from(writer: Visitor) -> None:
    press(begin(writer), "save")
    first = place(writer)
    writer.open("/mailbox/").open(place_of_first_draft(writer))
    assert place(writer) == first


def test_saving_again_leaves_one_draft(writer: Visitor, dovecot: Dovecot) -> None:
    press(begin(writer), "save")
    press(writer.fill(text="Neu"), "save")
    assert [text_of(each).strip() for each in lying(dovecot)] == ["Neu"]


def test_a_script_saves_into_the_same_draft_and_learns_the_new_version(
    writer: Visitor, dovecot: Dovecot
) -> None:
    begin(writer)
    first = autosave(writer)
    assert first.status_code == 200
    assert 'id="saved"' in first.text
    assert "<html" not in first.text
    assert autosave(writer, text="Zwei").status_code == 200
    assert [text_of(each).strip() for each in lying(dovecot)] == ["Zwei"]


def test_text_from_another_window_is_not_overwritten_unseen(writer: Visitor, dovecot: Dovecot) -> None:
    press(begin(writer), "save")
    other = writer.twin().open(writer.url)
    press(other.fill(text="Von dort"), "save")
    press(writer.fill(text="Von hier"), "save")
    assert writer.status == 409
    assert value(writer, "text") == "Von hier"
    assert [text_of(each).strip() for each in lying(dovecot)] == ["Von dort"]
    writer.submit(writer.page.select_one("button[name=over]"))  # type: ignore[arg-type]
    assert [text_of(each).strip() for each in lying(dovecot)] == ["Von hier"]


def test_a_script_is_told_of_the_other_window_in_the_place_of_the_saved_line(writer: Visitor) -> None:
    press(begin(writer), "save")
    press(writer.twin().open(writer.url).fill(text="Von dort"), "save")
    answer = autosave(writer, text="Von hier")
    assert answer.status_code == 409
    assert "data-changed" in answer.text
    assert "<html" not in answer.text


@both_ways
def test_a_discarded_draft_is_in_the_trash_and_comes_back(writer: Visitor, dovecot: Dovecot) -> None:
    press(press(begin(writer), "save").fill(text="Letzte Worte"), "discard")
    assert writer.path == "/help/"
    assert [text_of(each).strip() for each in lying(dovecot, "Trash")] == ["Letzte Worte"]
    assert lying(dovecot) == []
    writer.press("Undo")
    assert [text_of(each).strip() for each in lying(dovecot)] == ["Letzte Worte"]


def test_discarding_an_empty_page_leaves_nothing(writer: Visitor, dovecot: Dovecot) -> None:
    press(writer.open("/compose/new"), "discard")
    assert (lying(dovecot), lying(dovecot, "Trash")) == ([], [])


def test_an_answer_knows_whom_what_and_where_it_belongs(
    writer: Visitor, app: Flask, dovecot: Dovecot
) -> None:
    ref = deliver(dovecot, subject="AW: Re: Plan", more={"Message-ID": "<eins@x.example>"})
    writer.open(begin_path(app, "reply", ref))
    assert value(writer, "to") == "Boris Becker <boris.becker@schule.example>"
    assert value(writer, "subject") == "Re: Plan"
    assert value(writer, "references") == "<eins@x.example>"
    assert "Boris Becker <boris.becker@schule.example> wrote:\n> Guten Tag." in value(writer, "text")


def test_an_answer_to_all_leaves_oneself_out(writer: Visitor, app: Flask, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, to=f"{ANNA.address}, c@x.example", more={"Cc": "d@x.example"})
    writer.open(begin_path(app, "reply", ref, "?to=all"))
    assert "boris.becker" in value(writer, "to")
    assert value(writer, "cc") == "c@x.example, d@x.example"


def test_a_forwarded_message_says_what_it_was(writer: Visitor, app: Flask, dovecot: Dovecot) -> None:
    ref = deliver(
        dovecot,
        subject="Plan",
        more={"Date": "Fri, 20 Nov 2026 09:12:00 +0100"},
        files={"Plan.pdf": ("application/pdf", b"%PDF")},
    )
    writer.open(begin_path(app, "forward", ref)).sees("Plan.pdf")
    assert value(writer, "subject") == "WG: Plan"
    assert value(writer, "to") == ""
    for line in ("From: Boris Becker", "Subject: Plan", "Guten Tag.", "09:12"):
        assert line in value(writer, "text")


def test_the_words_around_a_quote_are_in_the_language_of_the_writer(
    anna: Visitor, app: Flask, dovecot: Dovecot
) -> None:
    ref = deliver(dovecot, more={"Date": "Fri, 20 Nov 2026 09:12:00 +0100"})
    anna.open(begin_path(app, "reply", ref))
    assert "20. November 2026" in value(anna, "text")


def test_an_answer_to_a_message_that_is_gone_says_so(writer: Visitor, app: Flask, dovecot: Dovecot) -> None:
    ref = deliver(dovecot)
    remove(dovecot, ref)
    assert writer.open(begin_path(app, "reply", ref)).status == 410


def test_an_answer_that_was_saved_outlives_its_original(
    writer: Visitor, app: Flask, dovecot: Dovecot
) -> None:
    ref = deliver(dovecot)
    press(writer.open(begin_path(app, "reply", ref)).fill(text="Ja."), "save")
    remove(dovecot, ref)
    assert value(writer.reload(), "text").strip() == "Ja."


def test_another_programs_draft_is_taken_up(writer: Visitor, app: Flask, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, folder="Drafts", sender=ANNA.address, subject="Von unterwegs", text="Angefangen.")
    writer.open(begin_path(app, "resume", ref))
    assert value(writer, "subject") == "Von unterwegs"
    press(writer.fill(text="Fertig."), "save")
    assert [text_of(each).strip() for each in lying(dovecot)] == ["Fertig."]


@pytest.mark.parametrize("folder", ["INBOX", "Drafts"])
def test_what_somebody_else_wrote_is_read_and_not_taken_up(
    writer: Visitor, app: Flask, dovecot: Dovecot, folder: str
) -> None:
    ref = deliver(dovecot, subject="Elternabend", folder=folder)
    writer.open(begin_path(app, "resume", ref))
    assert writer.path == message_path(app, ref)
    assert lying(dovecot, "Trash") == []


def test_boris_cannot_open_annas_writing(writer: Visitor, boris: Visitor) -> None:
    press(begin(writer), "save")
    assert boris.open(writer.url).status == 404


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/session/sign-out"])
def test_nobody_is_led_away_after_writing(writer: Visitor, back: str) -> None:
    begin(writer.open("/compose/new"))
    fields = {**form_of_page(writer), "back": back}
    button(writer, "discard")
    token = writer.page.select_one("input[name=csrf_token]")
    assert token is not None
    answer = writer.client.post(
        f"{place(writer)}/discard",
        base_url=writer.base_url,
        data={**fields, "csrf_token": str(token["value"])},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert answer.headers["Location"] == "/mailbox/"


def test_the_page_returns_to_where_it_was_begun(writer: Visitor, app: Flask, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Plan")
    opened = writer.open("/mailbox/").follow("Plan").path
    writer.follow("Reply")
    press(writer, "discard")
    assert writer.path == opened
    assert subjects(dovecot) == ["Plan"]


def test_a_row_of_the_drafts_is_taken_up_and_not_read(writer: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, folder="Drafts", sender=ANNA.address, subject="Entwurf", to=BORIS.address)
    writer.reload().follow("Drafts").follow("Entwurf")
    assert value(writer, "to") == BORIS.address
