"""What a request may bring along: files only where a view takes them, and never in the memory."""

import io
from collections.abc import Callable
from typing import IO, Any, BinaryIO, TypeVar

import flask
from flask import request

from webmail.mail import TooLarge, Upload
from webmail.web.current import current

View = TypeVar("View", bound=Callable[..., Any])

# Text, names and what multipart writes around them, beside the files.
SPARE = 2 * 1024 * 1024
# What somebody has written is read whole, and refused later if need be, by a page that gives it back.
TEXT_AT_MOST = 32 * 1024 * 1024
STRANGERS_TEXT_AT_MOST = 4 * 1024 * 1024
# Beyond the limit files are read and forgotten, lest the words beside them be lost; up to here.
READ_AT_MOST = 1024 * 1024 * 1024
FILES_AT_MOST = 100
# Fields and files that are read at all: far more than any page of ours sends, and than a person chooses.
PARTS_AT_MOST = 10_000
FIELD = "files"
TOO_LARGE = "the files are larger than all attachments may be"


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


class Arriving(Forgotten):
    """Puts a file into the spool while it is read; if that fails, it alone is forgotten."""

    def __init__(self, spool: Callable[[], BinaryIO], *, fits: Callable[[int], bool]) -> None:
        """fits says whether so many octets more may be kept."""
        super().__init__()
        self._fits = fits
        self.file: BinaryIO | None = None
        self.failure: OSError | TooLarge | None = None
        try:
            self.file = spool()
        except OSError as error:
            self.failure = error

    def write(self, octets: Any) -> int:
        if self.file is not None and self.failure is None:
            try:
                if self._fits(len(octets)):
                    return self.file.write(octets)
                self.failure = TooLarge(TOO_LARGE)
            except OSError as error:
                # No room or no descriptors left: the words beside it must still be read.
                self.failure = error
        return len(octets)

    def close(self) -> None:
        if self.file is not None:
            self.file.close()
        super().close()


class Request(flask.Request):
    """Puts files where its spool says; without one it forgets them while they are read."""

    spool: Callable[[], BinaryIO] | None = None

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.arrived: list[Arriving] = []
        self.room = 0

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        # A browser sends a part without a name and octets where nothing was chosen.
        if self.spool is None or not filename or len(self.arrived) >= FILES_AT_MOST:
            return Forgotten()  # type: ignore[return-value]
        self.arrived.append(Arriving(self.spool, fits=self._fits))
        return self.arrived[-1]  # type: ignore[return-value]

    def _fits(self, octets: int) -> bool:
        # Counted here, since not every request says beforehand how long it is.
        self.room -= octets
        return self.room >= 0

    def close(self) -> None:
        """Closes every file, even when the rest of the form could not be read."""
        super().close()
        for each in self.arrived:
            each.close()


def takes_files(view: View) -> View:
    """The view takes files and nothing that somebody has written."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def expect_text() -> None:
    """Reads what was typed, however much hangs on it: the files beside it are forgotten."""
    request.max_content_length = READ_AT_MOST
    request.max_form_memory_size = STRANGERS_TEXT_AT_MOST
    request.max_form_parts = PARTS_AT_MOST


def expect_files() -> None:
    """Takes files up to the limit of all attachments; what is larger loses its files and keeps its words."""
    expect_text()
    request.max_form_memory_size = TEXT_AT_MOST
    limit = current.parts.attachments_limit + SPARE
    if (request.content_length or 0) <= limit:
        request.spool, request.room = current.parts.spool, limit  # type: ignore[attr-defined]


def too_many_files() -> bool:
    """Whether more files were chosen than one request may bring."""
    chosen = [file for _, files in request.files.lists() for file in files if file.filename]
    return len(chosen) > FILES_AT_MOST


def uploads() -> tuple[Upload, ...]:
    """The files of this request; TooLarge when they are larger than they may be, OSError without room."""
    chosen = [file for file in request.files.getlist(FIELD) if file.filename]
    files = [_kept(file.stream) for file in chosen]
    sizes = [_size(file) for file in files]
    if sum(sizes) > current.parts.attachments_limit:
        raise TooLarge(TOO_LARGE)
    return tuple(
        Upload(_name(named.filename or ""), named.mimetype, size, file)
        for named, size, file in zip(chosen, sizes, files, strict=True)
    )


def _kept(stream: IO[bytes]) -> BinaryIO:
    if not isinstance(stream, Arriving):
        raise TooLarge(TOO_LARGE)
    if stream.failure is not None or stream.file is None:
        raise stream.failure or OSError("there is no spool")
    return stream.file


def _name(sent: str) -> str:
    """Browsers write a quote in a file's name like this (HTML, multipart/form-data encoding algorithm)."""
    return sent.replace("%22", '"')


def _size(stream: IO[bytes]) -> int:
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    return size
