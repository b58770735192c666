"""The look of a text in pieces: only what a page may draw, and every word of it."""

from collections.abc import Iterator

import pytest

from tests.mail.writing.test_outgoing import HOSTILE
from webmail.mail.writing.look import Piece, pieces

DRAWN = frozenset(["p", "div", "br", "b", "i", "u", "s", "ul", "ol", "li", "blockquote", "a", "span"])


def test_colours_and_sizes_are_called_as_the_pages_call_them_and_links_lead_nowhere() -> None:
    html = (
        '<div><span style="color: #a3262a; font-size: large">rot</span> &amp; '
        '<a href="https://a.example/">hier</a><br></div>'
    )
    words = Piece(words="rot")
    assert pieces(html) == (
        Piece(
            element="div",
            inside=(
                Piece(element="span", style="colour-red size-large", inside=(words,)),
                Piece(words=" & "),
                Piece(element="a", inside=(Piece(words="hier"),)),
                Piece(element="br"),
            ),
        ),
    )


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_hostile_is_an_element_or_a_style(html: str) -> None:
    for each in everything(pieces(html)):
        assert not each.element or each.element in DRAWN
        assert each.style in ("", "colour-red")


def everything(found: tuple[Piece, ...]) -> Iterator[Piece]:
    for each in found:
        yield each
        yield from everything(each.inside)
