"""The look of HTML of ours in pieces, from which a page draws it element by element and word by word."""

import re
from dataclasses import dataclass, replace

from webmail.mail.reading.charset import unescaped
from webmail.mail.writing.outgoing import COLOURS, SIZES, clean_outgoing, no_picture

# Of what the cleaner writes: every value in double quotes.
_TOKEN = re.compile(r'<(/?)([a-z]++)((?: [\w:-]++="[^"]*+")*+)>|([^<]++)')
_STYLE = re.compile(r' style="([^"]*+)"')
_SAME = {"strong": "b", "em": "i"}
_ALONE = frozenset({"br", "img"})
# As the editor calls them (editor.css).
_CALLED = {f"color: {said}": f"colour-{name}" for name, said in COLOURS.items()}
_CALLED |= {f"font-size: {said}": f"size-{name}" for name, said in SIZES.items()}


@dataclass(frozen=True, slots=True)
class Piece:
    """Words, or an element with what is inside; style is what colours and sizes are called on our pages."""

    words: str = ""
    element: str = ""
    style: str = ""
    inside: tuple["Piece", ...] = ()


def pieces(html: str) -> tuple[Piece, ...]:
    """What is drawn for this HTML, cleaned; its links lead nowhere, and pictures are their words."""
    open_: list[tuple[Piece, list[Piece]]] = [(Piece(), [])]
    for ends, name, attributes, words in _TOKEN.findall(clean_outgoing(html, picture=no_picture)):
        if words:
            open_[-1][1].append(Piece(words=unescaped(words)))
        elif ends and len(open_) > 1:
            _close(open_)
        elif not ends:
            piece = Piece(element=_SAME.get(name, name), style=_style(attributes))
            open_.append((piece, []))
            if name in _ALONE:
                _close(open_)
    while len(open_) > 1:
        _close(open_)
    return tuple(open_[0][1])


def _close(open_: list[tuple[Piece, list[Piece]]]) -> None:
    piece, inside = open_.pop()
    open_[-1][1].append(replace(piece, inside=tuple(inside)))


def _style(attributes: str) -> str:
    said = _STYLE.search(attributes)
    each = (said[1] if said else "").split("; ")
    return " ".join(_CALLED[one] for one in each if one in _CALLED)
