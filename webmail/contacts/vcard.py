"""vCard files read in a process of their own, which nobody trusts, and written for export."""

import base64
import binascii
import json
import logging
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from webmail.confined import Bounds, Busy, Confined, Unanswered
from webmail.contacts.card import Card, Photo
from webmail.contacts.errors import ImportRefused
from webmail.contacts.row import Row
from webmail.contacts.vcard_process import PHOTO_LIMIT, write_cards

LOG = logging.getLogger(__name__)

PROGRAM = Path(__file__).resolve().with_name("vcard_process.py")
BOUNDS = Bounds(
    seconds=20.0,
    cpu_seconds=10,
    memory=768 * 1024 * 1024,
    # Every sign of a file may be written in six, and pictures are as long as they came.
    answer=64 * 1024 * 1024,
)

# What an image is by its own octets; None for what is no image that is shown.
Judge = Callable[[bytes], str | None]


class VcardReader:
    """Reads vCard files, few at a time, each in a process with little time and little memory."""

    def __init__(self, *, judge: Judge, bounds: Bounds = BOUNDS) -> None:
        self._judge = judge
        self._process = Confined(PROGRAM, bounds=bounds)

    def read(self, octets: bytes, *, most: int) -> list[Row]:
        """A row for each card, bad ones too; raises ImportRefused where the file cannot be read."""
        try:
            with self._process.turn():
                answer = self._process.answer(octets, most)
            told = [json.loads(line) for line in answer.splitlines()]
        except Busy as busy:
            raise ImportRefused("busy") from busy
        except Unanswered as fault:
            LOG.warning("vcard_not_read reason=%s octets=%d", fault, len(octets))
            raise ImportRefused("broken") from fault
        except ValueError as error:
            raise ImportRefused("broken") from error
        return [self._row(number, values) for number, values in enumerate(told, 1)]

    def _row(self, number: int, values: dict[str, Any]) -> Row:
        if why := values.get("bad"):
            return Row(number, label="", why=why)
        photo, lost = self._photo(values)
        card = Card(
            name=values["name"],
            addresses=tuple(values["addresses"]),
            organisation=values["organisation"],
            telephone=values["telephone"],
            note=values["note"],
            groups=tuple(values["groups"]),
            photo=photo,
        )
        return Row.of(number, card, without_photo=lost)

    def _photo(self, values: dict[str, Any]) -> tuple[Photo | None, bool]:
        """The picture, and whether one had to be left out."""
        if values.get("photo_large"):
            return None, True
        if not (told := values.get("photo")):
            return None, False
        try:
            octets = base64.b64decode(told)
        except binascii.Error:
            return None, True
        media_type = self._judge(octets) if len(octets) <= PHOTO_LIMIT else None
        return (Photo(octets, media_type), False) if media_type else (None, True)


def as_vcards(cards: Iterable[Card], *, version: str) -> Iterator[str]:
    """The cards as text, one by one."""
    return write_cards([_values(card) for card in cards], version=version)


def _values(card: Card) -> dict[str, Any]:
    return {
        "name": card.label,
        "addresses": card.addresses,
        "organisation": card.organisation,
        "telephone": card.telephone,
        "note": card.note,
        "groups": card.groups,
        "photo": card.photo.octets if card.photo else None,
        "photo_type": card.photo.media_type if card.photo else "",
    }
