"""Placeholders of text blocks: {name}, {datum}, {klasse}, in German and in English."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from html import escape

_PLACE = re.compile(r"\{([^{}\n]{1,40})\}")


class Blank(Enum):
    """What a placeholder stands for."""

    NAME = "name"
    DATE = "date"
    CLASS = "class"


_CALLED = {
    "name": Blank.NAME,
    "datum": Blank.DATE,
    "date": Blank.DATE,
    "klasse": Blank.CLASS,
    "class": Blank.CLASS,
}


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its placeholders filled in; left are those that nothing is known for."""

    text: str
    left: tuple[str, ...] = ()


def fill(text: str, values: Mapping[Blank, str]) -> Filled:
    """Fills in what is known; what stands in a value is never filled in itself."""
    left: dict[str, None] = {}

    def known(found: re.Match[str]) -> str:
        blank = _blank(found[1])
        value = values.get(blank, "") if blank else ""
        if not value:
            left[found[0]] = None
        return value or found[0]

    return Filled(_PLACE.sub(known, text), tuple(left))


def fill_html(html: str, values: Mapping[Blank, str]) -> str:
    """The same in HTML: a value is words there, whatever it holds."""
    return fill(html, {blank: escape(value) for blank, value in values.items()}).text


def blanks(text: str) -> frozenset[Blank]:
    """What must be known to fill in this text."""
    return frozenset(blank for each in _PLACE.findall(text) if (blank := _blank(each)))


def unknown(text: str) -> tuple[str, ...]:
    """What looks like a placeholder and is none, as it stands there."""
    return tuple(dict.fromkeys(f"{{{each}}}" for each in _PLACE.findall(text) if not _blank(each)))


def _blank(name: str) -> Blank | None:
    return _CALLED.get(name.strip().casefold())
