"""Row: one line or card of a file that somebody imports: what it will be, or why it will not."""

from dataclasses import dataclass

from webmail.contacts.card import Card
from webmail.contacts.errors import ContactRefused

LABEL_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Row:
    """Its number in the file from 1; card is None where why says in a word what is wrong.

    without_photo: a picture came along that is too large, or no picture.
    """

    number: int
    label: str
    card: Card | None = None
    why: str = ""
    without_photo: bool = False

    @classmethod
    def of(cls, number: int, card: Card, *, without_photo: bool = False) -> "Row":
        """The row with its card, once it is checked."""
        try:
            checked = card.checked()
        except ContactRefused as error:
            return cls(number, card.label[:LABEL_SHOWN], why=f"{error.field}_{error.why}")
        return cls(number, checked.label[:LABEL_SHOWN], card=checked, without_photo=without_photo)
