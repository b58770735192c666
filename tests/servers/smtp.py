"""A submission server that records, refuses, stalls and hangs up on demand; it delivers to nobody."""

import asyncio
import re
import shutil
import ssl
import threading
from base64 import b64decode
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tests.servers import ground
from tests.servers.certificate import write_certificate

# In the order of a submission. "content" comes behind the 354, "dot" before the message is taken, "taken"
# behind that.
STAGES = (
    *("connect", "ehlo", "starttls", "auth", "mail", "rcpt", "data"),
    *("content", "dot", "taken", "rset", "quit"),
)
RAW_KEPT = 4 * 1024 * 1024
_ASKS_FOR = {
    "SIZE": "SIZE",
    "BODY": "8BITMIME",
    "SMTPUTF8": "SMTPUTF8",
    **dict.fromkeys(("RET", "ENVID", "NOTIFY", "ORCPT"), "DSN"),
}
_DSN = re.compile(r" (?:RET|ENVID|NOTIFY|ORCPT)=\S*", re.IGNORECASE)
_MESSAGE_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Received:
    """One message as it was taken: the envelope with its options as written, and the content without dots."""

    sender: str
    recipients: tuple[str, ...]
    mail_options: str
    recipient_options: tuple[str, ...]
    content: bytes = field(repr=False)
    login: str
    greeted_as: str
    encrypted: bool

    @property
    def message_id(self) -> str:
        """The Message-ID, angles included; "" without one."""
        found = _MESSAGE_ID.search(self.content.partition(b"\r\n\r\n")[0])
        return found[1].decode() if found else ""


class Stop:
    """Where clients are kept waiting; reached is set when the first one is there."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.reached = threading.Event()
        self._loop = loop
        self._over = asyncio.Event()

    async def wait(self) -> None:
        self.reached.set()
        await self._over.wait()

    def release(self) -> None:
        """Lets everybody go on who waits here."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._over.set)


class HungUp(Exception):
    """The server has closed the line at this stage."""


class Sink:
    """A running submission server for the people of `users`; everybody has to sign in, by PLAIN.

    port speaks plainly and offers STARTTLS, tls_port speaks TLS from the first byte, both proven by
    ca_file. masters are service credentials that may enter for anybody (RFC 4616 authzid). `hidden` names
    extensions that are not offered: "SIZE", "8BITMIME", "SMTPUTF8", "DSN", "STARTTLS", "AUTH"; what was not
    offered is refused. `size_limit` is what SIZE says.
    """

    def __init__(self, *, users: Mapping[str, str], masters: Mapping[str, str] | None = None) -> None:
        self.users = dict(users)
        self.masters = dict(masters or {})
        self.host = ground.HOST
        self.port = ground.free_port()
        self.tls_port = ground.free_port()
        self._base = ground.directory("dienstpost-sink-", of=ground.owner())
        certificate, key = write_certificate(self._base)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(certificate, key)
        self._loop = asyncio.new_event_loop()
        self._thread: threading.Thread | None = None
        self._servers: list[asyncio.Server] = []
        self.lines: set[Line] = set()
        self._stops: list[Stop] = []
        self._begin_anew()

    @property
    def ca_file(self) -> Path:
        """Who trusts this file trusts this server."""
        return self._base / "certificate.pem"

    @property
    def running(self) -> bool:
        """Whether the server is up."""
        return self._thread is not None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._loop.close()
        shutil.rmtree(self._base, ignore_errors=True)

    def start(self) -> None:
        """Listens on the same ports as before."""
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._inside(self._listen())

    def stop(self) -> None:
        """Ends every line; nobody listens any more."""
        if self._thread is None:
            return
        self.release()
        self._inside(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._thread = None

    def empty(self) -> None:
        """Forgets what was received and how to behave; open lines are cut, a stopped server is started."""
        if not self.running:
            self.start()
        self.release()
        self._inside(self._cut())
        self._begin_anew()

    def refuse(self, spec: str, answer: str = "550 5.1.1 No such user") -> None:
        """This recipient is not taken; the answer may have several lines."""
        self._refused[spec.casefold()] = answer

    def answer(self, stage: str, answer: str) -> None:
        """Says this instead of what the stage should say; only at "taken" the message is received."""
        self._answers[_known(stage)] = answer

    def stall(self, stage: str) -> Stop:
        """Says nothing at this stage until the stop is released."""
        stop = Stop(self._loop)
        self._stalled[_known(stage)] = stop
        self._stops.append(stop)
        return stop

    def close_at(self, stage: str, *, after: int = 0) -> None:
        """Hangs up at this stage, before its answer, once so many have passed it."""
        self._closed[_known(stage)] = after

    def release(self) -> None:
        """Lets everybody go on, whoever waits; no stage stalls any more."""
        self._stalled.clear()
        for stop in self._stops:
            stop.release()
        self._stops.clear()

    def received_as(self, message_id: str) -> list[Received]:
        """The messages with this Message-ID; exactly once means that there is one."""
        return [each for each in self.received if each.message_id == message_id]

    @property
    def commands(self) -> list[str]:
        """The first words of what clients commanded, in order: "EHLO", "MAIL" …"""
        return [line.partition(b" ")[0].decode("ascii", "replace").upper() for line in self.command_lines]

    def _begin_anew(self) -> None:
        self.hidden: frozenset[str] = frozenset()
        self.size_limit = 64 * 1024 * 1024
        self.received: list[Received] = []
        self.command_lines: list[bytes] = []
        self.raw = bytearray()
        self.connections = 0
        self._refused: dict[str, str] = {}
        self._answers: dict[str, str] = {}
        self._stalled: dict[str, Stop] = {}
        self._closed: dict[str, int] = {}

    async def passes(self, stage: str) -> str | None:
        """What to say instead of going on; HungUp where the line is to be closed."""
        left = self._closed.get(stage)
        if left == 0:
            raise HungUp(stage)
        if left:
            self._closed[stage] = left - 1
        if stop := self._stalled.get(stage):
            await stop.wait()
        return self._answers.get(stage)

    def refusal(self, spec: str) -> str | None:
        """What is said to this recipient; None takes it."""
        return self._refused.get(spec.casefold())

    def admits(self, authorized: str, name: str, typed: str) -> str | None:
        """Who comes in with these (RFC 4616); None is nobody."""
        if self.masters.get(name) == typed and authorized in self.users:
            return authorized
        return name if self.users.get(name) == typed and authorized in ("", name) else None

    def _inside(self, deed: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(deed, self._loop).result(10)

    async def _listen(self) -> None:
        for port, tls in ((self.port, None), (self.tls_port, self.tls)):
            made = partial(Line, self, offers_tls=tls is None)
            self._servers.append(await self._loop.create_server(made, self.host, port, ssl=tls))

    async def _end(self) -> None:
        while self._servers:
            self._servers.pop().close()
        await self._cut()

    async def _cut(self) -> None:
        for line in list(self.lines):
            line.hang_up()
        # Whatever still runs here belongs to a line; a line that is cut ends its own task.
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


def _known(stage: str) -> str:
    if stage not in STAGES:
        raise ValueError(stage)
    return stage


class Line(SMTP):
    """One client of the sink."""

    def __init__(self, sink: Sink, *, offers_tls: bool) -> None:
        self.sink = sink
        self.offered = frozenset(_ASKS_FOR.values()) - sink.hidden
        self.mail_options = ""
        self.recipient_options: list[str] = []
        # In the library one dictionary for all lines, and too short for what DSN adds.
        self.command_size_limits = defaultdict(lambda: 4096)
        super().__init__(
            self,
            data_size_limit=sink.size_limit,
            enable_SMTPUTF8="SMTPUTF8" in self.offered,
            hostname="sink.test",
            ident="Sink",
            tls_context=sink.tls if offers_tls and "STARTTLS" not in sink.hidden else None,
            auth_require_tls=False,
            auth_exclude_mechanism=["LOGIN"],
            timeout=3600,
            loop=asyncio.get_running_loop(),
        )
        # Asked for in the constructor without TLS it would warn of what is meant here.
        self._auth_required = "AUTH" not in sink.hidden
        for name, method in self._smtp_methods.items():
            self._smtp_methods[name] = partial(self._commanded, name, method)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self not in self.sink.lines:
            self.sink.connections += 1
            self.sink.lines.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.sink.lines.discard(self)
        super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        if len(self.sink.raw) < RAW_KEPT:
            self.sink.raw += data
        super().data_received(data)

    def hang_up(self) -> None:
        """Cuts the line."""
        for transport in (self.transport, self._original_transport):
            if isinstance(transport, asyncio.Transport):
                transport.abort()

    async def push(self, status: Any) -> None:
        await super().push(status)
        if status[:3] in ("354", b"354"):
            await self._passes("content")

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802, the library's way to name commands
        self.recipient_options = []
        self.mail_options = (arg or "").partition(">")[2].strip()
        if not await self._asks_too_much(self.mail_options):
            await super().smtp_MAIL(_DSN.sub("", arg or ""))

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802
        options = (arg or "").partition(">")[2].strip()
        if not await self._asks_too_much(options):
            self.recipient_options.append(options)
            await super().smtp_RCPT(_DSN.sub("", arg or ""))

    async def auth_PLAIN(self, _line: SMTP, args: list[str]) -> AuthResult:  # noqa: N802
        answer = b64decode(args[1]) if len(args) > 1 else await self.challenge_auth("")
        words = answer.split(b"\0") if isinstance(answer, bytes) else []
        if len(words) != 3:
            return AuthResult(success=False, handled=False)
        login = self.sink.admits(*(word.decode() for word in words))
        return AuthResult(success=login is not None, handled=False, auth_data=login)

    async def handle_EHLO(  # noqa: N802
        self, _line: SMTP, session: Session, _envelope: Envelope, greeted_as: str, answers: list[str]
    ) -> list[str]:
        session.host_name = greeted_as
        if "DSN" in self.offered:
            answers.insert(1, "250-DSN")
        return [each for each in answers if each[4:].partition(" ")[0] not in self.sink.hidden]

    async def handle_RCPT(  # noqa: N802
        self, _line: SMTP, _session: Session, envelope: Envelope, spec: str, _options: list[str]
    ) -> str:
        refusal = self.sink.refusal(spec)
        if refusal is None:
            envelope.rcpt_tos.append(spec)
        return refusal or "250 2.1.5 OK"

    async def handle_DATA(self, _line: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content or b""
        if not content.isascii() and "BODY=8BITMIME" not in self.mail_options:
            return "554 5.6.1 8-bit octets were not announced"
        if (instead := await self._instead("dot")) is not None:
            return instead
        self.sink.received.append(
            Received(
                sender=envelope.mail_from or "",
                recipients=tuple(envelope.rcpt_tos),
                mail_options=self.mail_options,
                recipient_options=tuple(self.recipient_options),
                content=content,
                login=session.auth_data or "",
                greeted_as=session.host_name or "",
                encrypted=session.ssl is not None or not self._over_plain_port,
            )
        )
        return await self._instead("taken") or "250 2.0.0 OK queued"

    @property
    def _over_plain_port(self) -> bool:
        name = self.transport.get_extra_info("sockname") if self.transport else None
        return bool(name and name[1] == self.sink.port)

    async def _handle_client(self) -> None:
        if await self._passes("connect"):
            await super()._handle_client()
        else:
            self.hang_up()

    async def _commanded(
        self, name: str, method: Callable[[str | None], Awaitable[None]], arg: str | None
    ) -> None:
        said = name if arg is None else f"{name} {arg}"
        self.sink.command_lines.append(said.encode(errors="surrogateescape"))
        if name.lower() not in STAGES or await self._passes(name.lower()):
            await method(arg)

    async def _passes(self, stage: str) -> bool:
        instead = await self._instead(stage)
        if instead is not None:
            await super().push(instead)
        return instead is None

    async def _instead(self, stage: str) -> str | None:
        try:
            return await self.sink.passes(stage)
        except HungUp:
            self.hang_up()
            # The library ends the line's task quietly on this and on nothing else.
            raise asyncio.CancelledError from None

    async def _asks_too_much(self, options: str) -> bool:
        """Parameters of extensions that were not offered are refused (RFC 5321 section 4.1.1.11)."""
        names = [option.partition("=")[0].upper() for option in options.split()]
        unknown = [name for name in names if _ASKS_FOR.get(name) not in self.offered]
        if unknown:
            await self.push(f"555 5.5.4 {unknown[0]} was not offered")
        return bool(unknown)
