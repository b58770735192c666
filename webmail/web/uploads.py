"""What a request may bring along: files only where a view takes them, and never in the memory."""

import io
from collections.abc import Callable
from typing import IO, BinaryIO

import flask
from flask import request

from webmail.mail import TooLarge, Upload
from webmail.web.current import current

# Text, names and what multipart writes around them, beside the files.
SPARE = 2 * 1024 * 1024
# Beyond the limit files are read and forgotten, lest the words beside them be lost; up to here.
READ_AT_MOST = 1024 * 1024 * 1024
FIELD = "files"


class Forgotten(io.RawIOBase):
    """Takes a file that nobody asked for and keeps nothing of it."""

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, _buffer: object) -> int:
        return 0

    def write(self, octets: object) -> int:
        return len(octets)  # type: ignore[arg-type]

    def seek(self, _offset: int, _whence: int = 0) -> int:
        return 0


class Request(flask.Request):
    """Puts files where its spool says; without one it forgets them while they are read."""

    spool: Callable[[], BinaryIO] | None = None

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return self.spool() if self.spool else Forgotten()  # type: ignore[return-value]


def expect_text() -> None:
    """Reads what was typed, however much hangs on it: the files beside it are forgotten."""
    request.max_content_length = READ_AT_MOST
    request.max_form_memory_size = SPARE


def expect_files() -> None:
    """Takes files up to the limit of all attachments; what is larger loses its files and keeps its words."""
    expect_text()
    if (request.content_length or 0) <= current.parts.attachments_limit + SPARE:
        request.spool = current.parts.spool  # type: ignore[attr-defined]


def uploads() -> tuple[Upload, ...]:
    """The files of this request; raises TooLarge when they were too many to be kept."""
    chosen = [file for file in request.files.getlist(FIELD) if file.filename]
    forgotten = any(isinstance(file.stream, Forgotten) for file in chosen)
    if forgotten or sum(_size(file.stream) for file in chosen) > current.parts.attachments_limit:
        raise TooLarge("the files are larger than all attachments may be")
    return tuple(
        Upload(_name(file.filename or ""), file.mimetype, _size(file.stream), file.stream)  # type: ignore[arg-type]
        for file in chosen
    )


def _name(sent: str) -> str:
    """Browsers write a quote in a file's name like this (HTML, multipart/form-data encoding algorithm)."""
    return sent.replace("%22", '"')


def _size(stream: IO[bytes]) -> int:
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    return size
