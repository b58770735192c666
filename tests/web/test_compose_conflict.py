"""A draft that two windows have changed: both versions are shown, and what differs is said in words."""

import pytest
from flask import Flask

from tests.cast import BORIS
from tests.letters import deliver
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.deed import list_path, post
from tests.web.desk import (
    begin,
    begin_path,
    flags,
    form_of_page,
    in_english,
    lying,
    press,
    second_tab,
    send_raw,
    text_of,
    value,
)
from tests.web.test_compose_formatted import HTML, NAMED, PNG, upload, write
from webmail.mail import Draft, Writing
from webmail.web.compose.differences import differences

WRITING = Writing("<1@schule.example>")


@both_ways
def test_both_versions_are_shown_with_what_only_one_of_them_has(anna: Visitor, dovecot: Dovecot) -> None:
    writer = press(begin(in_english(anna), text="Gemeinsam.\nAlt."), "save")
    other = second_tab(writer)
    other.open(writer.path)
    press(other.fill(text="Gemeinsam.\nDort neu.", subject="Dort"), "save")
    press(writer.fill(text="Gemeinsam.\nHier neu.", subject="Hier"), "discard")
    writer.sees("Only here, not saved", "Hier neu.", "Only in the saved draft", "Dort neu.", "Dort")
    shown = [each.get_text() for each in writer.page.select(".conflict__line")]
    assert shown == ["Hier neu.", "Dort neu."]
    assert [text_of(each).strip() for each in lying(dovecot)] == ["Gemeinsam.\nDort neu."]
    assert "Hier neu." in value(writer, "text")


def test_blank_lines_and_line_ends_are_no_difference() -> None:
    found = differences(Draft(WRITING, text="a \n\nb", to="x"), Draft(WRITING, text="a\nb\n", to="x "))
    assert (found.fields, found.here, found.there) == ((), (), ())


def test_a_very_long_text_is_not_compared_line_by_line() -> None:
    here, there = "\n".join(map(str, range(1000))), "\n".join(map(str, range(1001)))
    found = differences(Draft(WRITING, text=here), Draft(WRITING, text=there))
    assert (len(found.here), len(found.there)) == (1000, 1001)


@both_ways
def test_what_is_asked_for_is_compared_too(anna: Visitor, dovecot: Dovecot) -> None:
    writer = press(begin(in_english(anna)), "save")
    other = second_tab(writer)
    other.open(writer.path).page.select_one("[name=ask_read]")["checked"] = ""  # type: ignore[index]
    press(other, "save")
    press(writer.fill(text="Hier."), "discard")
    fields = [" ".join(each.get_text(" ").split()) for each in writer.page.select(".conflict__fields div")]
    assert fields == ["Ask for a read receipt no", "Ask for a read receipt yes"]


def in_conflict(writer: Visitor, *, here: str, there: str) -> Visitor:
    """A draft of which this page has other words than the one that another page has stored."""
    other = second_tab(press(writer, "save"))
    press(other.open(writer.path).fill(text=there), "save")
    return press(writer.fill(text=here), "discard")


def drafts(store: Dovecot) -> list[tuple[str, list[str | None]]]:
    """Text and names of files of each, the oldest first."""
    found = lying(store)
    return [
        (text_of(each).strip(), [one.get_filename() for one in each.iter_attachments()]) for each in found
    ]


@both_ways
def test_both_are_kept_and_this_page_goes_on(anna: Visitor, dovecot: Dovecot) -> None:
    writer = press(begin(in_english(anna), text="Gemeinsam.").choose(plan=b"%PDF"), "attach")
    first = lying(dovecot)[0]["Message-ID"]
    press(in_conflict(writer, here="Hier.", there="Dort."), "both").sees("Both are kept.")
    assert drafts(dovecot) == [("Dort.", ["plan.bin"]), ("Hier.", ["plan.bin"])]
    assert [each["Message-ID"] == first for each in lying(dovecot)] == [True, False]
    assert value(writer, "text") == "Hier."
    press(writer.fill(text="Hier, und weiter."), "save").sees("Draft saved")
    assert drafts(dovecot) == [("Dort.", ["plan.bin"]), ("Hier, und weiter.", ["plan.bin"])]


@both_ways
def test_pressed_twice_makes_one_even_when_the_page_has_gone_on(anna: Visitor, dovecot: Dovecot) -> None:
    writer = in_conflict(begin(in_english(anna)), here="Hier.", there="Dort.")
    held = second_tab(writer)
    press(writer, "both")
    send_raw(held, form_of_page(held), "both")
    assert [text for text, _ in drafts(dovecot)] == ["Dort.", "Hier."]
    press(writer.open(writer.path).fill(text="Weiter."), "save")
    press(held, "both")
    assert (value(held, "text"), [text for text, _ in drafts(dovecot)]) == ("Weiter.", ["Dort.", "Weiter."])


def test_the_second_draft_of_a_forwarded_message_has_what_the_first_one_has(
    anna: Visitor, app: Flask, dovecot: Dovecot
) -> None:
    files = dict.fromkeys(("a.pdf", "b.pdf"), ("application/pdf", b"%PDF"))
    ref = deliver(dovecot, files=files)
    writer = in_english(anna).open(begin_path(app, "forward", ref))
    press(writer, "detach")
    press(in_conflict(writer, here="Hier.", there="Dort."), "both")
    assert drafts(dovecot) == [("Dort.", ["b.pdf"]), ("Hier.", ["b.pdf"])]


def test_messages_that_are_attached_are_marked_as_forwarded_by_either(
    anna: Visitor, app: Flask, dovecot: Dovecot
) -> None:
    ref = deliver(dovecot, subject="Elternabend")
    chosen = {"uidvalidity": str(ref.uidvalidity), "uid": str(ref.uid)}
    answer = post(in_english(anna), f"{list_path(app)}/enclose", chosen)
    writer = press(anna.open(answer.headers["Location"]), "save")
    press(in_conflict(writer, here="Hier.", there="Dort."), "both")
    press(writer.fill(to=BORIS.address, subject="Zur Kenntnis"), "save")
    assert "$Forwarded" not in flags(dovecot, ref)
    press(writer, "send").sees("Sent.")
    assert "$Forwarded" in flags(dovecot, ref)


@pytest.mark.parametrize(("kind", "flag"), [("reply", "\\Answered"), ("forward", "$Forwarded")])
def test_the_second_draft_marks_what_it_answers_or_forwards(
    anna: Visitor, app: Flask, dovecot: Dovecot, kind: str, flag: str
) -> None:
    ref = deliver(dovecot, sender=BORIS.address)
    writer = in_english(anna).open(begin_path(app, kind, ref))
    press(in_conflict(writer, here="Hier.", there="Dort."), "both")
    press(writer.fill(to=BORIS.address), "send").sees("Sent.")
    assert flag in flags(dovecot, ref)


def test_a_formatted_text_keeps_its_form_and_its_pictures(anna: Visitor, dovecot: Dovecot) -> None:
    writer = begin(in_english(anna))
    write(writer, HTML)
    upload(writer, PNG)
    html = f'{HTML}<img src="cid:{NAMED}" alt="Plan">'
    write(writer, html)
    other = second_tab(press(writer, "save"))
    press(other.open(writer.path).fill(subject="Dort"), "save")
    write(writer, html.replace("Guten", "Schönen"))
    press(press(writer, "discard"), "both")
    kept = lying(dovecot)
    bodies = [str(each.get_body(("html",)).get_content()) for each in kept]  # type: ignore[union-attr]
    assert ["Schönen <b>Tag</b>" in each for each in bodies] == [False, True]
    for each in kept:
        shown = [part.get_payload(decode=True) for part in each.walk() if part["Content-ID"]]
        assert (shown, f"cid:{NAMED}" in bodies[kept.index(each)]) == ([PNG], True)
