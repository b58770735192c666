"""Catalogues of translations are read once for all the applications that the tests build."""

import os
from collections.abc import Callable
from gettext import GNUTranslations
from typing import Any, NamedTuple

from babel.support import Translations


class Read(NamedTuple):
    """What a catalogue's file says."""

    catalog: dict[Any, str]
    info: dict[str, str]
    charset: str | None
    plural: Callable[[float], int]


# By the file, its age and its size: a catalogue that was made anew is read anew.
_read: dict[tuple[str, int, int], Read] = {}


def _parse(self: Any, file: Any) -> None:
    state = os.fstat(file.fileno())
    key = (file.name, state.st_mtime_ns, state.st_size)
    if key not in _read:
        GNUTranslations._parse(self, file)  # type: ignore[attr-defined]
        _read[key] = Read(self._catalog, self._info, self._charset, self.plural)
    # Copied, because Flask-Babel puts the words of one catalogue into another.
    self._catalog, self._info = {**_read[key].catalog}, {**_read[key].info}
    self._charset, self.plural = _read[key].charset, _read[key].plural


def share() -> None:
    """From now on, for every application of this process: each read them four times."""
    Translations._parse = _parse
