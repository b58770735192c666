"""People as they stand in a field for recipients."""

import re
from collections.abc import Iterable

_PLAIN_NAME = re.compile(r"[\w !#$%&'*+/=?^`{|}~-]+")


def as_recipients(people: Iterable[tuple[str, str]]) -> str:
    """Name and address of each, quoted where needed, as a field takes them (RFC 5322 section 3.4)."""
    return ", ".join(_one(name, address) for name, address in people)


def _one(name: str, address: str) -> str:
    if not name or name == address:
        return address
    if _PLAIN_NAME.fullmatch(name):
        return f"{name} <{address}>"
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}" <{address}>'


def as_group(name: str, people: Iterable[tuple[str, str]]) -> str:
    """All of them under their name, as one piece of a field."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    shown = name if _PLAIN_NAME.fullmatch(name) else f'"{escaped}"'
    return f"{shown}: {as_recipients(people)};"
