"""An OpenLDAP server of our own with a staff in it, for what only a real directory shows."""

import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.servers import ground
from tests.servers.certificate import write_certificate

BASE = "ou=staff,dc=land,dc=example"
READER, WORD = "cn=reader,dc=land,dc=example", "Lese:Wort-ä"
# The certificate is not for this one.
OTHER_HOST = "127.0.0.2"
# As many as a server gives to whoever asks for all at once; pages go on beyond it.
LIMIT = 500
CONFIG = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {base}/slapd.pid
TLSCertificateFile {certificate}
TLSCertificateKeyFile {key}
database mdb
suffix "dc=land,dc=example"
rootdn "cn=admin,dc=land,dc=example"
directory {base}/data
maxsize 104857600
dbnosync
sizelimit size.soft={limit} size.hard={limit} size.prtotal=unlimited
access to attrs=userPassword by anonymous auth by * none
access to dn.subtree="{staff}" by dn.exact="{reader}" read by * none
access to * by * none
"""
TOP = f"""dn: dc=land,dc=example
objectClass: dcObject
objectClass: organization
dc: land
o: Land

dn: {READER}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: reader
userPassword: {WORD}

dn: {BASE}
objectClass: organizationalUnit
ou: staff
"""


@dataclass(frozen=True, slots=True)
class Person:
    """One person in the directory."""

    name: str
    address: str
    school: str = ""


class Slapd:
    """A running server on loopback: plain with StartTLS on port, with TLS from the start on tls_port."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.host = ground.HOST
        self.port, self.tls_port = ground.free_port(), ground.free_port()
        self._people = list(people)
        self._owner = ground.owner()
        self._base = ground.directory("dienstpost-slapd-", of=self._owner)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def certificate(self) -> Path:
        """Whom to trust, to trust this server."""
        return self._base / "certificate.pem"

    def __enter__(self) -> Self:
        certificate, key = write_certificate(self._base)
        data, config, text = self._base / "data", self._base / "slapd.conf", self._base / "staff.ldif"
        data.mkdir()
        places = {"base": self._base, "certificate": certificate, "key": key}
        config.write_text(CONFIG.format(**places, limit=LIMIT, staff=BASE, reader=READER))
        text.write_text(TOP + "".join(_entry(*each) for each in enumerate(self._people)), encoding="utf-8")
        for path in (certificate, key, data, config, text):
            ground.give(path, to=self._owner)
        self._run("slapadd", "-q", "-f", str(config), "-l", str(text))
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self._base, ignore_errors=True)

    def start(self) -> None:
        """Begins to answer, with what was there before."""
        hosts = [f"ldaps://{host}:{self.tls_port}/" for host in (self.host, OTHER_HOST)]
        addresses = " ".join((f"ldap://{self.host}:{self.port}/", *hosts))
        self._process = subprocess.Popen(
            [_program("slapd"), "-f", str(self._base / "slapd.conf"), "-h", addresses, "-d", "0"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self._base,
            **self._owner.popen,  # type: ignore[call-overload]
        )
        ground.wait_until(lambda: not ground.is_free(self.tls_port), what="slapd's readiness")

    def stop(self) -> None:
        """Answers nobody any more."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=20)
            self._process = None

    def become(self, people: Iterable[Person]) -> None:
        """Other people than before."""
        self.stop()
        for path in (self._base / "data").iterdir():
            path.unlink()
        text = self._base / "staff.ldif"
        text.write_text(TOP + "".join(_entry(*each) for each in enumerate(people)), encoding="utf-8")
        self._run("slapadd", "-q", "-f", str(self._base / "slapd.conf"), "-l", str(text))
        self.start()

    def _run(self, program: str, *words: str) -> None:
        subprocess.run(
            [_program(program), *words],
            check=True,
            capture_output=True,
            cwd=self._base,
            **self._owner.popen,  # type: ignore[call-overload]
        )


def _program(name: str) -> str:
    found = ground.find_program(name)
    if found is None:
        raise FileNotFoundError(name)
    return found


def _entry(number: int, person: Person) -> str:
    lines = [
        f"dn: uid={number},{BASE}",
        "objectClass: inetOrgPerson",
        f"cn: {person.name}",
        f"sn: {person.name.split()[-1]}",
        f"mail: {person.address}",
        *([f"o: {person.school}"] if person.school else []),
    ]
    return "\n" + "\n".join(lines) + "\n"
