"""A proxy between us and any server: cut, stall, drip, garble, at a chosen byte; it records what passed."""

import re
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

from tests.servers import ground

COMMAND = re.compile(rb"[A-Za-z0-9.]+ [A-Za-z]")
LITERAL = re.compile(rb"\{(\d+)\+?\}$")
CHUNK = 65536


class CutHere(Exception):
    """The line is to be cut here; the bytes may still pass."""

    def __init__(self, last: bytes) -> None:
        self.last = last


class Spoken:
    """What one client said, as IMAP commands: literals and continuations belong to the command before."""

    def __init__(self) -> None:
        self.raw = bytearray()
        self.commands: list[bytes] = []
        self._line = bytearray()
        self._literal = 0

    def add(self, chunk: bytes) -> None:
        self.raw += chunk
        while chunk:
            if self._literal:
                passed = min(self._literal, len(chunk))
                self._literal -= passed
                chunk = chunk[passed:]
                continue
            head, end, chunk = chunk.partition(b"\n")
            self._line += head + end
            if end:
                self._finish(bytes(self._line).rstrip(b"\r\n"))
                self._line.clear()

    def _finish(self, line: bytes) -> None:
        if COMMAND.match(line):
            self.commands.append(line)
        literal = LITERAL.search(line)
        self._literal = int(literal[1]) if literal else 0


class Line:
    """One connection through the proxy: two threads, one for each direction."""

    def __init__(self, proxy: "Fault", client: socket.socket) -> None:
        self.proxy = proxy
        self.client = client
        self.spoken = Spoken()
        self.turns = 0
        self.server: socket.socket | None = None
        self._server_spoke = True
        self._closed = threading.Event()
        self._threads = [threading.Thread(target=self._serve, daemon=True)]
        self._threads[0].start()

    def close(self) -> None:
        """Ends both halves at once; whoever reads from them sees the end."""
        self._closed.set()
        for end in (self.client, self.server):
            if end is not None:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def join(self) -> None:
        self.close()
        self._threads[0].join(10)

    def _serve(self) -> None:
        try:
            self.server = socket.create_connection(self.proxy.to, timeout=5)
            self.server.settimeout(None)
            for end in (self.client, self.server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            up = threading.Thread(target=self._upwards, args=(self.server,), daemon=True)
            up.start()
            self._downwards(self.server)
            self.close()
            up.join()
        except OSError:
            self.close()
        finally:
            self.client.close()
            if self.server is not None:
                self.server.close()

    def _upwards(self, server: socket.socket) -> None:
        with suppress(OSError):
            while chunk := self.client.recv(CHUNK):
                if self._server_spoke:
                    self._server_spoke = False
                    self.turns += 1
                self.spoken.add(chunk)
                server.sendall(chunk)
        self.close()

    def _downwards(self, server: socket.socket) -> None:
        while chunk := server.recv(CHUNK):
            try:
                self._pass(chunk)
            except CutHere as cut:
                self._send(cut.last)
                return

    def _pass(self, chunk: bytes) -> None:
        """Sends the chunk as the proxy's behaviour of this moment says, also when it changes meanwhile."""
        while not self._closed.is_set():
            behaviour = self.proxy.behaviour
            if behaviour.stalls:
                behaviour.over.wait(0.05)
                continue
            if behaviour.interval:
                self._send(chunk[:1])
                chunk = chunk[1:]
                if not chunk:
                    return
                behaviour.over.wait(behaviour.interval)
                continue
            self._send(behaviour.change(self, chunk))
            return

    def _send(self, chunk: bytes) -> None:
        self._server_spoke = True
        self.proxy.bytes_down += len(chunk)
        self.client.sendall(chunk)


class Behaviour:
    """How the proxy treats what the server says, until the next one takes over."""

    stalls = False
    interval = 0.0

    def __init__(self) -> None:
        self.over = threading.Event()

    def change(self, line: Line, chunk: bytes) -> bytes:
        return chunk


class Stalled(Behaviour):
    stalls = True


class Dripping(Behaviour):
    def __init__(self, interval: float) -> None:
        super().__init__()
        self.interval = interval


class Garbled(Behaviour):
    def change(self, line: Line, chunk: bytes) -> bytes:
        return bytes(byte ^ 0x55 for byte in chunk)


class CutAfter(Behaviour):
    """Cuts each line after so many bytes, counted from now on."""

    def __init__(self, count: int, times: int | None, done: Callable[[], None]) -> None:
        super().__init__()
        self.left: dict[int, int] = {}
        self.count = count
        self.times = times
        self.done = done

    def change(self, line: Line, chunk: bytes) -> bytes:
        left = self.left.get(id(line), self.count)
        if len(chunk) < left:
            self.left[id(line)] = left - len(chunk)
            return chunk
        self.cut(chunk[:left])
        return b""

    def cut(self, last: bytes) -> None:
        if self.times is not None:
            self.times -= 1
            if self.times <= 0:
                self.done()
        raise CutHere(last)


class CutAt(CutAfter):
    """Cuts each line before the first occurrence of some bytes."""

    def __init__(self, mark: bytes, times: int | None, done: Callable[[], None]) -> None:
        super().__init__(0, times, done)
        self.mark = mark
        self.tails: dict[int, bytes] = {}

    def change(self, line: Line, chunk: bytes) -> bytes:
        tail = self.tails.get(id(line), b"")
        place = (tail + chunk).find(self.mark)
        if place >= 0:
            self.cut(chunk[: max(0, place - len(tail))])
        self.tails[id(line)] = (tail + chunk)[-(len(self.mark) - 1) :] if len(self.mark) > 1 else b""
        return chunk


class Fault:
    """Stands before a server on a port of its own; what it does can be changed while lines are open."""

    def __init__(self, to: tuple[str, int]) -> None:
        self.to = to
        self.host = ground.HOST
        self.port = ground.free_port()
        self.bytes_down = 0
        self.behaviour: Behaviour = Behaviour()
        self._lines: list[Line] = []
        self._listener: socket.socket | None = None
        self._accepting: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._listen()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._deaf()
        self.behaviour.over.set()
        for line in self._lines:
            line.join()

    def let_pass(self) -> None:
        """Everything passes, new lines are accepted."""
        self._become(Behaviour())
        self._listen()

    def refuse(self) -> None:
        """Nobody listens any more; open lines are cut."""
        self._deaf()
        self.drop()

    def stall(self) -> None:
        """Lines are accepted and stay open, but nothing the server says arrives."""
        self._become(Stalled())
        self._listen()

    def drip(self, interval: float) -> None:
        """One byte of the server's per interval, in seconds."""
        self._become(Dripping(interval))
        self._listen()

    def garble(self) -> None:
        """What the server says arrives as rubbish of the same length."""
        self._become(Garbled())
        self._listen()

    def cut_after(self, count: int, *, times: int | None = None) -> None:
        """Cuts each line after `count` bytes from the server; after `times` cuts everything passes again."""
        self._become(CutAfter(count, times, self.let_pass))
        self._listen()

    def cut_at(self, mark: bytes, *, times: int | None = None) -> None:
        """Cuts each line just before these bytes of the server; after `times` cuts everything passes."""
        self._become(CutAt(mark, times, self.let_pass))
        self._listen()

    def drop(self) -> None:
        """Cuts all open lines now; new ones are treated as before."""
        for line in list(self._lines):
            line.close()

    @property
    def connections(self) -> int:
        """How many lines were opened so far."""
        return len(self._lines)

    @property
    def sent(self) -> bytes:
        """Everything the clients said, line after line."""
        return b"".join(bytes(line.spoken.raw) for line in self._lines)

    @property
    def commands(self) -> list[bytes]:
        """The IMAP commands the clients gave, with their tags, without literals."""
        return [command for line in self._lines for command in line.spoken.commands]

    @property
    def turns(self) -> int:
        """Round trips: how often a client spoke after the server had spoken."""
        return sum(line.turns for line in self._lines)

    def forget(self) -> None:
        """Begins the record anew; lines stay open."""
        self.bytes_down = 0
        for line in self._lines:
            line.spoken = Spoken()
            line.turns = 0

    def _become(self, behaviour: Behaviour) -> None:
        before, self.behaviour = self.behaviour, behaviour
        before.over.set()

    def _listen(self) -> None:
        if self._listener is not None:
            return
        self._listener = socket.create_server((self.host, self.port))
        self._accepting = threading.Thread(target=self._accept, args=(self._listener,), daemon=True)
        self._accepting.start()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                self._lines.append(Line(self, client))

    def _deaf(self) -> None:
        if self._listener is None or self._accepting is None:
            return
        # Only a shutdown wakes the thread that waits in accept; close alone would leave the port open.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join(10)
        self._listener = None
