"""Parts as the standard has them: pymap numbers those of an attached message one level too deep
(RFC 9051 section 6.4.5.1), and counts the header of each as a piece of what is in it (section 7.5.2)."""

from collections.abc import Sequence
from typing import Any

from pymap.message import BaseLoadedMessage

_of_whole: Any = BaseLoadedMessage._get_body_structure.__func__  # type: ignore[attr-defined]


def number_as_the_standard() -> None:
    """From here on the parts of an attached multipart message are "2.1", "2.2", not "2.1.1", "2.1.2"."""
    BaseLoadedMessage._get_subpart = _find  # type: ignore[method-assign, assignment]


def _find(loaded: Any, section: Sequence[int] | None) -> Any:
    part = loaded.content
    for number in section or ():
        inner = part.body.nested[0] if part is not loaded.content and part.is_rfc822 else None
        if inner is not None and inner.body.has_nested and not inner.is_rfc822:
            part = inner
        if part.body.has_nested and not (part is loaded.content and part.is_rfc822):
            part = part.body.nested[number - 1]
        elif number != 1:
            raise IndexError(number)
    return part


def measure_as_the_standard() -> None:
    """From here on the size of a part is that of its body."""
    BaseLoadedMessage._get_body_structure = classmethod(_structure)  # type: ignore[method-assign, assignment]


def _structure(loaded: Any, part: Any) -> Any:
    return _of_whole(loaded, _Measured(part))


class _Measured:
    """A part whose length and lines are those of its body."""

    def __init__(self, part: Any) -> None:
        self._part = part
        self.lines = part.body.lines

    def __len__(self) -> int:
        return len(self._part.body)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._part, name)
