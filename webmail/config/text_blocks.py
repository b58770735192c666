"""text_blocks.toml beside config.toml: text blocks for everybody, or for the people of one school."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from webmail.config.reading import ConfigError

FILE = "text_blocks.toml"
MOST = 500
_AT_MOST = {"name": 60, "text": 20_000, "html": 60_000, "subject": 200, "school": 200}
_LINES = ("text", "html")


@dataclass(frozen=True, slots=True)
class SharedBlock:
    """One text block that nobody here can change; school as accounts have it, empty for everybody.

    html is how it is formatted; without a text of its own it gets its twin (see wiring).
    """

    name: str
    text: str = ""
    subject: str = ""
    template: bool = False
    school: str = ""
    html: str = ""

    def is_for(self, school: str | None) -> bool:
        """Whether somebody of this school gets it."""
        return not self.school or self.school.casefold() == (school or "").strip().casefold()


def read_shared_blocks(instance: Path) -> tuple[SharedBlock, ...]:
    """The blocks in the file, in its order; none without it. Raises ConfigError at the first mistake."""
    path = instance / FILE
    if not path.exists():
        return ()
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from error
    rows = told.pop("block", [])
    if told:
        raise ConfigError(f"{path}: unknown key {next(iter(told))!r}; each block begins with [[block]].")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ConfigError(f"{path}: each block begins with [[block]].")
    if len(rows) > MOST:
        raise ConfigError(f"{path}: has more than {MOST} blocks.")
    return tuple(_block(path, number, row) for number, row in enumerate(rows, 1))


def _block(path: Path, number: int, row: Mapping[str, Any]) -> SharedBlock:
    known = {field.name for field in fields(SharedBlock)}
    for key, value in row.items():
        if key not in known:
            raise ConfigError(
                f"{path}, block {number}: unknown key {key!r}; known are {', '.join(sorted(known))}."
            )
        if key == "template" and not isinstance(value, bool):
            raise ConfigError(f"{path}, block {number}, template: expects true or false.")
        if key != "template":
            _check_text(f"{path}, block {number}, {key}", key, value)
    for key in ("name",) if str(row.get("html", "")).strip() else ("name", "text"):
        if not str(row.get(key, "")).strip():
            raise ConfigError(f"{path}, block {number}, {key}: is missing.")
    return SharedBlock(**{**row, "text": str(row.get("text", "")).replace("\r\n", "\n").strip("\n")})


def _check_text(place: str, key: str, value: Any) -> None:
    if not isinstance(value, str) or len(value) > _AT_MOST[key]:
        raise ConfigError(f"{place}: expects a text of at most {_AT_MOST[key]} characters.")
    lines = value.replace("\r\n", "\n").replace("\t", " ").split("\n") if key in _LINES else [value]
    if key not in _LINES and not value.isprintable():
        raise ConfigError(f"{place}: expects one line without control characters.")
    if any(not sign.isprintable() and sign < " " for line in lines for sign in line):
        raise ConfigError(f"{place}: holds control characters.")
