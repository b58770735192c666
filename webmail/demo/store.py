"""The embedded store: pymap in a thread, several users."""

import asyncio
import ssl
from argparse import Namespace
from collections.abc import Mapping
from typing import Self

from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import Config, Login
from pymap.concurrent import Subsystem
from pymap.imap import IMAPServer
from pymap.user import Passwords, UserMetadata
from pysasl.hashing import BuiltinHash

from webmail.demo.loopback import LoopbackServer


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

    def __init__(self, users: Mapping[str, str]) -> None:
        """Takes login names with their passwords."""
        super().__init__()
        self.users = dict(users)

    async def listen(self) -> asyncio.Server:
        config = LoopbackConfig.plain()
        config.apply_context()
        login = Login(config)
        for name, password in self.users.items():
            hashed = await Passwords(config).hash_password(password)
            login.users_dict[name] = UserMetadata(config, name, password=hashed)
        unproxied = ProxyProtocolReader(config.proxy_protocol)
        welcome = unproxied.get_callback(IMAPServer(login, config))
        return await asyncio.start_server(welcome, host=self.host, port=0)
