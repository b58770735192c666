"""Signatures, text blocks and sender among the settings: kept, ordered, removed, refused."""

import pytest
from flask import Flask

from tests.cast import ANNA
from tests.conftest import MakeApp
from tests.visitor import Visitor, both_ways
from tests.web.deed import post
from tests.web.desk import in_english
from webmail.config import IdentityRules

LISTS = {"signatures": "New signature", "blocks": "New text block"}
each_list = pytest.mark.parametrize("where", LISTS)


@pytest.fixture
def free(make_app: MakeApp, mode: str) -> Visitor:
    """Anna, where names are left to people."""
    return in_english(Visitor(make_app(identity=IdentityRules(name="own")), mode=mode).sign_in(ANNA))


def keep(visitor: Visitor, where: str, name: str, text: str = "Words") -> Visitor:
    return visitor.open(f"/settings/{where}").follow(LISTS[where]).fill(name=name, text=text).press("Save")


def names(visitor: Visitor) -> list[str]:
    return [each.get_text(strip=True) for each in visitor.page.select(".text__link b")]


@both_ways
@each_list
def test_one_is_made_changed_and_removed_after_a_question(writer: Visitor, where: str) -> None:
    keep(writer, where, "First").sees("Saved.")
    writer.follow("First").fill(name="Better", text="Other words").press("Save")
    assert names(writer) == ["Better"]
    writer.sees("Other words").press("Remove: Better").sees("Remove “Better”?", "stay as they are")
    writer.press("Remove")
    assert names(writer) == []


@both_ways
@each_list
def test_the_order_is_the_persons(writer: Visitor, where: str) -> None:
    for name in ("A", "B", "C"):
        keep(writer, where, name)
    writer.press("Up: C")
    assert names(writer) == ["A", "C", "B"]
    writer.press("Down: A")
    assert names(writer) == ["C", "A", "B"]


@each_list
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "", "text": "x"}, "one line"),
        ({"name": "a\r\nb", "text": "x"}, "one line"),
        ({"name": "x" * 61, "text": "x"}, "one line"),
        ({"name": "x", "text": " "}, "Please write a text"),
        ({}, "one line"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field_and_stays_typed(
    writer: Visitor, where: str, fields: dict[str, str], sentence: str
) -> None:
    answer = post(writer.open("/help/"), f"/settings/{where}/new", fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert names(writer.open(f"/settings/{where}")) == []


def test_the_first_signature_is_meant_for_everything(writer: Visitor) -> None:
    keep(writer, "signatures", "A").sees("New messages · Replies and forwarded messages")
    assert not writer.open("/settings/signatures/new").has("input[checked]")


def test_one_that_is_to_be_used_takes_the_place_of_the_other(writer: Visitor) -> None:
    keep(writer, "signatures", "A")
    fields = {"name": "B", "text": "b", "for_answers": "y"}
    assert post(writer, "/settings/signatures/new", fields).status_code == 303
    marks = [each.get_text() for each in writer.open("/settings/signatures").page.select(".entry__mark")]
    assert marks == ["New messages", "Replies and forwarded messages"]


def test_boris_comes_to_none_of_annas_signatures(writer: Visitor, boris: Visitor) -> None:
    keep(writer, "signatures", "A")
    at = str(writer.page.select_one(".text__link")["href"])  # type: ignore[index]
    assert boris.open(at).status == 404
    for verb, fields in (("", {"name": "x", "text": "x"}), ("/move", {}), ("/remove", {"sure": "yes"})):
        assert post(boris.open("/help/"), at + verb, fields).status_code == 404
    assert names(writer.open("/settings/signatures")) == ["A"]


def test_a_placeholder_that_is_none_is_told(writer: Visitor) -> None:
    keep(writer, "blocks", "A", "{name} {klasse} {plcae}")
    writer.sees("Not a placeholder, so it stays as it is: {plcae}")


@each_list
def test_a_stranger_sees_and_changes_nothing(visitor: Visitor, where: str) -> None:
    assert visitor.open(f"/settings/{where}").path == "/session/"
    assert post(visitor, f"/settings/{where}/new", {"name": "x", "text": "x"}).status_code == 401


def test_the_settings_lead_to_all_three(writer: Visitor) -> None:
    for name in ("Signatures", "Text blocks", "Sender"):
        assert writer.open("/settings/").follow(name).heading == name
        assert writer.follow("Settings").heading == "Settings"


def test_where_one_looks_for_more_accounts_it_is_said_that_there_are_none(writer: Visitor) -> None:
    writer.open("/settings/").follow("More accounts")
    assert writer.heading == "Why no other accounts?"


# -- the sender ------------------------------------------------------------------------------


def test_a_locked_name_is_shown_and_refused(writer: Visitor, app: Flask) -> None:
    writer.open("/settings/sender").sees("Anna Arnold", ANNA.address, "come from the staff records")
    assert not writer.has("main input[name=name]")
    answer = post(writer, "/settings/sender", {"name": "Chef"})
    assert answer.status_code == 403
    assert "comes from the staff records" in answer.text
    writer.open("/settings/sender").misses("Chef")


@both_ways
def test_an_own_name_is_kept(free: Visitor) -> None:
    free.open("/settings/sender").fill(name="Dr. Anna Öztürk").press("Save").sees("Saved.")
    free.open("/settings/").sees(f"Dr. Anna Öztürk <{ANNA.address}>")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Chef\r\nBcc: x@y.example", "one line"),
        ("Anna\u202e", "without invisible characters"),
        ("anna@x.example", "must not contain an address"),
        ("x" * 101, "at most 100"),
    ],
)
def test_a_name_that_misleads_is_refused_at_its_field(free: Visitor, name: str, sentence: str) -> None:
    answer = post(free.open("/settings/sender"), "/settings/sender", {"name": name})
    assert answer.status_code == 422
    assert sentence in answer.text
    free.open("/settings/").sees(f"Anna Arnold <{ANNA.address}>")
