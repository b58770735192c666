"""The embedded store: pymap in a thread, several users."""

import asyncio
import ssl
import threading
from argparse import Namespace
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import Config, Login
from pymap.concurrent import Subsystem
from pymap.imap import IMAPServer
from pymap.user import Passwords, UserMetadata
from pysasl.hashing import BuiltinHash

START_SECONDS = 10.0


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


class DemoStore:
    """An IMAP store that lives in this process and forgets everything when it stops."""

    host = "127.0.0.1"

    def __init__(self, users: Mapping[str, str]) -> None:
        """Takes login names with their passwords."""
        self.users = dict(users)
        self.port = 0
        self._thread = threading.Thread(target=self._run, name="demo-store", daemon=True)
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._finish: asyncio.Event | None = None
        self._failure: BaseException | None = None

    def start(self) -> None:
        """Returns when the store accepts connections."""
        self._thread.start()
        if not self._ready.wait(START_SECONDS):
            raise TimeoutError("the demo store did not start")
        if self._failure is not None:
            raise RuntimeError("the demo store could not start") from self._failure

    def stop(self) -> None:
        """Ends the store and every open connection; may be called twice."""
        if self._loop is not None and self._finish is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._finish.set)
        if self._thread.ident is not None:
            self._thread.join()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as failure:
            self._failure = failure
            self._ready.set()

    async def _serve(self) -> None:
        config = LoopbackConfig.plain()
        config.apply_context()
        login = Login(config)
        for name, password in self.users.items():
            hashed = await Passwords(config).hash_password(password)
            login.users_dict[name] = UserMetadata(config, name, password=hashed)
        unproxied = ProxyProtocolReader(config.proxy_protocol)
        welcome = unproxied.get_callback(IMAPServer(login, config))
        server = await asyncio.start_server(welcome, host=self.host, port=0)
        self.port = server.sockets[0].getsockname()[1]
        self._loop, self._finish = asyncio.get_running_loop(), asyncio.Event()
        self._ready.set()
        await self._finish.wait()
        # Not `async with server`: from Python 3.12 on its end waits for the clients to hang up.
        server.close()
