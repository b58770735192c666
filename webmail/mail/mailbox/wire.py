"""The wire: one guarded line for every send, and a deadline before every byte that is read."""

import imaplib
import re
import socket
import ssl
from collections import deque
from collections.abc import Iterable
from typing import Any

from webmail.mail.errors import UnsafeArgument
from webmail.mail.mailbox.answer import Answer, Record
from webmail.mail.mailbox.argument import Argument, Stream, encode_arguments
from webmail.mail.mailbox.deadline import Deadline

LONGEST_LINE = 8 * 1024 * 1024
LARGEST_LITERAL = 8 * 1024 * 1024
LARGEST_ANSWER = 48 * 1024 * 1024
MOST_EARLY = 20_000

_BREAKS_A_LINE = re.compile(rb"[\r\n\x00]")
_STATUS = (b"OK", b"NO", b"BAD", b"BYE", b"PREAUTH")
_LITERAL = re.compile(rb"~?\{(\d{1,20})\}\Z")


class Reader:
    """What comes from the socket, in lines and counted stretches, until the deadline."""

    def __init__(self, sock: socket.socket, *, read_seconds: float, deadline: Deadline) -> None:
        self.sock = sock
        self.read_seconds = read_seconds
        self.deadline = deadline
        self.waiting = bytearray()

    def readline(self, limit: int = LONGEST_LINE) -> bytes:
        searched = 0
        while (end := self.waiting.find(b"\n", searched)) < 0:
            searched = len(self.waiting)
            if searched > limit:
                raise ConnectionAbortedError("a line of the store is too long")
            self._receive()
        return self._take(end + 1)

    def read(self, size: int) -> bytes:
        while len(self.waiting) < size:
            self._receive()
        return self._take(size)

    def hear(self, seconds: float) -> bool:
        """Waits at most so long for the store to speak unasked; nothing that came is lost by giving up."""
        if self.waiting:
            return True
        self.sock.settimeout(max(seconds, 0.001))
        try:
            received = self.sock.recv(262144)
        except TimeoutError:
            return False
        if not received:
            raise ConnectionResetError("the store closed the connection")
        self.waiting += received
        return True

    def _take(self, size: int) -> bytes:
        taken = bytes(memoryview(self.waiting)[:size])
        del self.waiting[:size]
        return taken

    def _receive(self) -> None:
        remaining = self.deadline.remaining
        if remaining <= 0:
            raise TimeoutError("the store is too slow")
        self.sock.settimeout(min(self.read_seconds, remaining))
        received = self.sock.recv(262144)
        if not received:
            raise ConnectionResetError("the store closed the connection")
        self.waiting += received


class Wire(imaplib.IMAP4):
    """imaplib's connection with its reading, its sending and its commands replaced.

    imaplib still greets, negotiates STARTTLS and carries SASL; everything else goes through run().
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        connect_seconds: float,
        read_seconds: float,
        deadline: Deadline,
        context: ssl.SSLContext | None,
    ) -> None:
        self.connect_seconds = connect_seconds
        self.read_seconds = read_seconds
        self.deadline = deadline
        self.context = context
        self.idling: bytes | None = None
        self._early: deque[Record] = deque()
        super().__init__(host, port)

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        self.host, self.port = host, port
        connecting = min(self.connect_seconds, self.deadline.remaining) or 0.001
        self.sock: Any = socket.create_connection((host, port), connecting)
        try:
            # Without it every AUTHENTICATE and every literal waits 40 ms for a delayed acknowledgement.
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.context is not None:
                self.sock = self.context.wrap_socket(self.sock, server_hostname=host)
        except BaseException:
            self.sock.close()
            raise
        self.reader = Reader(self.sock, read_seconds=self.connect_seconds, deadline=self.deadline)

    def greeted(self) -> None:
        """From here on the store may think as long as the reading limit says."""
        self.reader.read_seconds = self.read_seconds

    def hasten(self, deadline: Deadline, *, read_seconds: float) -> None:
        """The deadline of the request that now borrows this wire."""
        self.deadline = self.reader.deadline = deadline
        self.reader.read_seconds = read_seconds

    def starttls(self, ssl_context: ssl.SSLContext | None = None) -> Any:
        answer = self.run("STARTTLS")
        if answer.status != "OK" or ssl_context is None:
            raise self.error("the store refuses STARTTLS")
        if self.reader.waiting:
            # Whatever was said in the clear after the OK is an attacker's (RFC 9051 section 11.1).
            raise ConnectionAbortedError("the store spoke before the handshake")
        self.sock.settimeout(min(self.connect_seconds, self.deadline.remaining) or 0.001)
        self.sock = self.reader.sock = ssl_context.wrap_socket(self.sock, server_hostname=self.host)
        self._tls_established = True
        return "OK", [answer.text]

    def login(self, user: str, password: str) -> Any:
        """Replaces imaplib's, which leaves the user unquoted and refuses umlauts in a password."""
        answer = self.run("LOGIN", user, password)
        if answer.status != "OK":
            raise self.error(answer.text)
        self.state = "AUTH"
        return "OK", [answer.text]

    def run(self, verb: str, *arguments: Argument) -> Answer:
        """Sends one command and reads until its end; the tag, the literals and the limits are ours."""
        encoded = encode_arguments(arguments)
        tag = self._next_tag()
        line = tag + b" " + verb.encode("ascii") + (b" " if arguments else b"")
        at_once = b"LITERAL+" in self.offered
        for before, literal in encoded.before:
            streamed = isinstance(literal, Stream)
            size = literal.size if isinstance(literal, Stream) else len(literal)
            # What is large waits to be asked for: a full mailbox says so before it has come over the line.
            waits = streamed or not at_once
            self.send(line + before + b"{%d%s}\r\n" % (size, b"" if waits else b"+"))
            if waits and (refusal := self._wait_for_go_ahead(tag)):
                return refusal
            self._send_literal(literal)
            line = b""
        self.send(line + encoded.rest + b"\r\n")
        return self._read_answer(tag)

    def _send_literal(self, literal: bytes | Stream) -> None:
        if isinstance(literal, bytes):
            self._send_freely(literal)
            return
        left = literal.size
        for piece in literal.pieces:
            left -= len(piece)
            if left < 0:
                break
            self._send_freely(piece)
        if left:
            # The store still waits for octets, or would take the surplus for a command.
            raise ConnectionAbortedError("a literal is not as long as it was said to be")

    def _next_tag(self) -> bytes:
        tag = bytes(self.__dict__["tagpre"]) + b"%d" % self.tagnum
        self.tagnum += 1
        return tag

    @property
    def offered(self) -> frozenset[bytes]:
        return frozenset(
            str(word).encode("ascii", "replace") for word in self.__dict__.get("capabilities", ())
        )

    def _wait_for_go_ahead(self, tag: bytes) -> Answer | None:
        untagged: list[Record] = []
        while True:
            record = self._read_record()
            if record[0].startswith(b"+"):
                return None
            if record[0].startswith(tag + b" "):
                return Answer.from_tagged(record[0], untagged=untagged)
            untagged.append(record)

    def _read_answer(self, tag: bytes) -> Answer:
        untagged: list[Record] = []
        size = 0
        while True:
            record = self._read_record()
            if record[0].startswith(b"* "):
                size += sum(map(len, record))
                if size > LARGEST_ANSWER:
                    raise ConnectionAbortedError("the store's answer is too large")
                if record[0][:5].upper() == b"* BYE":
                    raise ConnectionResetError("the store says goodbye")
                untagged.append(record)
            elif record[0].startswith(tag + b" "):
                return Answer.from_tagged(record[0], untagged=untagged)
            else:
                raise ConnectionAbortedError("the store speaks out of turn")

    # -- waiting without asking (RFC 2177) ---------------------------------------------------

    def begin_idle(self) -> Answer | None:
        """Says that we wait; the store's refusal, or None when it has agreed."""
        tag = self._next_tag()
        self.send(tag + b" IDLE\r\n")
        while not (record := self._read_record())[0].startswith(b"+"):
            if record[0].startswith(tag + b" "):
                return Answer.from_tagged(record[0], untagged=list(self._early))
            self._early.append(record)
            if len(self._early) > MOST_EARLY:
                raise ConnectionAbortedError("the store's answer is too large")
        self.idling = tag
        return None

    def hear(self, seconds: float) -> Record | None:
        """What the store says next while we wait, or None when it has said nothing for so long."""
        if self._early:
            return self._early.popleft()
        if not self.reader.hear(seconds):
            return None
        # What has begun to come must come to its end like any answer.
        self.hasten(Deadline.after(self.read_seconds), read_seconds=self.read_seconds)
        record = self._read_record()
        if not record[0].startswith(b"* "):
            raise ConnectionAbortedError("the store speaks out of turn")
        if record[0][:5].upper() == b"* BYE":
            raise ConnectionResetError("the store says goodbye")
        return record

    def end_idle(self) -> Answer:
        """Says that we wait no longer; what came until the store has heard it stands in the answer."""
        tag, self.idling = self.idling, None
        if tag is None:
            raise ConnectionAbortedError("nobody was waiting")
        self.hasten(Deadline.after(self.read_seconds), read_seconds=self.read_seconds)
        self.send(b"DONE\r\n")
        answer = self._read_answer(tag)
        answer.untagged[:0] = self._early
        self._early.clear()
        return answer

    def _read_record(self) -> Record:
        line = self.reader.readline().rstrip(b"\r\n")
        if not line.endswith(b"}") or not line.startswith(b"* ") or line[2:].split(b" ", 1)[0] in _STATUS:
            return (line,)
        pieces: list[bytes] = []
        while found := _LITERAL.search(line):
            size = int(found[1])
            if size > LARGEST_LITERAL:
                raise ConnectionAbortedError("a literal of the store is too large")
            pieces.extend((line[: found.start()], self.reader.read(size)))
            line = self.reader.readline().rstrip(b"\r\n")
        return (*pieces, line)

    # -- what imaplib calls ------------------------------------------------------------------

    def readline(self) -> bytes:
        return self.reader.readline()

    def read(self, size: int) -> bytes:
        if size > LARGEST_LITERAL:
            raise ConnectionAbortedError("a literal of the store is too large")
        return self.reader.read(size)

    def send(self, data: Any) -> None:
        """One line and never two, whoever made it: the guard's second half, under every library."""
        if _BREAKS_A_LINE.search(data.removesuffix(b"\r\n")):
            raise UnsafeArgument("an IMAP command holds CR, LF or NUL")
        self._send_freely(data)

    def _send_freely(self, data: bytes) -> None:
        remaining = self.deadline.remaining
        if remaining <= 0:
            raise TimeoutError("the store is too slow")
        self.sock.settimeout(min(self.read_seconds, remaining))
        self.sock.sendall(data)

    def shutdown(self) -> None:
        self.cut()
        self.sock.close()

    def cut(self) -> None:
        """Ends the line at once; a thread that is reading from it wakes up with an error."""
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return

    def _log(self, line: str) -> None:
        """Keeps nothing: imaplib's memory of the last lines would hold the credential."""

    def _mesg(self, s: str, secs: Iterable[float] | None = None) -> None:
        """Prints nothing, for the same reason."""
