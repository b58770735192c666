"""Submission: hands a message to the SMTP server (RFC 6409), all or nobody; alone imports smtplib."""

import logging
import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any, Literal

from webmail.errors import WebmailError
from webmail.mail.address import Address
from webmail.mail.errors import (
    AlreadySent,
    Hindrance,
    MailError,
    NotSubmitted,
    OutcomeUnclear,
    UnsafeArgument,
    Unsendable,
)
from webmail.mail.login import Login
from webmail.mail.mailbox.deadline import Deadline
from webmail.mail.writing.spoken import Answer, greeting_of, on_the_wire
from webmail.mail.writing.transaction import Transaction

LOG = logging.getLogger(__name__)

Authenticate = Callable[[Any, Login], None]
Pieces = Callable[[bool], Iterator[bytes]]

SECONDS_EACH_RECIPIENT = 0.05
SLOWEST_OCTETS_A_SECOND = 100_000
LEAVING_SECONDS = 1.0
# Somebody's page waits so long for what the server offers, and is asked no more than that.
LEARNING_SECONDS, LEARNING_PAUSE = 1.0, 60.0
# Text, addresses and what stands around each file.
BESIDE_FILES = 64 * 1024
_LONGEST_ANSWER = 64 * 1024

_BREAKS_A_LINE = re.compile("[\r\n\0]")
_CODE = re.compile(rb"[2-5][0-5][0-9](?=[ -]|\Z)")


@dataclass(frozen=True, slots=True)
class SubmissionAddress:
    """Where the submission server is, and how long we wait for it.

    connect_seconds is for everything up to the last recipient, data_seconds for its word on the message.
    """

    host: str
    port: int
    tls: Literal["none", "starttls", "tls"] = "starttls"
    ca_file: str | None = None
    connect_seconds: float = 5.0
    data_seconds: float = 60.0


class _Client(smtplib.SMTP):
    """smtplib's dialogue over our own reading and sending: each has a deadline, no command hides another."""

    def __init__(
        self, server: SubmissionAddress, *, context: ssl.SSLContext | None, greets_as: str, deadline: Deadline
    ) -> None:
        # Given a name, smtplib does not ask for this machine's own, which is nobody's business.
        super().__init__(local_hostname=greets_as)
        self.deadline = deadline
        self._host = server.host
        self._waiting = bytearray()
        self._context = context
        self._at_once = server.tls == "tls"

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        sock = socket.create_connection((host, port), self._seconds())
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return self._encrypted(sock) if self._at_once else sock
        except BaseException:
            sock.close()
            raise

    def _encrypted(self, sock: socket.socket) -> socket.socket:
        if self._context is None:
            raise smtplib.SMTPNotSupportedError("no encryption is set up")
        sock.settimeout(self._seconds())
        return self._context.wrap_socket(sock, server_hostname=self._host)

    def encrypt(self) -> None:
        """STARTTLS (RFC 3207); never goes on in the clear."""
        if not self.has_extn("starttls") or Answer.of(self.docmd("STARTTLS")).code != 220:
            raise smtplib.SMTPNotSupportedError("the server offers no encryption")
        if self._waiting:
            # Whatever was said in the clear after the answer is an attacker's.
            raise smtplib.SMTPServerDisconnected("the server spoke before the handshake")
        self.sock = self._encrypted(self._line)
        self.helo_resp = self.ehlo_resp = None

    def putcmd(self, cmd: str, args: str = "") -> None:
        """The one way for commands: a line break or NUL in one is never sent."""
        command = f"{cmd} {args}" if args else cmd
        if _BREAKS_A_LINE.search(command):
            raise UnsafeArgument("an argument holds CR, LF or NUL")
        self.send(command + "\r\n")

    def send(self, s: Any) -> None:
        rest = memoryview(s.encode(self.command_encoding) if isinstance(s, str) else s)
        while rest:
            self._line.settimeout(self._seconds())
            rest = rest[self._line.send(rest) :]

    def getreply(self) -> tuple[int, bytes]:
        """The answer, its lines without their code; a line that is none breaks the connection."""
        lines: list[bytes] = []
        size = 0
        while True:
            line = self._readline()
            size += len(line)
            code = _CODE.match(line)
            if code is None or size > _LONGEST_ANSWER:
                raise smtplib.SMTPServerDisconnected("not an answer of SMTP")
            lines.append(line[4:].strip())
            if line[3:4] != b"-":
                return int(code[0]), b"\n".join(lines)

    def check_silent(self) -> None:
        """Raises NotSubmitted when the server speaks without being asked: it has had enough."""
        if not self._waiting:
            self._line.settimeout(0)
            try:
                self._receive()
            except (BlockingIOError, ssl.SSLWantReadError):
                return
        # Left unread it would be taken for the answer to the message.
        raise Answer.of(self.getreply()).refusal("refused_message")

    def forget(self) -> None:
        """Takes the envelope back, so that nobody gets anything, and leaves."""
        self.deadline = Deadline.after(LEAVING_SECONDS)
        with suppress(OSError, smtplib.SMTPException):
            self.rset()
        self.leave()

    def leave(self) -> None:
        """Says goodbye; nothing depends on it any more."""
        self.deadline = Deadline.after(LEAVING_SECONDS)
        with suppress(Exception):
            self.docmd("QUIT")

    def close(self) -> None:
        """Never fails: behind an accepted message it would look as if it was not."""
        with suppress(OSError):
            super().close()

    @property
    def _line(self) -> socket.socket:
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("the connection is closed")
        return self.sock

    def _readline(self) -> bytes:
        while (end := self._waiting.find(b"\n")) < 0:
            if len(self._waiting) > _LONGEST_ANSWER:
                raise smtplib.SMTPServerDisconnected("not an answer of SMTP")
            self._line.settimeout(self._seconds())
            self._receive()
        line = bytes(self._waiting[:end])
        del self._waiting[: end + 1]
        return line.rstrip(b"\r")

    def _receive(self) -> None:
        received = self._line.recv(4096)
        if not received:
            raise smtplib.SMTPServerDisconnected("the server closed the connection")
        self._waiting += received

    def _seconds(self) -> float:
        if not (remaining := self.deadline.remaining):
            raise TimeoutError("the submission server is too slow")
        return remaining


class Submission:
    """The way out for everybody; a connection of its own for each message."""

    def __init__(self, *, server: SubmissionAddress, authenticate: Authenticate) -> None:
        self._server = server
        self._authenticate = authenticate
        # Made once: reading what this machine trusts takes longer than handing over a message.
        self._context = None if server.tls == "none" else ssl.create_default_context(cafile=server.ca_file)
        self._takes = 0
        # Whether the server can tell of an arrival, as far as it has said; None before it has.
        self.tells_arrival: bool | None = None
        self._learning = threading.Lock()
        self._learns_after = 0.0

    def fitting(self, limit: int) -> int:
        """How many octets of files fit into a message: this limit, or less where the server takes less.

        What it takes it has said when it was asked last (RFC 1870); base64 makes files larger.
        """
        if not self._takes:
            return limit
        return max(0, min(limit, (self._takes - BESIDE_FILES) * 57 // 78))

    def learn(self, login: Login, *, sender: str) -> None:
        """Asks what the server offers to those whom it knows, unless it has said so to this process before.

        For a second at most, by one at a time; where no answer came, nobody asks again for a minute.
        """
        if self.tells_arrival is not None or not self._learning.acquire(blocking=False):
            return
        try:
            if monotonic() >= self._learns_after:
                self._learns_after = monotonic() + LEARNING_PAUSE
                self._learn(login, sender)
        except WebmailError as error:
            LOG.info("submission_not_asked kind=%s", type(error).__name__)
        finally:
            self._learning.release()

    def _learn(self, login: Login, sender: str) -> None:
        with closing(self._greeted(sender, deadline=Deadline.after(LEARNING_SECONDS))) as client:
            with _nothing_sent():
                self._sign_in(client, login)
                _introduce(client)
                self._note(Transaction(client, size=0, utf8=False, envelope_id=""))
            client.leave()

    def _note(self, transaction: Transaction) -> None:
        self._takes, self.tells_arrival = int(transaction.limit or 0), transaction.dsn

    def longest(self, *, recipients: int, size: int) -> float:
        """The seconds after which submit() has certainly come to an end, but for what its pieces take."""
        return (
            self._until_recipients(recipients)
            + self._until_content(size)
            + self._server.data_seconds
            + LEAVING_SECONDS
        )

    def _until_recipients(self, count: int) -> float:
        return self._server.connect_seconds + SECONDS_EACH_RECIPIENT * count

    def _until_content(self, size: int) -> float:
        return self._server.data_seconds + size / SLOWEST_OCTETS_A_SECOND

    def submit(
        self,
        login: Login,
        *,
        sender: str,
        recipients: Sequence[Address],
        size: int,
        utf8: bool,
        envelope_id: str,
        pieces: Pieces,
        tell_arrival: bool = False,
    ) -> None:
        """Returns when the server has taken the message for all recipients.

        tell_arrival: the sender is told when it has arrived, where the servers do that (RFC 3461).
        OutcomeUnclear when it was handed over and nobody knows; whatever else is raised, nobody got anything.
        pieces is asked once, for octets with 8-bit text or without.
        """
        deadline = Deadline.after(self._until_recipients(len(recipients)))
        with closing(self._greeted(sender, deadline=deadline)) as client:
            with _nothing_sent():
                self._sign_in(client, login)
                # Some offer more to those they know: Dovecot names DSN only now.
                _introduce(client)
                transaction = Transaction(
                    client, size=size, utf8=utf8, envelope_id=envelope_id, tell_arrival=tell_arrival
                )
                self._note(transaction)
                transaction.deliver_to(sender, recipients)
                client.deadline = Deadline.after(self._until_content(size))
                _send_content(client, pieces(transaction.eight_bit))
            self._hand_over(client)
            client.leave()

    def _greeted(self, sender: str, *, deadline: Deadline) -> _Client:
        client = _Client(
            self._server, context=self._context, greets_as=greeting_of(sender), deadline=deadline
        )
        try:
            greeting = Answer.of(client.connect(self._server.host, self._server.port))
            if greeting.code != 220:
                raise greeting.refusal("unreachable")
            _introduce(client)
            if self._server.tls == "starttls":
                client.encrypt()
                _introduce(client)
        except (smtplib.SMTPException, OSError) as error:
            client.close()
            slow = isinstance(error, TimeoutError)
            raise NotSubmitted("slow" if slow else "unreachable") from error
        except BaseException:
            client.close()
            raise
        return client

    def _sign_in(self, client: _Client, login: Login) -> None:
        try:
            self._authenticate(client, login)
        except smtplib.SMTPServerDisconnected:
            raise
        except smtplib.SMTPResponseException as error:
            answer = Answer.of((error.smtp_code, _octets(error.smtp_error)))
            # 454: the server cannot tell now (RFC 4954 section 6); that is not the person's password.
            reason = "unreachable" if answer.code < 500 else "refused_credentials"
            # Without its cause: what a server says to a sign-in stays out of the log.
            raise answer.refusal(reason) from None
        except smtplib.SMTPException:
            raise NotSubmitted("refused_credentials") from None

    def _hand_over(self, client: _Client) -> None:
        """The point of no return: from its first octet on, no answer means that nobody knows."""
        client.deadline = Deadline.after(self._server.data_seconds)
        try:
            client.send(b".\r\n")
            answer = Answer.of(client.getreply())
        except Exception as error:
            raise OutcomeUnclear("no answer came after the message") from error
        if answer.good:
            return
        if answer.code < 400:
            raise OutcomeUnclear("the answer to the message says nothing")
        if answer.enhanced == "5.3.4":
            raise Unsendable({"attachments": (Hindrance("too_large", said=answer.said),)})
        raise answer.refusal("refused_message")


@contextmanager
def _nothing_sent() -> Iterator[None]:
    """What may break before the message is complete; the failures behind that are named where they happen."""
    try:
        yield
    except TimeoutError as error:
        raise NotSubmitted("slow") from error
    except (smtplib.SMTPException, OSError) as error:
        raise NotSubmitted("broke") from error


def _introduce(client: _Client) -> None:
    answer = Answer.of(client.ehlo())
    if not answer.good:
        raise answer.refusal("unreachable")


def _send_content(client: _Client, pieces: Iterator[bytes]) -> None:
    """Everything but the final dot."""
    try:
        with closing(on_the_wire(pieces)) as content:
            for stretch in content:
                client.check_silent()
                client.send(stretch)
        client.check_silent()
    except (NotSubmitted, AlreadySent):
        raise
    except MailError as error:
        raise NotSubmitted("broke") from error
    except OSError:
        # A server that hangs up may have said why.
        with suppress(OSError, smtplib.SMTPException):
            client.check_silent()
        raise


def _octets(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode()
