"""Dovecot with a private configuration: the store of the tests."""

import grp
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from tests.servers import ground
from tests.servers.certificate import write_certificate

CONFIGURATION = """
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{base}/certificate.pem
ssl_key = <{base}/key.pem
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_uid = {user}
mail_gid = {group}
first_valid_uid = {uid}
first_valid_gid = {gid}
mail_location = sdbox:~/sdbox
mail_plugins = quota
mailbox_list_index = yes
auth_mechanisms = plain login{mechanisms}
auth_master_user_separator = *
auth_verbose = yes
{pauses}
login_trusted_networks = 127.0.0.0/8
{bearer}
passdb {{
  driver = passwd-file
  master = yes
  args = {base}/masters
  result_success = continue
}}
passdb {{
  driver = passwd-file
  args = {base}/users
}}
userdb {{
  driver = passwd-file
  args = {base}/users
}}
namespace inbox {{
  inbox = yes
  separator = /
{folders}
}}
protocol imap {{
  mail_plugins = quota imap_quota
  mail_max_userip_connections = 200
{capability}
}}
plugin {{
  quota = count:User quota
  quota_vsizes = yes
  quota_rule = *:storage={quota}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
# A process of its own for each session, as there is by itself, costs ten times what the session does.
service imap {{
  service_count = 1000
  process_limit = 500
}}
service imap-login {{
  chroot =
  service_count = 0
  client_limit = 500
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
"""
BEARER = """
passdb {{
  driver = oauth2
  mechanisms = oauthbearer
  args = {base}/oauth2.conf.ext
  result_failure = return-fail
}}
"""
# Without the first, refusals are gathered and told every half second.
NO_PAUSES = """
passdb {
  driver = static
  args = nodelay=y noauthenticate=y
}
auth_failure_delay = 0
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
"""
# What a site copies is what the tests believe tokens by.
TOKENS = Path(__file__).parents[2] / "deploy" / "dovecot" / "oauth2.conf.ext"
SPECIAL = ("Drafts", "Sent", "Archive", "Junk", "Trash")


class Dovecot:
    """A running Dovecot; every user has the names of the cast, full addresses, and folders of special use.

    port speaks plainly and offers STARTTLS, tls_port speaks TLS from the first byte, both proven by
    ca_file. capability replaces what the store says it can do, to see how we manage with less. masters are
    service credentials which may enter for anybody (SASL PLAIN with authzid). With an issuer people enter by
    its tokens too (OAUTHBEARER), for the audience, as the claim says; keys are its public ones, PEM by kid.
    penalties: whether refusals are punished by pauses, as in a Dovecot that nobody has told otherwise.
    """

    def __init__(
        self,
        *,
        users: Mapping[str, str],
        masters: Mapping[str, str] | None = None,
        capability: str | None = None,
        quota: str = "1G",
        issuer: str | None = None,
        audience: str = "webmail",
        claim: str = "email",
        keys: Mapping[str, str] | None = None,
        penalties: bool = False,
    ) -> None:
        self.users = dict(users)
        self.masters = dict(masters or {})
        self.host = ground.HOST
        self.port = ground.free_port()
        self.tls_port = ground.free_port()
        self._set = {"quota": quota, "capability": capability, "pauses": "" if penalties else NO_PAUSES}
        self._believes = {"ISSUER": issuer, "AUDIENCE": audience, "ADDRESS_CLAIM": claim} if issuer else {}
        self._owner = ground.owner()
        self._base = ground.directory("dienstpost-dovecot-", of=self._owner)
        self._process: subprocess.Popen[bytes] | None = None
        self._clients: dict[str, IMAPClient] = {}
        self._emptied = 0
        self._write()
        for kid, pem in (keys or {}).items():
            self.add_key(kid, pem)

    @property
    def ca_file(self) -> Path:
        """Who trusts this file trusts this server."""
        return self._base / "certificate.pem"

    @property
    def running(self) -> bool:
        """Whether the server is up."""
        return self._process is not None and self._process.poll() is None

    @property
    def log(self) -> str:
        """What the server wrote so far."""
        with suppress(FileNotFoundError):
            return (self._base / "dovecot.log").read_text(errors="replace")
        return ""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self._base, ignore_errors=True)

    def start(self) -> None:
        """Starts on the same ports as before and returns when the greeting is there."""
        program = ground.find_program("dovecot")
        if program is None:
            raise FileNotFoundError("dovecot")
        # A socket left in run/ by an earlier start makes the new one wait for seconds.
        shutil.rmtree(self._base / "run", ignore_errors=True)
        self._process = subprocess.Popen(
            [program, "-F", "-c", str(self._base / "dovecot.conf")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self._owner.popen,  # type: ignore[call-overload]
        )
        ground.wait_until(self._greets, what=f"Dovecot's greeting\n{self.log}")

    def stop(self) -> None:
        """Ends the server, its children and every connection; returns when the ports are free again."""
        self._drop_clients()
        if self._process is None:
            return
        self._process.terminate()
        self._process.wait(timeout=10)
        self._process = None
        ground.wait_until(
            lambda: ground.is_free(self.port) and ground.is_free(self.tls_port), what="Dovecot's end"
        )

    def add_key(self, kid: str, pem: str, *, algorithm: str = "RS256", azp: str = "default") -> None:
        """From now on tokens signed with this public key are believed; azp is who they were issued to."""
        folder = self._base / "keys" / azp / algorithm
        folder.mkdir(parents=True, exist_ok=True)
        (folder / kid.replace("%", "%25").replace("/", "%2f")).write_text(pem)

    def empty(self, user: str) -> None:
        """Gives the user a fresh mailbox; connections opened before are of no use afterwards."""
        self._drop_clients(user)
        home = self._base / "mail" / user
        if not home.exists():
            return
        # Out of the way first: a session that is just ending must not write into what is being removed.
        self._emptied += 1
        gone = home.with_name(f"gone-{self._emptied}")
        home.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)

    def append(
        self,
        user: str,
        folder: str,
        raw: bytes,
        flags: Sequence[str] = (),
        received: datetime | None = None,
    ) -> int:
        """Stores one message, makes the folder where it is missing, and returns the UID."""
        client = self._client(user)
        if not client.folder_exists(folder):
            client.create_folder(folder)
            client.subscribe_folder(folder)
        answer = client.append(folder, raw, flags, received)
        found = re.search(rb"APPENDUID \d+ (\d+)", answer)
        if found is None:
            raise AssertionError(f"no APPENDUID: {answer!r}")
        return int(found[1])

    @contextmanager
    def client(self, user: str) -> Iterator[IMAPClient]:
        """An own signed-in connection, to look at what the store really holds."""
        client = self._signed_in(user)
        try:
            yield client
        finally:
            client.shutdown()

    def uidvalidity(self, user: str, folder: str) -> int:
        """The folder's UIDVALIDITY, for references built by hand."""
        return int(self._client(user).folder_status(folder, ["UIDVALIDITY"])[b"UIDVALIDITY"])

    def uids(self, user: str, folder: str) -> list[int]:
        """All UIDs in the folder now, in their order."""
        client = self._client(user)
        client.select_folder(folder, readonly=True)
        try:
            return [int(uid) for uid in client.search(["ALL"])]
        finally:
            client.unselect_folder()

    def flags(self, user: str, folder: str, uid: int) -> set[str]:
        """The flags of one message now, without \\Recent, which depends on who looks first."""
        client = self._client(user)
        client.select_folder(folder, readonly=True)
        try:
            found = client.get_flags([uid])[uid]
        finally:
            client.unselect_folder()
        return {flag.decode() for flag in found} - {"\\Recent"}

    def _client(self, user: str) -> IMAPClient:
        if user not in self._clients:
            self._clients[user] = self._signed_in(user)
        return self._clients[user]

    def _signed_in(self, user: str) -> IMAPClient:
        client = IMAPClient(self.host, self.port, ssl=False, timeout=10)
        client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            client.login(user, self.users[user])
        except LoginError:
            client.shutdown()
            raise
        return client

    def _drop_clients(self, user: str | None = None) -> None:
        for name in [user] if user else list(self._clients):
            client = self._clients.pop(name, None)
            if client is not None:
                client.shutdown()

    def _greets(self) -> bool:
        if self._process is not None and self._process.poll() is not None:
            raise RuntimeError(f"Dovecot ended by itself\n{self.log}")
        try:
            with socket.create_connection((self.host, self.port), timeout=1) as line:
                return line.recv(16).startswith(b"* OK")
        except OSError:
            return False

    def _write(self) -> None:
        for made in write_certificate(self._base):
            ground.give(made, to=self._owner)
        capability = self._set["capability"]
        text = CONFIGURATION.format(
            base=self._base,
            user=self._owner.name,
            group=_group_name(self._owner.group),
            uid=self._owner.uid,
            gid=self._owner.group,
            folders="\n".join(_folder(name) for name in SPECIAL),
            port=self.port,
            tls_port=self.tls_port,
            quota=self._set["quota"],
            capability=f"  imap_capability = {capability}" if capability else "",
            pauses=self._set["pauses"],
            mechanisms=" oauthbearer" if self._believes else "",
            bearer=BEARER.format(base=self._base) if self._believes else "",
        )
        (self._base / "dovecot.conf").write_text(text)
        masters = "".join(f"{name}:{{PLAIN}}{typed}\n" for name, typed in self.masters.items())
        (self._base / "masters").write_text(masters)
        self._write_users()
        if self._believes:
            tokens = TOKENS.read_text().replace("/etc/dovecot", str(self._base))
            for word, value in self._believes.items():
                tokens = tokens.replace(f"@{word}@", str(value))
            (self._base / "oauth2.conf.ext").write_text(tokens)

    def _write_users(self) -> None:
        users = "".join(
            f"{name}:{{PLAIN}}{typed}::::{self._base}/mail/{name}::\n" for name, typed in self.users.items()
        )
        (self._base / "users").write_text(users)

    @contextmanager
    def retyped(self, user: str, typed: str) -> Iterator[None]:
        """The user has another password for the length of the block."""
        before = self.users[user]
        self._retype(user, typed)
        try:
            yield
        finally:
            self._retype(user, before)

    def _retype(self, user: str, typed: str) -> None:
        self.users[user] = typed
        self._write_users()
        # Dovecot looks at the file's date once a second.
        ground.wait_until(lambda: self._takes(user), what="Dovecot's taking the new password")

    def _takes(self, user: str) -> bool:
        with suppress(LoginError), self.client(user):
            return True
        return False


def _folder(name: str) -> str:
    use = f"\\{name}"
    return f"  mailbox {name} {{\n    special_use = {use}\n    auto = subscribe\n  }}"


def _group_name(number: int) -> str:
    return grp.getgrgid(number).gr_name
