"""BODYSTRUCTURE → Part tree, whichever of the two known shapes a store gives it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from sys import intern
from types import MappingProxyType

from webmail.mail.mailbox.answer import Value
from webmail.mail.part import Part
from webmail.mail.reading.parameters import parameters_from

DEEPEST_PART = 100
MOST_PARTS = 1000
MOST_PARAMETERS = 50
LONGEST_VALUE = 2000
LONGEST_ID = 1000

# A media type has no longer half (RFC 6838 section 4.2), and no real parameter a longer name.
LONGEST_WORD = 127
_SHARED_OCTETS = 1024

_FLAT_PARAMETER = re.compile(rb';\s*([^\s=;"]+)\s*=\s*(?:"([^"\\]*(?:\\.[^"\\]*)*)"?|([^;]*))')
_ODD = (b"*", b"=?")
_Pairs = tuple[tuple[bytes, bytes], ...]
_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(slots=True)
class _Budget:
    """How many parts of this message are still taken."""

    left: int = MOST_PARTS


def read_structure(value: Value) -> Part | None:
    """The tree; None when the store could not say. Parts above the limits are left out."""
    if not isinstance(value, list) or not value:
        return None
    return _part(value, section="", depth=0, budget=_Budget())


def _part(values: list[Value], *, section: str, depth: int, budget: _Budget) -> Part:
    budget.left -= 1
    if isinstance(values[0], list):
        return _multipart(values, section=section, depth=depth, budget=budget)
    return _leaf(values, section=section or "1", depth=depth, budget=budget)


def _multipart(values: list[Value], *, section: str, depth: int, budget: _Budget) -> Part:
    parts: list[Part] = []
    position = 0
    for position, value in enumerate(values):
        if not isinstance(value, list):
            break
        if value and depth < DEEPEST_PART and budget.left > 0:
            inner = f"{section}.{position + 1}" if section else str(position + 1)
            parts.append(_part(value, section=inner, depth=depth + 1, budget=budget))
    else:
        position = len(values)
    disposition, _ = _disposition(_at(values, position + 2))
    return Part(
        section=section,
        media_type=intern(f"multipart/{_word(_at(values, position)) or 'mixed'}"),
        disposition=disposition,
        parameters=_parameters(_at(values, position + 1)),
        parts=tuple(parts),
    )


def _leaf(values: list[Value], *, section: str, depth: int, budget: _Budget) -> Part:
    kind, subtype = _word(values[0]), _word(_at(values, 1))
    media_type = intern(f"{kind}/{subtype}") if kind and subtype else "application/octet-stream"
    # What is between the size and the extension data depends on the type (RFC 9051 section 7.5.2).
    extension = 10 if media_type == "message/rfc822" and len(values) > 9 else 8 if kind == "text" else 7
    disposition, of_disposition = _disposition(_at(values, extension + 1))
    parameters = _parameters(_at(values, 2))
    size = _at(values, 6)
    return Part(
        section=section,
        media_type=media_type,
        encoding=_word(_at(values, 5)) or "7bit",
        size=size if isinstance(size, int) else 0,
        name=of_disposition.get("filename") or parameters.get("name"),
        disposition=disposition,
        content_id=_content_id(_at(values, 3)),
        parameters=parameters,
        parts=_enclosed(_at(values, 8), section=section, depth=depth, budget=budget)
        if extension == 10
        else (),
    )


def _enclosed(value: Value, *, section: str, depth: int, budget: _Budget) -> tuple[Part, ...]:
    """What an attached message consists of; its one part is "2.1" when the message is "2"."""
    if not isinstance(value, list) or not value or depth >= DEEPEST_PART or budget.left <= 0:
        return ()
    inner = section if isinstance(value[0], list) else f"{section}.1"
    return (_part(value, section=inner, depth=depth + 1, budget=budget),)


def _at(values: list[Value], position: int) -> Value:
    return values[position] if position < len(values) else None


def _word(value: Value) -> str:
    if not isinstance(value, bytes):
        return ""
    return intern(value.strip()[:LONGEST_WORD].decode("ascii", "replace").lower())


def _content_id(value: Value) -> str | None:
    if not isinstance(value, bytes):
        return None
    return value.decode("utf-8", "replace").strip().removeprefix("<").removesuffix(">")[:LONGEST_ID] or None


def _parameters(value: Value) -> Mapping[str, str]:
    if not isinstance(value, list):
        return _NONE
    pairs = ((_text(name), _text(content)) for name, content in zip(value[::2], value[1::2], strict=False))
    return _decoded(tuple(pair for pair in pairs if pair[0].lower() != b"boundary"))


def _decoded(pairs: _Pairs) -> Mapping[str, str]:
    """Short ones are kept, so that the thousands of rows in memory share one charset=utf-8."""
    octets = sum(len(name) + len(content) for name, content in pairs)
    return _shared(pairs) if octets <= _SHARED_OCTETS else _bounded(pairs)


def _bounded(pairs: _Pairs) -> Mapping[str, str]:
    """A row is kept in memory, and its sender decides how long these are."""
    return MappingProxyType(
        {
            name[:LONGEST_WORD]: content[:LONGEST_VALUE]
            for name, content in islice(_readable(pairs).items(), MOST_PARAMETERS)
        }
    )


_shared = lru_cache(maxsize=512)(_bounded)


def _readable(pairs: _Pairs) -> dict[str, str]:
    joined = b"".join(name + content for name, content in pairs)
    # Nearly every parameter is plain ASCII, and a list has two hundred of them.
    if joined.isascii() and not any(mark in joined for mark in _ODD):
        return {name.decode("ascii").lower(): text.decode("ascii") for name, text in pairs}
    return parameters_from(pairs)


def _text(value: Value) -> bytes:
    return value if isinstance(value, bytes) else b"" if value is None else str(value).encode()


def _disposition(value: Value) -> tuple[str | None, Mapping[str, str]]:
    """RFC shape ("attachment" ("filename" "x")), or pymap's one string `attachment; filename="x"`."""
    if isinstance(value, list):
        return _word(_at(value, 0)) or None, _parameters(_at(value, 1))
    if not isinstance(value, bytes):
        return None, _NONE
    kind, _, _ = value.partition(b";")
    pairs = tuple(
        (found[1], re.sub(rb"\\(.)", rb"\1", found[2]) if found[2] is not None else found[3].strip())
        for found in _FLAT_PARAMETER.finditer(value)
    )
    return _word(kind) or None, _decoded(pairs)
