"""The pictures of the sign-out guide: at which step each stands, and what it shows to who cannot see it."""

from collections.abc import Mapping
from dataclasses import dataclass

from webmail.web import words
from webmail.web.labels import labels
from webmail.web.words import _


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its file below the static folder, in the language of the page, and its words."""

    file: str
    alt: str
    # All are made in one size, from the running product, by tests/browser/door/test_help_pictures.py.
    width: int = 768
    height: int = 480


def pictures() -> Mapping[int, Picture]:
    """The pictures by the number of the step they stand at."""
    shown = labels()
    broken = _("The page “%(label)s” with its round button at the top right.", label=shown.broken)
    menu = _("The open menu below the initials; “%(label)s” stands at its end.", label=shown.sign_out)
    receipt = _("The page “%(label)s” with what has ended and what is left to do.", label=shown.receipt)
    return {1: _picture("broken", broken), 3: _picture("menu", menu), 6: _picture("receipt", receipt)}


def _picture(name: str, alt: str) -> Picture:
    return Picture(f"help/{name}.{words.language()}.webp", alt)
