"""Dovecot's submission server with a private configuration: one that we did not write, before the sink."""

import grp
import shutil
import socket
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.servers import ground
from tests.servers.certificate import write_certificate
from tests.servers.smtp import Sink

PROGRAMS = ("/usr/lib/dovecot/submission", "/usr/local/lib/dovecot/submission")
CONFIGURATION = """
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/dovecot.log
protocols = submission
listen = 127.0.0.1
hostname = submission.test
ssl = yes
ssl_cert = <{base}/certificate.pem
ssl_key = <{base}/key.pem
default_internal_user = {user}
default_internal_group = {user_group}
default_login_user = {user}
mail_uid = {user}
mail_gid = {user_group}
first_valid_uid = {uid}
first_valid_gid = {gid}
mail_location = sdbox:~/sdbox
auth_mechanisms = plain
auth_failure_delay = 0
submission_relay_host = {relay_host}
submission_relay_port = {relay_port}
submission_max_mail_size = {size}
submission_max_recipients = {recipients}
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
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service submission-login {{
  chroot =
  inet_listener submission {{
    port = {port}
  }}
  inet_listener submissions {{
    port = {tls_port}
    ssl = yes
  }}
}}
"""


def is_there() -> bool:
    """Whether this machine has the program."""
    return any(Path(program).exists() for program in PROGRAMS)


class Submissiond:
    """A running submission server that hands on to the sink, which must hide AUTH.

    port offers STARTTLS, tls_port speaks TLS from the first byte, both
    proven by ca_file. masters may enter for anybody (SASL PLAIN with authzid).
    """

    def __init__(
        self,
        *,
        users: Mapping[str, str],
        masters: Mapping[str, str],
        to: Sink,
        size: int = 64 * 1024 * 1024,
        recipients: int = 0,
    ) -> None:
        self.users = dict(users)
        self.masters = dict(masters)
        self.host = ground.HOST
        self.port = ground.free_port()
        self.tls_port = ground.free_port()
        self._owner = ground.owner()
        self._base = ground.directory("dienstpost-submissiond-", of=self._owner)
        self._process: subprocess.Popen[bytes] | None = None
        self._write(to, size=size, recipients=recipients)

    @property
    def ca_file(self) -> Path:
        """Who trusts this file trusts this server."""
        return self._base / "certificate.pem"

    @property
    def log(self) -> str:
        """What the server wrote so far."""
        with suppress(FileNotFoundError):
            return (self._base / "dovecot.log").read_text(errors="replace")
        return ""

    def __enter__(self) -> Self:
        program = ground.find_program("dovecot")
        if program is None or not is_there():
            raise FileNotFoundError("dovecot-submissiond")
        self._process = subprocess.Popen(
            [program, "-F", "-c", str(self._base / "dovecot.conf")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self._owner.popen,  # type: ignore[call-overload]
        )
        ground.wait_until(self._greets, what=f"the submission server's greeting\n{self.log}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=10)
        shutil.rmtree(self._base, ignore_errors=True)

    def _greets(self) -> bool:
        if self._process is not None and self._process.poll() is not None:
            raise RuntimeError(f"the submission server ended by itself\n{self.log}")
        try:
            with socket.create_connection((self.host, self.port), timeout=1) as line:
                return line.recv(16).startswith(b"220")
        except OSError:
            return False

    def _write(self, to: Sink, *, size: int, recipients: int) -> None:
        for made in write_certificate(self._base):
            ground.give(made, to=self._owner)
        text = CONFIGURATION.format(
            base=self._base,
            user=self._owner.name,
            user_group=grp.getgrgid(self._owner.group).gr_name,
            uid=self._owner.uid,
            gid=self._owner.group,
            port=self.port,
            tls_port=self.tls_port,
            relay_host=to.host,
            relay_port=to.port,
            size=size,
            recipients=recipients,
        )
        (self._base / "dovecot.conf").write_text(text)
        for name, entries in (("users", self._users()), ("masters", self._masters())):
            (self._base / name).write_text(entries)

    def _users(self) -> str:
        home = f"{self._base}/mail"
        return "".join(f"{name}:{{PLAIN}}{typed}::::{home}/{name}::\n" for name, typed in self.users.items())

    def _masters(self) -> str:
        return "".join(f"{name}:{{PLAIN}}{typed}\n" for name, typed in self.masters.items())
