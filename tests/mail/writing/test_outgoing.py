"""The HTML that we send is little and harmless, and its twin says the same words."""

import random
from contextlib import suppress
from email import message_from_bytes, policy
from html.parser import HTMLParser
from pathlib import Path
from time import process_time

import pytest
from bleach.sanitizer import Cleaner

from webmail.mail.errors import TooLarge
from webmail.mail.writing.outgoing import (
    COLOURS,
    SIZES,
    clean_outgoing,
    formatted,
    no_picture,
    shown_pictures,
    taken_over,
)
from webmail.mail.writing.twin import says_more, twin

CORPUS = Path(__file__).parents[2] / "corpus"
OWN = "0123456789abcdef0123456789abcdef@inline"
TAGS = {
    "p",
    "div",
    "br",
    "b",
    "strong",
    "i",
    "em",
    "u",
    "s",
    "ul",
    "ol",
    "li",
    "blockquote",
    "a",
    "span",
    "img",
}
ATTRIBUTES = {"a": {"href"}, "span": {"style"}, "img": {"src", "alt", "width", "height"}}
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='jav&#x09;ascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>1</script>'>x</a>",
    "<div hx-get=/mailbox hx-trigger=load>x</div>",
    "<div data-hx-post=/session/sign-out data-behavior=autosave>x</div>",
    "<form action=/session/sign-out><button name=x>x</button></form>",
    "<p class=header id=compose style='position:fixed'>x</p>",
    "<span style='color:red;background:url(//evil.example)'>x</span>",
    "<span style='color: #a3262a; color: expression(1)'>x</span>",
    "<svg><style><img title='</style><img src=x onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<img src='cid:foreign@evil.example'>",
    "<img src='http://evil.example/pixel'>",
    "<img src='data:image/png;base64,AAAA'>",
    f"<img src='cid:{OWN}' srcset='http://evil.example/x 2x' style='width:1px'>",
    "<base href=//evil.example><meta http-equiv=refresh content=0><link rel=stylesheet href=x>",
    "<iframe srcdoc='<script>1</script>'></iframe><object data=x></object><embed src=x>",
    "<textarea></textarea><img src=x onerror=1>",
    "\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
]


class Seen(HTMLParser):
    """Every element and attribute, as another parser reads them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def wrong(html: str) -> list[str]:
    """What stands in it and may not."""
    found: list[str] = []
    for tag, attributes in Seen(html).found:
        found += [] if tag in TAGS else [tag]
        found += [f"{tag} {name}" for name in attributes if name not in ATTRIBUTES.get(tag, set())]
        address = (attributes.get("href") or "http:").lower()
        found += [] if address.startswith(("http:", "https:", "mailto:")) else [address]
        source = attributes.get("src") or "cid:"
        found += [] if source.startswith("cid:") else [source]
    return found


def bodies() -> list[str]:
    """Every HTML in the corpus of messages."""
    found: list[str] = []
    for path in sorted(CORPUS.rglob("*.eml")):
        for part in message_from_bytes(path.read_bytes(), policy=policy.compat32).walk():
            if part.get_content_type() == "text/html":
                found.append((part.get_payload(decode=True) or b"").decode("utf-8", "replace"))  # type: ignore[union-attr]
    return found


@pytest.mark.parametrize("html", [*HOSTILE, *bodies()], ids=range(len(HOSTILE) + len(bodies())))
def test_nothing_but_our_elements_leaves_the_cleaner(html: str) -> None:
    clean = clean_outgoing(html)
    assert wrong(clean) == []
    assert clean_outgoing(clean) == clean


@pytest.mark.parametrize("html", [*HOSTILE, *bodies()], ids=range(len(HOSTILE) + len(bodies())))
def test_another_cleaner_finds_nothing_to_take_out(html: str) -> None:
    clean = clean_outgoing(html)
    other = Cleaner(
        tags=TAGS,
        attributes={tag: sorted(names - {"style"}) for tag, names in ATTRIBUTES.items()},
        protocols={"http", "https", "mailto", "cid"},
    )
    kept = [(tag, set(attributes) - {"style"}) for tag, attributes in Seen(clean).found]
    assert [(tag, set(attributes)) for tag, attributes in Seen(other.clean(clean)).found] == kept


def test_what_is_cleaned_once_stays_as_it_is() -> None:
    chance = random.Random(7)
    pieces = [
        *HOSTILE,
        "<p>",
        "</p>",
        "<b>",
        "</i>",
        "<li>",
        "<ul>",
        "</blockquote>",
        "<td>x",
        "a &amp; b\n",
        "\xa0",
    ]
    for _ in range(400):
        clean = clean_outgoing("".join(chance.choices(pieces, k=12)))
        assert clean_outgoing(clean) == clean


@pytest.mark.parametrize("colour", COLOURS.values())
def test_colours_and_sizes_of_ours_stay(colour: str) -> None:
    for size in SIZES.values():
        html = f'<span style="color: {colour}; font-size: {size}">x</span>'
        assert clean_outgoing(html) == html


def test_only_our_own_pictures_are_shown() -> None:
    html = f'<img src="cid:{OWN}" alt="Plan"><img src="cid:other@evil.example" alt="a <b>">'
    assert clean_outgoing(html) == f'<img src="cid:{OWN}" alt="Plan">[a &lt;b&gt;]'
    assert shown_pictures(clean_outgoing(html)) == {OWN}
    assert clean_outgoing(html, picture=no_picture) == "[Plan][a &lt;b&gt;]"
    assert shown_pictures(clean_outgoing(html, picture=taken_over)) == {
        taken_over(OWN),
        taken_over("other@evil.example"),
    }


def test_words_in_a_text_are_no_pictures() -> None:
    assert shown_pictures(clean_outgoing(f'&lt;img src="cid:{OWN}"&gt;')) == frozenset()


BOMBS = {
    "elements": "<b>" * 100_000,
    "levels": "<div>" * 50_000,
    "entities": "&amp;" * 1_000_000,
    "ampersands": "&" * 500_000,
    "attributes": "<a " + "x=1 " * 200_000 + ">",
    "quotes": "<blockquote>" * 900 + "x",
    "lists": "<ul><li>x" * 400,
    "cells": "<table>" + "<tr><td>x" * 5_000,
    "links": "<a href='http://a.example'>" * 5_000 + "x",
    "pictures": "<img alt='x'>" * 10_000,
    "unclosed": "<img " * 20_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_cleaned_or_refused_within_two_seconds(name: str) -> None:
    began = process_time()
    with suppress(TooLarge):
        twin(clean_outgoing(BOMBS[name]))
    assert process_time() - began < 2


# -- the twin ----------------------------------------------------------------------------------

TWINS = {
    "<div>Guten Tag</div><div><br></div><div>Gruß</div>": "Guten Tag\n\nGruß",
    "<p>eins</p><p>zwei</p>": "eins\n\nzwei",
    "<div>eins<br>zwei<br></div><div>drei</div>": "eins\nzwei\ndrei",
    "<ul><li>a</li><li>b</li></ul>": "- a\n- b",
    "<ol><li>a<ul><li>b</li></ul></li><li>c<br>d</li></ol>": "1. a\n  - b\n2. c\n  d",
    "<blockquote>a<blockquote><div>b</div></blockquote></blockquote>c": "> a\n>> b\nc",
    "<blockquote><p>a</p><p>b</p></blockquote>": "> a\n>\n> b",
    '<a href="https://a.example/">hier</a>, ja': "hier <https://a.example/>, ja",
    '<a href="https://a.example/?x=1&amp;y=2">https://a.example/?x=1&amp;y=2</a>': "https://a.example/?x=1&y=2",
    '<a href="mailto:a@b.example">a@b.example</a>': "a@b.example",
    f'<img src="cid:{OWN}" alt="Plan">': "[Plan]",
    "a &lt; b &amp; c\n  d": "a < b & c d",
    "--&nbsp;<br>Anna": "-- \nAnna",
    "<div><br></div><div><br></div><div>unten</div><div><br></div>": "\n\nunten",
}


@pytest.mark.parametrize("html", TWINS)
def test_the_twin_says_the_same_in_plain_text(html: str) -> None:
    assert twin(clean_outgoing(html)) == TWINS[html]


TEXTS = [
    "Guten Tag\n\nGruß",
    "> Zitat\n>> älter\n> mehr\n\nAntwort",
    "zwei  Blanke\n  eingerückt\nam Ende ",
    "-- \nAnna <anna@schule.example> & Co.",
    "Siehe https://schule.example/a?b=1&c=2, bitte.",
    "<b>kein Markup</b>",
]


MORE = {
    "<div>Guten Tag</div><div><br></div><p>Gruß</p>": False,
    "<blockquote><div>a</div></blockquote>": False,
    '<a href="https://a.example/?x=1&amp;y=2">https://a.example/?x=1&amp;y=2</a>, ja': False,
    '<a href="mailto:a@b.example">a@b.example</a>': False,
    '<a href="https://a.example/">hier</a>': True,
    '<a href="https://a.example/"><b>https://a.example/</b></a>': True,
    "Guten <b>Tag</b>": True,
    "<ul><li>eins</li></ul>": True,
    '<span style="color: #a3262a">rot</span>': True,
    f'<img src="cid:{OWN}" alt="Plan">': True,
}


@pytest.mark.parametrize("html", MORE)
def test_only_what_plain_text_cannot_say_is_more(html: str) -> None:
    assert says_more(clean_outgoing(html)) is MORE[html]


@pytest.mark.parametrize("text", TEXTS)
def test_plain_text_says_everything_that_was_plain(text: str) -> None:
    assert not says_more(formatted(text))


@pytest.mark.parametrize("text", TEXTS)
def test_plain_text_made_formatted_and_plain_again_is_the_same(text: str) -> None:
    assert twin(formatted(text)) == text
