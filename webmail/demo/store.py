"""The embedded store: pymap in a thread, several users."""

import asyncio
import ssl
from argparse import Namespace
from collections.abc import Coroutine, Mapping
from typing import Any, Self

from proxyprotocol.reader import ProxyProtocolReader
from proxyprotocol.sock import SocketInfo
from pymap.backend.dict import Config, Login
from pymap.concurrent import Subsystem
from pymap.imap import IMAPServer
from pymap.user import Passwords, UserMetadata
from pysasl.hashing import BuiltinHash

from webmail.demo.loopback import START_SECONDS, LoopbackServer
from webmail.demo.reading import keep_keywords, search_what_is_read
from webmail.demo.sections import measure_as_the_standard, number_as_the_standard
from webmail.demo.service import DemoService


class LoopbackConfig(Config):
    """What the store needs to listen on loopback without asking anybody's name server or certificate."""

    @classmethod
    def plain(cls) -> Self:
        args = Namespace(
            host=None, port=0, debug=False, cert=None, key=None, tls=False, passlib_cfg=None,
            proxy_protocol=None, inherited_sockets=None, demo_data=False, demo_user="", demo_password="",
        )  # fmt: skip
        # The passwords stand on the screen: a slow hash would only delay each of the many connections.
        config: Self = cls.from_args(
            args,
            hash_context=BuiltinHash(rounds=1),
            cpu_subsystem=Subsystem.for_asyncio(),
            ssl_context=ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER),
        )
        return config

    @property
    def greeting(self) -> bytes:
        """Said to each connection; pymap's own looks the machine's name up, which may take seconds."""
        return b"Dienstpost demo store"


class DemoStore(LoopbackServer):
    """An IMAP store that lives in this process and forgets everything when it stops."""

    name = "demo-store"

    def __init__(self, users: Mapping[str, str], service: DemoService | None = None) -> None:
        """Takes login names with their passwords, and who may enter for everybody (RFC 4616)."""
        super().__init__()
        number_as_the_standard()
        measure_as_the_standard()
        keep_keywords()
        search_what_is_read()
        self.users = dict(users)
        self.away = False
        self._service = service
        self._imap: IMAPServer | None = None
        self._lines: set[asyncio.StreamWriter] = set()

    async def listen(self) -> asyncio.Server:
        if self._imap is None:
            self._imap = await self._filled()
        unproxied = ProxyProtocolReader(LoopbackConfig.plain().proxy_protocol)
        welcome = unproxied.get_callback(self._talk)
        return await asyncio.start_server(welcome, host=self.host, port=self.port)

    async def _filled(self) -> IMAPServer:
        config = LoopbackConfig.plain()
        config.apply_context()
        login = Login(config)
        for name, password in self.users.items():
            hashed = await Passwords(config).hash_password(password)
            login.users_dict[name] = UserMetadata(config, name, password=hashed)
        if self._service is not None:
            name = self._service.name
            hashed = await Passwords(config).hash_password(self._service.text)
            login.users_dict[name] = UserMetadata(config, name, password=hashed, roles=frozenset({"admin"}))
        return IMAPServer(login, config)

    async def _talk(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, origin: SocketInfo
    ) -> None:
        assert self._imap is not None
        self._lines.add(writer)
        try:
            # Somebody may have been let in at the moment when the store was taken away.
            if not self.away:
                await self._imap(reader, writer, origin)
        finally:
            self._lines.discard(writer)
            writer.close()

    def take_away(self) -> None:
        """Lets nobody in any more and cuts everybody off; the mail stays where it is."""
        self._in_loop(self._leave())

    def bring_back(self) -> None:
        """Answers again, on the same port, with the same mail."""
        self._in_loop(self._return())

    async def _leave(self) -> None:
        self.away = True
        if self._server is not None:
            self._server.close()
        for line in tuple(self._lines):
            line.transport.abort()

    async def _return(self) -> None:
        if self.away:
            self._server = await self.listen()
            self.away = False

    def _in_loop(self, deed: Coroutine[Any, Any, None]) -> None:
        if self._loop is None or not self._thread.is_alive():
            deed.close()
            raise RuntimeError(f"{self.name} does not run")
        asyncio.run_coroutine_threadsafe(deed, self._loop).result(START_SECONDS)
