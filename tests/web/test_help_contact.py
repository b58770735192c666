"""The support address: people read and copy it, and no harvester finds it in what the server sends."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

import webmail
from tests.form import words
from tests.visitor import Visitor
from webmail.web.help.spelling import protected, spelled

ADDRESS = "hilfe@schule.example"
CSS = Path(webmail.__file__).parent / "static" / "css" / "help.css"
AT = r"(?:@|\(at\)|\[at\]|\{at\}|<at>|\bat\b|\(ät\)|\bät\b|\(a\)|\(@\)|\[@\])"
DOT = r"(?:\.|\(dot\)|\[dot\]|\{dot\}|\bdot\b|\(punkt\)|\bpunkt\b)"
PATTERN = re.compile(
    rf"([\w+-]+(?:\s*{DOT}\s*[\w+-]+)*)\s*{AT}\s*([\w-]+(?:\s*{DOT}\s*[\w-]+)+)", re.IGNORECASE
)


def readings(source: str) -> Iterator[str]:
    """What a harvester makes of a page before it looks: as it is, decoded, without tags, without spaces."""
    decoded = html.unescape(source)
    page = BeautifulSoup(source, "html.parser")
    for hidden in page.find_all(["script", "style", "template"]) + page.find_all(hidden=True):
        hidden.decompose()
    yield source
    yield decoded
    for between in ("", " "):
        yield re.sub(r"<[^>]*>", between, decoded)
        yield re.sub(r"(?:<[^>]*>)+|&\w+;|&#\w+;", between, source)
        yield page.get_text(between)
        yield re.sub(r"\s+", "", page.get_text(between))
    for tag in page.find_all(True):
        for value in tag.attrs.values():
            yield html.unescape(str(value))
            yield str(value)[::-1]
    yield page.get_text("")[::-1]


def harvested(source: str) -> set[str]:
    """Every address found, in every reading, with the usual disguises undone."""
    found = set()
    for reading in readings(source):
        for local, domain in PATTERN.findall(reading):
            undone = [re.sub(rf"\s*{DOT}\s*", ".", piece, flags=re.IGNORECASE) for piece in (local, domain)]
            found.add("@".join(undone).lower())
    return found


@pytest.mark.parametrize(
    "disguised",
    [
        "hilfe@schule.example",
        '<a href="mailto:hilfe@schule.example">schreiben</a>',
        "hilfe&#64;schule&#46;example",
        "hilfe (at) schule.example",
        "hilfe [at] schule [dot] example",
        "hilfe at schule dot example",
        "<b>hilfe</b>@<b>schule</b>.<b>example</b>",
        "<span>hilfe</span><wbr><span> (at) </span><wbr><span>schule.example</span>",
        "<i>h</i><i>i</i><i>l</i><i>f</i><i>e</i> <i>@</i> <i>schule</i> <i>.</i> <i>example</i>",
        "hilfe<span hidden>nicht</span>@schule.example",
        "<bdo dir='rtl'>elpmaxe.eluhcs@eflih</bdo>",
        "<p data-to='hilfe@schule.example'>",
    ],
)
def test_the_harvester_finds_what_is_disguised_as_usual(disguised: str) -> None:
    assert ADDRESS in harvested(f"<html><body><p>Schreiben Sie an {disguised} oder rufen Sie an.</p>")


def of_the_helpdesk(found: set[str]) -> set[str]:
    """What would reach the helpdesk, or could be made to."""
    return {each for each in found if each.startswith("hilfe@") or each.endswith("@schule.example")}


@pytest.mark.parametrize("path", ["/help/", "/help/contact"])
def test_the_harvester_finds_nothing_in_our_pages(visitor: Visitor, path: str) -> None:
    assert of_the_helpdesk(harvested(visitor.open(path).body.decode())) == set()


def test_the_harvester_finds_nothing_in_english_either(visitor: Visitor) -> None:
    visitor.open("/session/").press("English")
    source = visitor.open("/help/contact").sees("followed by").body.decode()
    assert of_the_helpdesk(harvested(source)) == set()


@pytest.mark.parametrize("path", ["/help/", "/help/contact"])
def test_what_is_left_for_people_is_the_address_itself(visitor: Visitor, path: str) -> None:
    """Seen by a browser, and by screen readers through it: tests/browser/test_help.py."""
    shown = visitor.open(path).page.select_one("main .spelled")
    assert shown is not None
    for between in shown.select(".spelled__between"):
        between.decompose()
    assert shown.get_text() == ADDRESS
    assert re.search(r"\.spelled__between {\s*display: none;\s*}", CSS.read_text(encoding="utf-8"))


def test_without_our_styles_it_can_still_be_read(visitor: Visitor) -> None:
    shown = visitor.open("/help/contact").page.select_one(".spelled")
    assert shown is not None
    assert words(shown.get_text()) == (
        "hilfe gefolgt von @ gefolgt von schule gefolgt von . gefolgt von example"
    )


def test_addresses_in_a_text_are_taken_to_pieces_and_nothing_is_lost() -> None:
    text = "Schreiben Sie an it.hilfe@amt.schule.example, oder @ uns."
    pieces = protected(text)
    assert "".join(each if isinstance(each, str) else "".join(each) for each in pieces) == text
    assert spelled("it.hilfe@amt.schule.example") in pieces
