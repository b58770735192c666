"""Bombs are answered at once: shown, or refused with a text view."""

from base64 import b64encode
from random import Random

import pytest

from webmail.mail.errors import TooLarge
from webmail.mail.part import Part
from webmail.mail.reading.choice import choose
from webmail.mail.reading.html import clean
from webmail.mail.reading.opened import BodyKind, make_body
from webmail.mail.reading.text import to_plain

MILLION = 1_000_000
PICTURE = b64encode(Random(2).randbytes(700_000)).decode()


def numbered(piece: str, times: int) -> str:
    return "".join(piece.replace("N", str(number)) for number in range(times))


BOMBS = {
    "elements": "<p>x</p>" * 100_000,
    "levels": "<div>" * 50_000,
    "levels hidden in comments": "<div><!--</div>-->" * 9_900,
    "levels hidden in values": "<div x='</div>'>" * 14_900,
    "levels in tables": "<div><table></div></table>" * 7_400,
    "lists": "<ul><li>" * 14_900,
    "entities": "&nbsp;" * (MILLION // 6),
    "bare ampersands": "&" * 500_000,
    "some bare ampersands": "&" * 59_000 + "x" * 500_000,
    "unknown entities": "&unbekannt" * 59_000,
    "long number": "&#" + "9" * MILLION,
    "attributes": "<a " + numbered("bN ", 120_000) + ">",
    "attributes with tags in values": "<a " + numbered('bN="<a>" ', 29_000) + ">",
    "attributes over brackets": "<a " + numbered('bN=">"', 90_000) + ">",
    "huge value": '<img alt="' + "a " * 500_000 + '">',
    "huge picture": '<img src="data:image/png;base64,' + "A/" * 500_000 + '">',
    "reopened": "<p>" + numbered("<b a=N>", 14_000) + "</p>" + "<p>x" * 14_000,
    "reopened behind tables": "<p>"
    + numbered("<b a=N><table></b></table>", 3_000)
    + "</p>"
    + "<p>x</p>" * 5_000,
    "reopened behind comments": "<p>" + numbered("<b a=N><!--</b>-->", 5_000) + "</p>" + "<p>x</p>" * 5_000,
    "reopened in cells": "<td><p>"
    + numbered("<b a=N><table><td></b></table>", 2_000)
    + "</p>"
    + "<p>x</p>" * 5_000,
    "fostered": "<table>" + "x<i></i>" * 9_900,
    "styles": numbered('<p style="color:#N;width:calc(Npx)">', 20_000),
    "broken styles": numbered('<p style="' + "(" * 4000 + 'N">', 240),
    "lying links": numbered('<a href="http://eN.example/">www.a.example</a>', 9_000),
    "open links": '<a href="x">' * 29_000,
    "brackets": "<" * 29_000,
    "quotes": "='\"" * 300_000,
    "body": "<body " + "style=" * 150_000,
    "open comments": "<!--" * 29_000,
    "open titles": "<title" * 29_000,
    "nothing": "\x00" * MILLION,
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_shown_or_refused_within_two_seconds(bomb: str, quickly: None) -> None:
    part = Part("1", "text/html", size=len(bomb))
    body = make_body(choose(part), html=bomb.encode(), plain=None, images=False, part_url={}.get)
    assert body.kind in (BodyKind.HTML, BodyKind.TOO_LARGE)


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_bomb_gives_its_words_within_two_seconds(bomb: str, quickly: None) -> None:
    assert len(to_plain(bomb)) <= len(bomb)


@pytest.mark.parametrize(
    "html",
    [
        "x" * (1024 * 1024 + 1),
        "<br>" * 30_001,
        "<div>" * 1001 + "x",
        BOMBS["attributes"],
        BOMBS["reopened"],
        "&" * 60_001,
    ],
    ids=["size", "tags", "depth", "attributes", "formatting", "ampersands"],
)
def test_above_a_bound_html_is_refused(html: str) -> None:
    with pytest.raises(TooLarge):
        clean(html, images=False, part_url={}.get)


@pytest.mark.parametrize(
    "html",
    [
        "x" * (1024 * 1024),
        "<br>" * 30_000,
        "<div>" * 1000 + "x" + "</div>" * 1000,
        '<p>Ein <b>Wort</b> und <i>noch <font size="2">eins</font></i><br>' * 3000,
        "<table><tr><td><font color=red><b>x</font></b></td></tr></table>" * 1500,
        '<img src="data:image/png;base64,' + PICTURE + '">',
        "<pre>" + "Zeile mit Worten\n" * 40_000 + "</pre>",
    ],
    ids=["size", "tags", "depth", "formatting", "sloppy cells", "picture", "long text"],
)
def test_below_the_bounds_html_is_cleaned(html: str, quickly: None) -> None:
    assert clean(html, images=False, part_url={}.get).html


def test_refused_html_is_shown_as_the_senders_own_text() -> None:
    plain = Part("1", "text/plain")
    html = Part("2", "text/html")
    choice = choose(Part("", "multipart/alternative", parts=(plain, html)))
    body = make_body(choice, html=b"<br>" * 40_000, plain=b"Hallo <b>", images=False, part_url={}.get)
    assert (body.kind, body.html) == (BodyKind.TOO_LARGE, "Hallo &lt;b&gt;")


def test_refused_html_without_text_is_shown_as_its_words() -> None:
    choice = choose(Part("1", "text/html"))
    body = make_body(
        choice, html=b"<p>Hallo</p>" + b"<br>" * 40_000, plain=None, images=False, part_url={}.get
    )
    assert (body.kind, body.html) == (BodyKind.TOO_LARGE, "Hallo")
