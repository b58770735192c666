"""Reads the demo stories: letters that belong together, with choices and gaps to fill."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random

from webmail.demo.days import Days
from webmail.demo.people import COLLEAGUES, FAMILIES, MARLENE, WRITERS, Family, Writer

FILES = ("inbox", "classes", "subject", "others")
_CHOICE = re.compile(r"\[([^\[\]|]*(?:\|[^\[\]|]*)+)\]")
_TOPICS = (
    "Bruchrechnung", "Prozentrechnung", "Dreieckskonstruktionen", "Negative Zahlen", "Zuordnungen",
    "Größen und Maßstab", "Terme", "Wahrscheinlichkeit", "Flächeninhalt", "Gleichungen",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Story:
    """Letters as they stand in the file, told several times with other people."""

    letters: tuple[str, ...]
    person: str
    times: int


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter with its choices made, its gaps still open."""

    headers: Mapping[str, tuple[str, ...]]
    body: str

    def one(self, name: str, otherwise: str = "") -> str:
        return self.headers.get(name, (otherwise,))[0]


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what fills the gaps in one telling of a story."""

    family: Family
    other: Family
    colleague: Writer
    fixed: Mapping[str, str] = field(default_factory=dict)

    def filled(self, text: str, received: datetime) -> str:
        names = {
            "child": self.family.child,
            "child_first": self.family.child.split()[0],
            "parent": self.family.parent.name,
            "other_child": self.other.child.split()[0],
            "colleague": self.colleague.name,
            "colleague_first": self.colleague.first,
        }
        return text.format(d=Days(received.date()), **names, **self.fixed)

    def writer(self, word: str, me: Writer) -> Writer:
        """Who a word of From, To or Cc means."""
        if word == "me":
            return me
        if word == "colleague":
            return self.colleague
        if word == "family":
            return self.family.parent
        if word.startswith("family "):
            return FAMILIES[int(word.removeprefix("family "))].parent
        return WRITERS[word]


@cache
def stories() -> tuple[Story, ...]:
    """All stories, in the order of the files."""
    folder = Path(__file__).parent / "stories"
    texts = [(folder / f"{name}.txt").read_text(encoding="utf-8") for name in FILES]
    return tuple(_story(block) for text in texts for block in text.split("\n====\n"))


def _story(block: str) -> Story:
    letters = tuple(block.split("\n----\n"))
    first = _letter(letters[0])
    return Story(letters, first.one("Person", MARLENE.address), int(first.one("Times", "1")))


def chosen(letter: str, rng: Random) -> Letter:
    """Makes every choice "[this|that]" of a letter."""
    return _letter(_CHOICE.sub(lambda found: rng.choice(found[1].split("|")), letter))


def _letter(text: str) -> Letter:
    head, _, body = text.partition("\n\n")
    headers: dict[str, tuple[str, ...]] = {}
    for line in head.splitlines():
        name, _, value = line.partition(":")
        if value.strip():
            headers[name] = (*headers.get(name, ()), value.strip())
    return Letter(headers, body.strip())


def casts(story: Story, rng: Random) -> Iterator[Cast]:
    """A cast for each telling; the families take turns, so that neighbours in a list differ."""
    order = rng.sample(range(len(FAMILIES)), len(FAMILIES))
    turns = pairwise((order * (story.times // len(order) + 2))[: story.times + 1])
    for family, other in turns:
        topic = rng.choice(_TOPICS)
        yield Cast(
            FAMILIES[family],
            FAMILIES[other],
            WRITERS[rng.choice([name for name in COLLEAGUES if WRITERS[name].address != story.person])],
            {
                "room": str(rng.choice((15, 104, 112, 204, 207, 301, 305))).zfill(3),
                "hour": str(rng.randint(2, 6)),
                "grade": rng.choice(("5a", "6c", "7a", "7b", "8b", "9a", "10c")),
                "topic": topic,
                "topic_file": topic.replace(" ", "_"),
            },
        )
