"""Signatures and text blocks that are formatted: kept cleaned, with their twin, and put into messages."""

import pytest
from bs4 import Tag

from tests.cast import ANNA
from tests.conftest import MakeApp
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor
from tests.web.deed import post
from tests.web.desk import in_english, lying, place, press
from webmail.config import Config, ConfigError

BOLD = "<div><b>Anna Arnold</b></div><ul><li>Goethe</li></ul>"
BOLD_TWIN = "Anna Arnold\n- Goethe"
HOSTILE = (
    '<div style="position:fixed;inset:0;color:#a3262a"><script>evil()</script><b onclick="evil()">Anna</b>'
    '<img src="https://x.example/seen.gif" alt="Logo"><img src="cid:' + "0" * 32 + '@inline">'
    '<form action="https://x.example/"><input name="password"></form>'
    '<span style="position:fixed;color:#a3262a">red</span><a href="javascript:evil()">here</a></div>'
)
BAD = ("script", "evil", "onclick", "<img", "seen.gif", "cid:", "<form", "<input", "position", "javascript")
each_list = pytest.mark.parametrize("where", ["signatures", "blocks"])


def keep(visitor: Visitor, where: str, html: str, at: str = "", **more: str) -> None:
    """As the editor sends it."""
    fields = {"name": "Look", "text": "", "html": html, "editor": "on", "shape": "formatted", **more}
    answer = post(visitor.open("/help/"), at or f"/settings/{where}/new", fields)
    assert answer.status_code == 303, answer.text


def opened(visitor: Visitor, where: str) -> Visitor:
    return visitor.open(f"/settings/{where}").follow("Look")


def typed(visitor: Visitor) -> str:
    found = visitor.page.select_one("textarea[name=text]")
    assert isinstance(found, Tag)
    return found.get_text().replace("\r\n", "\n").removeprefix("\n")


def kept_html(visitor: Visitor) -> str:
    found = visitor.page.select_one("input[name=html]")
    assert isinstance(found, Tag)
    return str(found["value"])


@each_list
def test_it_opens_as_it_was_kept_with_its_twin_for_those_without_script(writer: Visitor, where: str) -> None:
    keep(writer, where, BOLD)
    opened(writer, where)
    assert kept_html(writer) == BOLD
    assert typed(writer) == BOLD_TWIN
    assert writer.has("#editor[data-behavior=editor]")
    assert not writer.has("[data-command=picture]")


@each_list
def test_hostile_html_is_cleaned_before_it_is_kept(writer: Visitor, where: str) -> None:
    keep(writer, where, HOSTILE)
    html = kept_html(opened(writer, where))
    assert "<b>Anna</b>" in html
    assert '<span style="color: #a3262a">red</span>' in html
    assert [each for each in BAD if each in html] == []


@each_list
@pytest.mark.parametrize(
    "html", ["<b>x</b>" * 20_000, "<div>" * 3_500 + "x", "<b>" * 3_000 + "x", "x" * 20_001]
)
def test_what_is_too_long_or_too_deep_is_refused_at_its_field(writer: Visitor, where: str, html: str) -> None:
    fields = {"name": "Look", "text": "", "html": html, "editor": "on"}
    answer = post(writer.open("/help/"), f"/settings/{where}/new", fields)
    assert answer.status_code == 422
    assert "too long to be kept here" in answer.text
    writer.open(f"/settings/{where}").misses("Look")


@each_list
def test_without_script_it_stays_formatted_until_its_words_change(writer: Visitor, where: str) -> None:
    keep(writer, where, BOLD)
    opened(writer, where).fill(name="Look 2").press("Save")
    assert kept_html(_second(writer, where)) == BOLD
    writer.fill(text="Other words").press("Save")
    _second(writer, where)
    assert kept_html(writer) == ""
    assert typed(writer) == "Other words"
    assert not writer.has("#editor")


def _second(visitor: Visitor, where: str) -> Visitor:
    return visitor.open(f"/settings/{where}").follow("Look 2")


def test_a_plain_signature_opens_plain_and_can_be_formatted(writer: Visitor) -> None:
    fields = {"name": "Look", "text": "**Anna** <x>"}
    assert post(writer.open("/help/"), "/settings/signatures/new", fields).status_code == 303
    opened(writer, "signatures")
    assert not writer.has("#editor")
    writer.press("Format the text")
    assert kept_html(writer) == "<div><b>Anna</b> &lt;x&gt;</div>"
    writer.press("Text only, without formatting")
    assert (kept_html(writer), typed(writer)) == ("", "**Anna** <x>")
    # Nothing is kept by that.
    assert typed(opened(writer, "signatures")) == "**Anna** <x>"


def test_a_formatted_signature_stands_as_it_looks_in_a_message(writer: Visitor, dovecot: Dovecot) -> None:
    keep(writer, "signatures", BOLD, for_new="y")
    writer.open("/compose/new")
    assert f"<div>--\xa0</div>{BOLD}" in kept_html(writer).replace("&nbsp;", "\xa0")
    assert typed(writer).endswith(f"-- \n{BOLD_TWIN}")
    writer.press("Text only, without formatting")
    assert typed(writer).endswith(f"-- \n{BOLD_TWIN}")
    assert lying(dovecot) == []


def test_another_signature_takes_the_place_of_a_formatted_one(writer: Visitor) -> None:
    keep(writer, "signatures", BOLD, for_new="y")
    keep(writer, "signatures", "<div><i>Short</i></div>", name="Kurz")
    writer.open("/compose/new").fill(subject="Plan").press("Kurz")
    html = kept_html(writer)
    assert "<i>Short</i>" in html
    assert "Anna Arnold" not in html


@pytest.mark.parametrize("shape", ["formatted", "plain"])
def test_a_block_comes_formatted_or_as_its_twin_and_its_values_are_words(writer: Visitor, shape: str) -> None:
    keep(writer, "blocks", "<div>Class <b>{class}</b></div>", subject="")
    writer.open("/compose/new")
    if shape == "plain":
        writer.press("Text only, without formatting")
    press(writer, "blocks")
    chosen = writer.page.select_one(".blocks__one")
    assert isinstance(chosen, Tag)
    fields = {"block": str(chosen["value"]), "class": "7b <i>&", "text": "Hi"}
    fields |= {"html": "<div>Hi</div>", "shape": shape} if shape == "formatted" else {"shape": shape}
    answer = post(writer, f"{place(writer)}/insert", fields)
    writer.open(answer.headers["Location"])
    assert "Class 7b <i>&" in typed(writer)
    marked = "<div>Class <b>7b &lt;i&gt;&amp;</b></div>"
    assert (marked in kept_html(writer)) is (shape == "formatted")


def test_a_school_has_formatted_blocks_and_hostile_ones_are_cleaned(
    make_app: MakeApp, config: Config
) -> None:
    told = f"[[block]]\nname = \"School\"\nhtml = '''{HOSTILE}'''\n"
    (config.instance / "text_blocks.toml").write_text(told, encoding="utf-8")
    anna = in_english(Visitor(make_app()).sign_in(ANNA))
    anna.open("/settings/blocks").sees("School", "Anna")
    press(anna.open("/compose/new"), "blocks")
    chosen = anna.page.select_one(".blocks__one")
    assert isinstance(chosen, Tag)
    html = str(chosen["data-html"])
    assert "<b>Anna</b>" in html
    assert [each for each in BAD if each in html] == []


@pytest.mark.parametrize("html", ["<script>x</script>", "<div>" * 2_000 + "x"])
def test_a_block_of_the_school_that_cannot_be_shown_stops_the_start(
    make_app: MakeApp, config: Config, html: str
) -> None:
    told = f"[[block]]\nname = \"School\"\nhtml = '''{html}'''\n"
    (config.instance / "text_blocks.toml").write_text(told, encoding="utf-8")
    with pytest.raises(ConfigError, match="School"):
        make_app()
