"""One connection: opens it, guards every argument, turns failures into ours; alone imports imapclient."""

import imaplib
import select
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Literal

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

from webmail.mail.errors import (
    ConnectionLost,
    CredentialRefused,
    DeedRefused,
    FolderMissing,
    QuotaExceeded,
    StoreUnavailable,
    UnsafeArgument,
)
from webmail.mail.login import Login
from webmail.mail.mailbox.answer import Answer, Record
from webmail.mail.mailbox.argument import Argument, FolderName
from webmail.mail.mailbox.deadline import Deadline
from webmail.mail.mailbox.wire import Wire

Authenticate = Callable[[Any, Login], None]

_NOT_THE_PERSONS_FAULT = ("UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "PRIVACYREQUIRED", "CONTACTADMIN")
_BROKEN_LINE = (OSError, imaplib.IMAP4.error, IMAPClientError, ValueError)


@dataclass(frozen=True, slots=True)
class StoreAddress:
    """Where the store is and how long we wait for it."""

    host: str
    port: int
    tls: Literal["none", "starttls", "tls"] = "tls"
    ca_file: str | None = None
    connect_seconds: float = 1.5
    read_seconds: float = 3.0
    request_seconds: float = 5.0

    def deadline(self) -> Deadline:
        """The end of a request that begins now."""
        return Deadline.after(self.request_seconds)


@dataclass(frozen=True, slots=True)
class Selected:
    """A folder as it was when it was opened; keywords are those in use in it, in lower case."""

    folder: str
    uidvalidity: int
    uidnext: int
    exists: int
    keywords: frozenset[str] = frozenset()


class _Client(IMAPClient):  # type: ignore[misc]
    """IMAPClient over our own wire; the vault authenticates it like any other."""

    def __init__(self, store: StoreAddress, *, deadline: Deadline) -> None:
        context = None if store.tls == "none" else ssl.create_default_context(cafile=store.ca_file)
        self._wire_to: Callable[[], Wire] = lambda: Wire(
            store.host,
            store.port,
            connect_seconds=store.connect_seconds,
            read_seconds=store.read_seconds,
            deadline=deadline,
            context=context if store.tls == "tls" else None,
        )
        super().__init__(store.host, store.port, ssl=store.tls == "tls", ssl_context=context)
        # IMAPClient turns imaplib's protocol log on; it would format every line and every credential.
        self._imap.debug = 0
        if store.tls == "starttls":
            self._encrypt(context)

    def _encrypt(self, context: ssl.SSLContext | None) -> None:
        try:
            self.starttls(ssl_context=context)
        except BaseException:
            self._imap.shutdown()
            raise

    def _create_IMAP4(self) -> Wire:  # noqa: N802
        return self._wire_to()

    def _set_read_timeout(self) -> None:
        """The wire sets the timeout before every byte."""


class Connection:
    """An authenticated line to the store, used by one borrower at a time."""

    def __init__(self, client: _Client, *, store: StoreAddress) -> None:
        self._client = client
        self._wire: Wire = client._imap
        self._store = store
        self.usable = True
        self.capabilities: frozenset[str] = frozenset()
        # For whoever must not miss what the store tells beside its answers.
        self.overhear: Callable[[Answer], None] | None = None

    @classmethod
    def open(
        cls, store: StoreAddress, login: Login, *, authenticate: Authenticate, deadline: Deadline
    ) -> "Connection":
        """Connects, says for whom, authenticates."""
        try:
            client = _Client(store, deadline=deadline)
        except _BROKEN_LINE as error:
            raise StoreUnavailable("the store cannot be reached") from error
        connection = cls(client, store=store)
        try:
            connection._wire.greeted()
            connection._introduce(login)
            connection._authenticate(login, authenticate)
            connection.refresh_capabilities()
        except BaseException:
            connection.close()
            raise
        return connection

    def _introduce(self, login: Login) -> None:
        # The store counts failed sign-ins by address; without the person's own, one wrong
        # password would slow everybody down.
        if login.origin and b"ID" in self._wire.offered:
            self.command("ID", ["x-originating-ip", login.origin])

    def _authenticate(self, login: Login, authenticate: Authenticate) -> None:
        try:
            authenticate(self._client, login)
        except LoginError as error:
            if self._wire.untagged_responses.get("BYE") or any(
                f"[{c}]" in str(error) for c in _NOT_THE_PERSONS_FAULT
            ):
                raise StoreUnavailable("the store takes no sign-ins now") from error
            raise CredentialRefused("the store refuses this sign-in") from error
        except (OSError, imaplib.IMAP4.error, IMAPClientError) as error:
            raise ConnectionLost("the line broke while signing in") from error

    def refresh_capabilities(self) -> None:
        """What the store offers to this person; it offers more after authentication."""
        answer = self.command("CAPABILITY")
        words = b" ".join(record[0] for record in answer.lines(b"CAPABILITY"))
        self.capabilities = frozenset(words.decode("ascii", "replace").upper().split())
        self._wire.capabilities = tuple(self.capabilities)

    def offers(self, capability: str) -> bool:
        return capability in self.capabilities

    def hasten(self, deadline: Deadline, *, read_seconds: float | None = None) -> None:
        """The deadline of whoever borrows the connection now."""
        self._wire.hasten(deadline, read_seconds=read_seconds or self._store.read_seconds)

    def begin_anew(self) -> None:
        """From now on there is the time of a whole request."""
        self.hasten(self._store.deadline())

    def command(self, verb: str, *arguments: Argument) -> Answer:
        """The one way to the store: sends the command, raises ours for every failure.

        UnsafeArgument leaves the connection as it was; DeedRefused and its like leave it usable.
        """
        with self._whole():
            answer = self._wire.run(verb, *arguments)
        if self.overhear is not None:
            self.overhear(answer)
        return _accepted(answer)

    def begin_idle(self) -> None:
        """From here on the store speaks unasked (RFC 2177); DeedRefused where it does not want to."""
        with self._whole():
            refusal = self._wire.begin_idle()
        if refusal is not None:
            _accepted(refusal)

    def hear(self, seconds: float) -> Record | None:
        """What it says next, within so many seconds; None when it says nothing."""
        with self._whole():
            return self._wire.hear(seconds)

    def end_idle(self) -> Answer:
        """Now commands may be given again; the answer holds what was still on its way."""
        with self._whole():
            answer = self._wire.end_idle()
        return _accepted(answer)

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """What is read in the block is read to its end, or nobody uses this connection again."""
        if not self.usable:
            raise ConnectionLost("the connection is not usable any more")
        try:
            yield
        except UnsafeArgument:
            raise
        except _BROKEN_LINE as error:
            self.usable = False
            raise ConnectionLost("the connection broke") from error
        except BaseException:
            # Stopped in the middle of an answer: the next borrower would read the rest of it.
            self.usable = False
            raise

    def select(self, folder: str, *, readonly: bool) -> Selected:
        """Opens the folder; FolderMissing when there is none or it holds no messages."""
        try:
            answer = self.command("EXAMINE" if readonly else "SELECT", FolderName(folder))
        except DeedRefused as error:
            raise FolderMissing("no such folder") from error
        exists = [number for number, _ in answer.numbered(b"EXISTS")]
        uidvalidity, uidnext = answer.find_code("UIDVALIDITY"), answer.find_code("UIDNEXT")
        return Selected(
            folder=folder,
            uidvalidity=_number(uidvalidity),
            uidnext=_number(uidnext),
            exists=exists[-1] if exists else 0,
            keywords=frozenset(
                word
                for record in answer.lines(b"FLAGS")
                for word in record[0].decode("ascii", "replace").strip("()").lower().split()
            ),
        )

    @property
    def stale(self) -> bool:
        """Whether something waits unasked on a resting line: its end, or a goodbye."""
        try:
            return not self.usable or bool(self._wire.reader.waiting) or bool(_readable(self._wire.sock))
        except (OSError, ValueError):
            return True

    def cut(self) -> None:
        """Ends the connection from another thread, whatever its borrower is waiting for."""
        self.usable = False
        self._wire.cut()

    def close(self) -> None:
        """Ends the connection; never waits and never fails."""
        self.usable = False
        with suppress(Exception):
            self._wire.shutdown()

    def tidy(self) -> None:
        """Drops what imaplib collected, which would grow for as long as the connection lives."""
        self._wire.untagged_responses.clear()


def _readable(sock: Any) -> bool:
    poll = select.poll()
    poll.register(sock, select.POLLIN | select.POLLHUP | select.POLLERR)
    return bool(poll.poll(0))


def _number(digits: bytes | None) -> int:
    return int(digits) if digits and digits.isdigit() else 0


def _accepted(answer: Answer) -> Answer:
    """The answer, unless the store has refused."""
    if answer.status == "OK":
        return answer
    raise _refusal(answer)


def _refusal(answer: Answer) -> Exception:
    if answer.code == "OVERQUOTA":
        return QuotaExceeded("the mailbox is full")
    if answer.code in ("UNAVAILABLE", "INUSE", "SERVERBUG"):
        return StoreUnavailable(f"the store cannot do this now ({answer.code})")
    return DeedRefused(answer.code or answer.status)
