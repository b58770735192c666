"""Text blocks while writing: the list, what is filled in, where it goes; and those of the school."""

import pytest
from flask import Flask

from tests.cast import ANNA
from tests.conftest import MakeApp
from tests.letters import deliver
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.deed import post
from tests.web.desk import begin, begin_path, in_english, lying, place, press, value
from webmail.accounts.lookup import find_by_address
from webmail.config import Config
from webmail.database import db
from webmail.policy import Feature

INVITATION = "Dear parents of {class},\n\nsee you on {date} in {place}.\n\n{name}"
SHARED = """
[[block]]
name = "For everybody"
text = "Welcome."

[[block]]
name = "For Goethe"
text = "Goethe greets."
school = "Goethe"
"""


def keep(visitor: Visitor, name: str, text: str, *, subject: str = "", template: bool = False) -> Visitor:
    visitor.open("/settings/blocks/new").fill(name=name, text=text, subject=subject)
    if template:
        visitor.page.select_one("input[name=template]")["checked"] = ""  # type: ignore[index]
    return visitor.press("Save").sees("Saved.")


@pytest.fixture
def writer(anna: Visitor) -> Visitor:
    """Anna with one block."""
    in_english(anna)
    keep(anna, "Invitation", INVITATION, subject="Class {class}")
    return anna


def text(visitor: Visitor) -> str:
    return value(visitor, "text").replace("\r\n", "\n")


def offered(visitor: Visitor) -> list[str]:
    return [each.get_text(" ", strip=True) for each in visitor.page.select(".blocks__one b")]


def look(visitor: Visitor) -> Visitor:
    return press(visitor, "blocks")


def test_without_script_the_list_is_a_page_and_the_block_comes_into_the_text(
    writer: Visitor, dovecot: Dovecot
) -> None:
    begin(writer, subject="Evening of class 7b", text="Hello\n\n-- \nAnna")
    look(writer)
    assert writer.heading == "Insert text block"
    writer.press("Invitation").sees("Text block inserted. Still to be filled in: {place}")
    told = text(writer)
    assert told.startswith("Hello\n\nDear parents of 7b,\n\nsee you on ")
    assert told.endswith("in {place}.\n\nAnna Arnold\n\n-- \nAnna") or "{place}" in told
    assert value(writer, "subject") == "Evening of class 7b"
    assert len(lying(dovecot)) == 1


def test_what_was_typed_before_the_list_is_not_lost(writer: Visitor) -> None:
    begin(writer, text="Hello")
    look(writer).follow("Back")
    assert (text(writer), value(writer, "subject")) == ("Hello", "Wandertag")


def test_with_script_the_list_comes_into_the_form(writer: Visitor) -> None:
    begin(writer, text="Hello")
    fields = {
        str(each["name"]): value(writer, str(each["name"]))
        for each in writer.page.select("#compose [name]")
        if each["name"] in ("to", "subject", "text", "page", "base", "csrf_token")
    }
    answer = writer.client.post(
        f"{place(writer)}/blocks",
        base_url=writer.base_url,
        data=fields,
        headers={"HX-Request": "true", "HX-Target": "blocks", "Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<section class="blocks" id="blocks"')
    assert 'id="saved"' in answer.text
    assert "<html" not in answer.text


def test_a_subject_comes_where_there_is_none(writer: Visitor) -> None:
    begin(writer, subject="", text="")
    look(writer).fill(Class="10a").press("Invitation")
    assert value(writer, "subject") == "Class 10a"
    assert text(writer).startswith("Dear parents of 10a,")


def test_an_empty_page_that_looks_at_the_list_stores_nothing(writer: Visitor, dovecot: Dovecot) -> None:
    look(writer.open("/compose/new"))
    assert lying(dovecot) == []


def test_templates_come_first_in_an_answer(writer: Visitor, app: Flask, dovecot: Dovecot) -> None:
    keep(writer, "Sick note", "Thank you.", template=True)
    look(writer.open("/compose/new"))
    assert offered(writer) == ["Invitation", "Sick note"]
    look(writer.open(begin_path(app, "reply", deliver(dovecot))))
    assert offered(writer) == ["Sick note", "Invitation"]
    writer.press("Sick note")
    assert text(writer).startswith("Thank you.\n\nOn ")
    assert value(writer, "subject").startswith("Re: ")


@pytest.mark.parametrize("block", ["own-999", "shared-0", "", "own-1; DROP"])
def test_a_block_that_is_not_offered_is_not_there(writer: Visitor, block: str) -> None:
    where = place(writer.open("/compose/new"))
    assert post(writer, f"{where}/insert", {"block": block}).status_code == 404


def test_boris_gets_nothing_of_annas(writer: Visitor, boris: Visitor, app: Flask) -> None:
    number = writer.open("/settings/blocks").page.select_one(".text__link")["href"]  # type: ignore[index]
    boris.open("/mailbox/")
    assert boris.open(str(number)).status == 404
    for verb, fields in (
        ("", {"name": "x", "text": "x"}),
        ("/move", {"way": "up"}),
        ("/remove", {"sure": "yes"}),
    ):
        assert post(boris.open("/help/"), f"{number}{verb}", fields).status_code == 404
    look(boris.open("/compose/new"))
    assert offered(boris) == []
    assert offered(look(writer.open("/compose/new"))) == ["Invitation"]


def test_a_school_has_blocks_of_its_own(make_app: MakeApp, config: Config) -> None:
    (config.instance / "text_blocks.toml").write_text(SHARED, encoding="utf-8")
    app = make_app()
    anna = in_english(Visitor(app).sign_in(ANNA))
    look(anna.open("/compose/new"))
    assert offered(anna) == ["For everybody"]
    with app.app_context():
        find_by_address(ANNA.address).school = "Goethe"  # type: ignore[union-attr]
        db.session.commit()
    look(anna.open("/compose/new"))
    assert offered(anna) == ["For everybody", "For Goethe"]
    anna.press("For Goethe")
    assert text(anna) == "Goethe greets."
    anna.open("/settings/blocks").sees("From your school", "Goethe greets.")


@pytest.mark.parametrize(
    "hostile", ["</textarea><script>x</script>", "{{ 7*7 }}{% raw %}", "a\r\nBcc: x@y.example"]
)
@both_ways
def test_a_hostile_block_stays_text(anna: Visitor, dovecot: Dovecot, hostile: str) -> None:
    keep(in_english(anna), "Hostile", hostile)
    look(anna.open("/compose/new").fill(to="b@x.example", subject="S")).press("Hostile")
    assert text(anna) == hostile.replace("\r\n", "\n")
    assert not anna.has("#compose script")
    stored = lying(dovecot)[0]
    assert (stored["Bcc"], stored["Subject"]) == (None, "S")


def test_a_class_with_a_line_end_begins_no_header(writer: Visitor, dovecot: Dovecot) -> None:
    where = place(begin(writer, subject="", text=""))
    look(writer)
    key = writer.page.select_one(".blocks__one")["value"]  # type: ignore[index]
    fields = {"block": str(key), "class": "7b\r\nBcc: x@y.example"}
    assert post(writer, f"{where}/insert", fields).status_code == 303
    stored = lying(dovecot)[0]
    assert stored["Bcc"] is None
    assert stored["Subject"].startswith("Class 7b Bcc: x@y")


def test_the_list_of_a_message_that_is_somebody_elses_is_not_there(writer: Visitor, boris: Visitor) -> None:
    where = place(writer.open("/compose/new"))
    assert boris.open(f"{where}/blocks").status == 404


def test_switched_off_nothing_is_inserted_while_writing_either(make_app: MakeApp, dovecot: Dovecot) -> None:
    anna = in_english(Visitor(make_app(features={Feature.TEXT_BLOCKS: False})).sign_in(ANNA))
    where = place(begin(anna))
    for verb in ("blocks", "insert"):
        answer = post(anna, f"{where}/{verb}", {"text": "Hallo", "block": "shared-0"})
        assert answer.status_code == 403
        assert "Text blocks are switched off" in answer.text
        assert "Hallo" in answer.text
    assert anna.open(f"{where}/blocks").status == 403
    assert lying(dovecot) == []
