"""The Dovecot that a site gets from deploy/: its files as they are, with places and words filled in."""

import grp
import re
import shutil
import socket
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.cast import CAST
from tests.servers import ground
from tests.servers.certificate import write_certificate
from tests.vault.issuer import NAME

DEPLOY = Path(__file__).parents[2] / "deploy"
FILES = ("store.conf", "service.conf", "oauthbearer.conf", "oauth2.conf.ext")
PLACEHOLDER = re.compile(r"@[A-Z_]+@")
SECRET = "Zitrone-11-Dienst"
# What an ordinary user on a machine with other servers needs, and nothing that decides who comes in.
OURS = """
!include {way_in}.conf
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/dovecot.log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_gid = {group}
first_valid_uid = {uid}
first_valid_gid = {gid}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imaps {{
    port = {port}
  }}
}}
"""


class Shipped:
    """One of the two ways in, "service" or "oauthbearer", running as shipped for everybody of the cast."""

    def __init__(self, way_in: str, *, keys: Mapping[str, str] | None = None, address: str = "") -> None:
        """address: the webmail's, where it is not this machine's."""
        self.host = ground.HOST
        self.port = ground.free_port()
        self.owner = ground.owner()
        self.base = ground.directory("dienstpost-shipped-", of=self.owner)
        self._process: subprocess.Popen[bytes] | None = None
        for made in write_certificate(self.base):
            ground.give(made, to=self.owner)
        for name in FILES:
            (self.base / name).write_text(self._filled(name, address or ground.HOST))
        self._write(way_in)
        (self.base / "people").write_text("".join(f"{person.address}:!::::::\n" for person in CAST))
        nets = f"allow_real_nets={address or ground.HOST}"
        (self.base / "masters").write_text(f"webmail:{{PLAIN}}{SECRET}::::::{nets}\n")
        for kid, pem in (keys or {}).items():
            path = self.base / "keys" / "default" / "RS256" / kid
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(pem)

    @property
    def ca_file(self) -> Path:
        """Who trusts this file trusts this server."""
        return self.base / "certificate.pem"

    @property
    def log(self) -> str:
        """What the server wrote so far."""
        with suppress(FileNotFoundError):
            return (self.base / "dovecot.log").read_text(errors="replace")
        return ""

    def __enter__(self) -> Self:
        program = ground.find_program("dovecot")
        assert program
        self._process = subprocess.Popen(
            [program, "-F", "-c", str(self.base / "dovecot.conf")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self.owner.popen,  # type: ignore[call-overload]
        )
        ground.wait_until(self._listens, what=f"the shipped Dovecot\n{self.log}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=10)
        self.remove()

    def remove(self) -> None:
        """Leaves nothing of its files."""
        shutil.rmtree(self.base, ignore_errors=True)

    def _listens(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self.log
        with suppress(OSError), socket.create_connection((self.host, self.port), timeout=1):
            return True
        return False

    def _filled(self, name: str, address: str) -> str:
        words = {
            "INTERNAL_ADDRESS": ground.HOST,
            "WEBMAIL_ADDRESS": address,
            "CERTIFICATE": f"{self.base}/certificate.pem",
            "KEY": f"{self.base}/key.pem",
            "ISSUER": NAME,
            "AUDIENCE": "webmail",
            "ADDRESS_CLAIM": "email",
        }
        text = (DEPLOY / "dovecot" / name).read_text()
        for word, value in words.items():
            text = text.replace(f"@{word}@", value)
        text = text.replace("/etc/dovecot", str(self.base)).replace("/srv/mail", f"{self.base}/mail")
        return text.replace("mail_uid = vmail", f"mail_uid = {self.owner.name}")

    def _write(self, way_in: str) -> None:
        text = OURS.format(
            way_in=way_in,
            base=self.base,
            user=self.owner.name,
            group=grp.getgrgid(self.owner.group).gr_name,
            uid=self.owner.uid,
            gid=self.owner.group,
            port=self.port,
        )
        (self.base / "dovecot.conf").write_text(text)


@cache
def settings_of(way_in: str) -> str:
    """What doveconf makes of the files, changed settings only; fails for files that it refuses."""
    shipped = Shipped(way_in)
    try:
        return changed_settings(shipped.base / "dovecot.conf")
    finally:
        shipped.remove()


def changed_settings(configuration: Path) -> str:
    """What differs from Dovecot's defaults."""
    program = ground.find_program("doveconf")
    assert program
    asked = [program, "-n", "-c", str(configuration)]
    told = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (0, ""), told.stderr
    return told.stdout
