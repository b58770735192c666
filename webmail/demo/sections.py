"""Parts inside an attached message: pymap numbers them one level too deep (RFC 9051 section 6.4.5.1)."""

from collections.abc import Sequence
from typing import Any

from pymap.message import BaseLoadedMessage


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
