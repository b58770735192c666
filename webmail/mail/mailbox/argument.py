"""The choke point: every argument of every IMAP command is checked and becomes bytes here."""

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass

from webmail.mail.errors import UnsafeArgument

_FORBIDDEN = re.compile(r"[\r\n\x00]")
_FORBIDDEN_BYTES = re.compile(rb"[\r\n\x00]")
_QUOTABLE = re.compile(r"[\x20-\x7e]*")
_RUN_OUTSIDE_ASCII = re.compile(r"[^\x20-\x7e]+|&")
_SHIFTED = re.compile(rb"&([^-]*)-")


@dataclass(frozen=True, slots=True)
class Atom:
    """Words of the protocol itself, written as they are: UID, FETCH, "(UID FLAGS)", "1:50"."""

    text: str


@dataclass(frozen=True, slots=True)
class FolderName:
    """A folder's name, which travels in modified UTF-7 (RFC 3501 section 5.1.3)."""

    name: str


@dataclass(frozen=True, slots=True)
class Content:
    """A whole message for APPEND: the one argument that may hold line ends, sent as a literal."""

    content: bytes


Argument = str | bytes | int | Atom | FolderName | Content | Iterable["Argument"]


def check_argument(value: str | bytes) -> None:
    """Raises UnsafeArgument for CR, LF and NUL, which would end this command and begin another."""
    found = _FORBIDDEN.search(value) if isinstance(value, str) else _FORBIDDEN_BYTES.search(value)
    if found:
        raise UnsafeArgument("an IMAP argument holds CR, LF or NUL")


def encode_arguments(arguments: Iterable[Argument]) -> list[bytes]:
    """The command's text, cut where a literal stands: every second piece is a literal's content."""
    pieces: list[bytes] = [b""]
    for argument in arguments:
        if pieces[-1]:
            pieces[-1] += b" "
        elif len(pieces) > 1:
            pieces[-1] = b" "
        _add(pieces, argument)
    return pieces


def _add(pieces: list[bytes], argument: Argument) -> None:
    match argument:
        case Atom(text):
            check_argument(text)
            pieces[-1] += text.encode("ascii")
        case FolderName(name):
            check_argument(name)
            pieces[-1] += _quoted(encode_folder_name(name).decode("ascii"))
        case Content(content):
            pieces.extend((content, b""))
        case int():
            pieces[-1] += str(argument).encode("ascii")
        case str():
            check_argument(argument)
            if _QUOTABLE.fullmatch(argument):
                pieces[-1] += _quoted(argument)
            else:
                pieces.extend((_utf8(argument), b""))
        case bytes():
            check_argument(argument)
            pieces.extend((argument, b""))
        case _:
            _add_list(pieces, argument)


def _add_list(pieces: list[bytes], arguments: Iterable[Argument]) -> None:
    pieces[-1] += b"("
    for position, argument in enumerate(arguments):
        if position:
            pieces[-1] += b" "
        _add(pieces, argument)
    pieces[-1] += b")"


def _quoted(text: str) -> bytes:
    return b'"' + text.replace("\\", "\\\\").replace('"', '\\"').encode("ascii") + b'"'


def _utf8(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UnsafeArgument("an IMAP argument is not text") from error


def encode_folder_name(name: str) -> bytes:
    """The name in modified UTF-7."""

    def shifted(run: re.Match[str]) -> str:
        if run[0] == "&":
            return "&-"
        code = b64encode(run[0].encode("utf-16-be")).rstrip(b"=").replace(b"/", b",")
        return f"&{code.decode('ascii')}-"

    try:
        return _RUN_OUTSIDE_ASCII.sub(shifted, name).encode("ascii")
    except UnicodeEncodeError as error:
        raise UnsafeArgument("a folder's name is not text") from error


def decode_folder_name(raw: bytes) -> str | None:
    """The name behind modified UTF-7; None when encoding it again would name something else."""

    def unshifted(run: re.Match[bytes]) -> bytes:
        if not run[1]:
            return b"&"
        return (b"+" + run[1].replace(b",", b"/") + b"-").decode("utf-7").encode("utf-8")

    try:
        name = _SHIFTED.sub(unshifted, raw).decode("utf-8")
        return name if encode_folder_name(name) == raw else None
    except (UnicodeError, UnsafeArgument):
        return None
