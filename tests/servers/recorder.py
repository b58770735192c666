"""A small IMAP server that records every line it is sent and answers plausibly, or as a test scripts it."""

import re
import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import BinaryIO, Self, cast

from tests.servers import ground

CAPABILITY = "IMAP4rev1 SASL-IR LITERAL+ ID UIDPLUS MOVE SPECIAL-USE CHILDREN UNSELECT NAMESPACE"
LITERAL = re.compile(rb"\{(\d+)(\+?)\}$")
MESSAGE = b"From: Boris <boris.becker@schule.example>\r\nSubject: Probe\r\n\r\nGuten Tag\r\n"
SELECTED = (
    b"* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)\r\n"
    b"* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft \\*)] ok\r\n"
    b"* 1 EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 2] ok\r\n"
)
FOLDERS = b'* LIST (\\HasNoChildren) "/" INBOX\r\n' + b"".join(
    b'* LIST (\\HasNoChildren \\%s) "/" %s\r\n' % (name, name)
    for name in (b"Drafts", b"Sent", b"Archive", b"Junk", b"Trash")
)
Answer = bytes | Callable[[bytes], bytes]


class Recorder:
    """One message in every folder, everybody may come in.

    answers replaces what is said to a command, by its name ("SELECT", "UID FETCH"): untagged lines as bytes
    or made from the command's line; a tagged line may be part of it, beginning with "@TAG@ ".
    """

    def __init__(
        self,
        *,
        capability: str = CAPABILITY,
        answers: Mapping[str, Answer] | None = None,
        message: bytes = MESSAGE,
    ) -> None:
        self.host = ground.HOST
        self.capability = capability.encode()
        self.message = message
        self.lines: list[bytes] = []
        self.answers: dict[str, Answer] = {**self._plausible(), **(answers or {})}
        self._listener = socket.create_server((self.host, 0))
        self.port = int(self._listener.getsockname()[1])
        self._lines: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for end in (self._listener, *self._lines):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)
        self._listener.close()

    @property
    def commands(self) -> list[bytes]:
        """The commands as the server understood them, without tags; an injected one stands out here."""
        return [line.split(b" ", 1)[1] for line in self.lines if re.match(rb"[A-Za-z0-9]+ [A-Za-z]", line)]

    @property
    def verbs(self) -> list[str]:
        """The names of the commands only."""
        return [_name(b"x " + command) for command in self.commands]

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self._listener.accept()
                self._lines.append(line)
                self._threads.append(threading.Thread(target=self._serve, args=(line,), daemon=True))
                self._threads[-1].start()

    def _serve(self, line: socket.socket) -> None:
        with line, suppress(OSError), line.makefile("rwb", buffering=0) as raw:
            stream = cast(BinaryIO, raw)
            stream.write(b"* OK [CAPABILITY " + self.capability + b"] ready\r\n")
            while command := self._read(stream):
                tag = command.split(b" ", 1)[0]
                stream.write(self._answer(command).replace(b"@TAG@", tag))
                if _name(command) == "LOGOUT":
                    return

    def _read(self, stream: BinaryIO) -> bytes:
        """One command; what follows a literal is written down as lines of its own."""
        command = b""
        while True:
            read = stream.readline()
            line = read.rstrip(b"\r\n")
            if read:
                self.lines.append(line)
            command += line
            literal = LITERAL.search(line)
            if literal is None:
                break
            if not literal[2]:
                stream.write(b"+ go on\r\n")
            content = stream.read(int(literal[1]))
            while len(content) < int(literal[1]):
                content += stream.read(int(literal[1]) - len(content))
            command += b"\r\n" + content
        if _name(command) == "AUTHENTICATE" and command.count(b" ") == 2:
            stream.write(b"+ \r\n")
            self.lines.append(stream.readline().rstrip(b"\r\n"))
        return command

    def _answer(self, command: bytes) -> bytes:
        answer = self.answers.get(_name(command), b"")
        said = answer(command) if callable(answer) else answer
        return said if b"@TAG@" in said else said + b"@TAG@ OK done\r\n"

    def _plausible(self) -> dict[str, Answer]:
        capability = b"* CAPABILITY " + self.capability + b"\r\n"
        return {
            "CAPABILITY": capability,
            "LOGIN": b"@TAG@ OK [CAPABILITY " + self.capability + b"] signed in\r\n",
            "AUTHENTICATE": b"@TAG@ OK [CAPABILITY " + self.capability + b"] signed in\r\n",
            "ID": b'* ID ("name" "recorder")\r\n',
            "NAMESPACE": b'* NAMESPACE (("" "/")) NIL NIL\r\n',
            "LIST": FOLDERS,
            "LSUB": FOLDERS.replace(b"* LIST", b"* LSUB"),
            "STATUS": _status,
            "SELECT": SELECTED + b"@TAG@ OK [READ-WRITE] selected\r\n",
            "EXAMINE": SELECTED + b"@TAG@ OK [READ-ONLY] selected\r\n",
            "SEARCH": b"* SEARCH 1\r\n",
            "UID SEARCH": b"* SEARCH 1\r\n",
            "UID SORT": b"* SORT 1\r\n",
            "FETCH": self._fetched,
            "UID FETCH": self._fetched,
            "STORE": b"* 1 FETCH (FLAGS (\\Seen))\r\n",
            "UID STORE": b"* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n",
            "UID COPY": b"@TAG@ OK [COPYUID 8 1 1] copied\r\n",
            "UID MOVE": b"* OK [COPYUID 8 1 1] moved\r\n* 1 EXPUNGE\r\n",
            "APPEND": b"@TAG@ OK [APPENDUID 7 2] stored\r\n",
            "LOGOUT": b"* BYE see you\r\n",
        }

    def _fetched(self, command: bytes) -> bytes:
        head, _, body = self.message.partition(b"\r\n\r\n")
        structure = b'("text" "plain" ("charset" "utf-8") NIL NIL "8bit" %d 1 NIL NIL NIL NIL)' % len(body)
        items = [b"UID 1"]
        simple = {
            b"FLAGS": b"()",
            b"INTERNALDATE": b'"02-Nov-2026 08:00:00 +0100"',
            b"RFC822.SIZE": b"%d" % len(self.message),
            b"BODYSTRUCTURE": structure,
        }
        items += [b"%s %s" % (name, value) for name, value in simple.items() if name in command.upper()]
        for section in re.findall(rb"BODY(?:\.PEEK)?\[([^\]]*)\]", command):
            whole = {b"": self.message, b"1": body, b"TEXT": body}.get(section, head + b"\r\n\r\n")
            items.append(b"BODY[%s] {%d}\r\n%s" % (section, len(whole), whole))
        return b"* 1 FETCH (" + b" ".join(items) + b")\r\n"


def _name(command: bytes) -> str:
    words = command.split(b" ")
    name = words[1].upper() if len(words) > 1 else b""
    if name == b"UID" and len(words) > 2:
        name += b" " + words[2].upper()
    return name.decode("ascii", "replace")


def _status(command: bytes) -> bytes:
    asked = re.search(rb"STATUS (.+) \(", command)
    folder = asked[1] if asked else b"INBOX"
    return b"* STATUS " + folder + b" (MESSAGES 1 UNSEEN 1 UIDVALIDITY 7 UIDNEXT 2)\r\n"
