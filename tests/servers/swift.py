"""A submission server for large messages: it takes every one as fast as the line brings it, into a file."""

import base64
import socketserver
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

_END = b"\r\n.\r\n"
_CHUNK = 1024 * 1024
_ANSWERS = {
    b"EHLO": b"250-swift\r\n250-8BITMIME\r\n250-AUTH PLAIN\r\n250 SIZE 1000000000\r\n",
    b"AUTH": b"235 come in\r\n",
    b"DATA": b"354 go on\r\n",
    b"QUIT": b"221 bye\r\n",
}


class _Line(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        with suppress(ConnectionError):
            self.wfile.write(b"220 swift\r\n")
            while line := self.rfile.readline():
                verb = line[:4].upper()
                self.wfile.write(_ANSWERS.get(verb, b"250 fine\r\n"))
                if verb == b"DATA":
                    self._take()
                    self.wfile.write(b"250 taken\r\n")
                    self.server.taken.release()  # type: ignore[attr-defined]
                if verb == b"QUIT":
                    return

    def _take(self) -> None:
        tail = b""
        with self.server.file.open("wb") as file:  # type: ignore[attr-defined]
            while chunk := self.rfile.read1(_CHUNK):  # type: ignore[attr-defined]
                file.write(chunk)
                tail = (tail + chunk)[-len(_END) :]
                if tail == _END:
                    return


class Swift:
    """The server; one message at a time, of which `file` holds what came behind DATA."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Line)
        self._server.daemon_threads = True
        self._server.file = file  # type: ignore[attr-defined]
        self._server.taken = threading.Semaphore(0)  # type: ignore[attr-defined]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def wait(self, *, seconds: float) -> bool:
        """Whether a message was taken within this time."""
        return bool(self._server.taken.acquire(timeout=seconds))  # type: ignore[attr-defined]

    def attachment(self) -> bytes:
        """What hangs on the message as its second part, decoded."""
        content = self.file.read_bytes()
        border = b"--" + content.partition(b'boundary="')[2].partition(b'"')[0]
        part = content.split(b"\r\n" + border)[2]
        return base64.b64decode(part.partition(b"\r\n\r\n")[2])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
