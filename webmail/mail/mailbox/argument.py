"""The choke point: every argument of every IMAP command is checked and becomes bytes here."""

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True)
class Stream:
    """A literal of a size known before, piece by piece: what is attached passes through and is never held."""

    size: int
    pieces: Iterable[bytes] = field(repr=False)


Argument = str | bytes | int | Atom | FolderName | Content | Stream | Iterable["Argument"]


def check_argument(value: str | bytes) -> None:
    """Raises UnsafeArgument for CR, LF and NUL, which would end this command and begin another."""
    found = _FORBIDDEN.search(value) if isinstance(value, str) else _FORBIDDEN_BYTES.search(value)
    if found:
        raise UnsafeArgument("an IMAP argument holds CR, LF or NUL")


@dataclass(slots=True)
class Encoded:
    """A command's text, cut where a literal stands: before each literal, and after the last one."""

    before: list[tuple[bytes, bytes | Stream]] = field(default_factory=list)
    rest: bytes = b""

    def literal(self, content: bytes | Stream) -> None:
        self.before.append((self.rest, content))
        self.rest = b""


def encode_arguments(arguments: Iterable[Argument]) -> Encoded:
    """All arguments, checked and separated by blanks."""
    encoded = Encoded()
    for position, argument in enumerate(arguments):
        if position:
            encoded.rest += b" "
        _add(encoded, argument)
    return encoded


def _add(encoded: Encoded, argument: Argument) -> None:
    match argument:
        case Atom(text):
            check_argument(text)
            encoded.rest += text.encode("ascii")
        case FolderName(name):
            check_argument(name)
            encoded.rest += _quoted(encode_folder_name(name).decode("ascii"))
        case Content(content):
            encoded.literal(content)
        case Stream():
            encoded.literal(argument)
        case int():
            encoded.rest += str(argument).encode("ascii")
        case str():
            check_argument(argument)
            if _QUOTABLE.fullmatch(argument):
                encoded.rest += _quoted(argument)
            else:
                encoded.literal(_utf8(argument))
        case bytes():
            check_argument(argument)
            encoded.literal(argument)
        case _:
            _add_list(encoded, argument)


def _add_list(encoded: Encoded, arguments: Iterable[Argument]) -> None:
    encoded.rest += b"("
    for position, argument in enumerate(arguments):
        if position:
            encoded.rest += b" "
        _add(encoded, argument)
    encoded.rest += b")"


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
