"""The embedded submission server: delivers between the demo people, refuses everybody else aloud."""

import asyncio
import hmac
import logging
import re
import secrets
import socket
from base64 import b64decode
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from email.utils import format_datetime

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from webmail import clock
from webmail.demo.loopback import LoopbackServer
from webmail.demo.people import SCHOOL, DemoPerson
from webmail.demo.service import DemoService
from webmail.demo.store import DemoStore

SIZE = 30 * 1024 * 1024
ATTACHMENTS_MB = 20  # encoded they weigh 27.4 MB, which leaves room for the text
STORE_SECONDS = 10.0

# Fields that never reach a recipient, or that only the delivering server writes (RFC 5321 section 4.4).
_NOT_DELIVERED = re.compile(rb"(?im)^(?:bcc|return-path)[ \t]*:.*\r\n(?:[ \t].*\r\n)*")

_log = logging.getLogger(__name__)
# It writes addresses and, at each sign-in, a remark about its own future.
logging.getLogger("mail.log").setLevel(logging.CRITICAL)


class DemoSubmission(LoopbackServer):
    """A submission server (RFC 6409) whose world are the demo people; it ends with the process."""

    name = "demo-submission"

    def __init__(
        self, store: DemoStore, people: Iterable[DemoPerson], *, service: DemoService | None = None
    ) -> None:
        """service may send in the name of everybody (RFC 4954 with RFC 4616)."""
        super().__init__()
        self._delivery = _Delivery(store, people, service)

    async def listen(self) -> asyncio.Server:
        return await asyncio.get_running_loop().create_server(self._speaker, host=self.host, port=0)

    def _speaker(self) -> SMTP:
        # Not auth_required: it warns about passwords without TLS, which on loopback nobody can hear.
        # MAIL asks for the sign-in itself.
        return SMTP(
            self._delivery,
            hostname=SCHOOL,
            ident="Dienstpost demo",
            loop=asyncio.get_running_loop(),
            data_size_limit=SIZE,
            enable_SMTPUTF8=True,
            auth_require_tls=False,
            auth_exclude_mechanism=["LOGIN"],
        )


class _Delivery:
    """What is answered to whom; the method names are those aiosmtpd looks for."""

    def __init__(self, store: DemoStore, people: Iterable[DemoPerson], service: DemoService | None) -> None:
        self._store = store
        self._people = {person.address.lower(): person for person in people}
        self._service = service

    async def auth_PLAIN(self, server: SMTP, words: list[str]) -> AuthResult:  # noqa: N802
        """Who this line speaks for (RFC 4616); aiosmtpd's own reads over the authorization identity."""
        try:
            given = b64decode(words[1], validate=True) if len(words) == 2 else await server.challenge_auth("")
            # Without words the client has given up, and was answered.
            if not isinstance(given, bytes):
                return AuthResult(success=False, handled=True)
            identity, name, typed = given.decode().split("\0")
        except ValueError:
            return AuthResult(success=False, handled=False, message="501 5.5.2 Not three words of PLAIN")
        person = self._spoken_for(identity, name, typed)
        return AuthResult(success=person is not None, handled=False, auth_data=person)

    def _spoken_for(self, identity: str, name: str, typed: str) -> DemoPerson | None:
        service = self._service
        if service is not None and name == service.name:
            known = hmac.compare_digest(service.text.encode(), typed.encode())
            return self._person(identity) if known else None
        person = self._person(name)
        if person is None or person.password != typed or identity not in ("", name):
            return None
        return person

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not session.authenticated:
            return "530 5.7.0 Authentication required"
        if self._person(address) is not session.auth_data:
            return "550 5.7.1 The demo sends only with the address of the person who signed in"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 Sender accepted"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self._person(address) is None:
            return "550 5.1.1 The demo delivers only between its own people, nothing leaves this machine"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Recipient accepted"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        people = [person for address in envelope.rcpt_tos if (person := self._person(address))]
        try:
            await asyncio.to_thread(self._deliver, delivered(envelope), list(dict.fromkeys(people)))
        except (IMAPClientError, OSError) as error:
            _log.error("demo delivery failed reason=%s", type(error).__name__)
            return "451 4.3.0 The demo store did not take the message"
        return "250 2.0.0 Delivered"

    def _person(self, address: str) -> DemoPerson | None:
        return self._people.get(address.lower())

    def _deliver(self, raw: bytes, people: Sequence[DemoPerson]) -> None:
        """Into each inbox, or, when one cannot be opened, into none."""
        with ExitStack() as lines:
            clients = [lines.enter_context(self._inbox_of(person)) for person in people]
            for client in clients:
                client.append("INBOX", raw, (), clock.now())

    def _inbox_of(self, person: DemoPerson) -> IMAPClient:
        client = IMAPClient(
            self._store.host, port=self._store.port, ssl=False, use_uid=True, timeout=STORE_SECONDS
        )
        # Without this each literal waits 40 ms for an acknowledgement.
        client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.login(person.address, person.password)
        return client


def delivered(envelope: Envelope) -> bytes:
    """The message as it lies in an inbox: traced (RFC 5321 section 4.4), without its hidden recipients."""
    raw = envelope.original_content or b""
    protocol = "UTF8SMTPA" if envelope.smtp_utf8 else "ESMTPA"
    trace = (
        f"Return-Path: <{envelope.mail_from}>\r\n"
        f"Received: from localhost by {SCHOOL} (Dienstpost demo) with {protocol}\r\n"
        f"\tid {secrets.token_hex(8)}; {format_datetime(clock.now())}\r\n"
    )
    head, end, body = raw.partition(b"\r\n\r\n")
    return trace.encode() + _NOT_DELIVERED.sub(b"", head + b"\r\n") + end[2:] + body
