"""LdapSource: the staff as an LDAP server has it (RFC 4511), read in pages (RFC 2696)."""

import ssl
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import ldap3
from ldap3.core import exceptions as failed

from webmail.accounts import Listed
from webmail.staff.errors import SourceAway

PAGE = 500
MOST_ENTRIES = 200_000
# For all pages together: a server that dribbles must not keep us for ever.
ALTOGETHER_SECONDS = 300.0
# What is no LDAP at all, the library finds out by tripping over it.
FAILURES = (failed.LDAPException, OSError, ValueError, LookupError, TypeError, struct.error)
REFUSED = (
    failed.LDAPInvalidCredentialsResult,
    failed.LDAPInappropriateAuthenticationResult,
    failed.LDAPInsufficientAccessRightsResult,
    failed.LDAPConfidentialityRequiredResult,
    failed.LDAPStrongerAuthRequiredResult,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LdapSettings:
    """Where the server is, whom we take, how attributes are called; ca_file None: the system's."""

    host: str
    port: int
    tls: bool
    start_tls: bool
    ca_file: str | None
    base: str
    filter: str
    name_attribute: str
    address_attribute: str
    school_attribute: str
    connect_seconds: float
    read_seconds: float


class LdapSource:
    """Reads the directory with the rights of one reader, or of nobody in particular."""

    def __init__(self, settings: LdapSettings, *, authenticate: Callable[[Any], None] | None) -> None:
        """authenticate leaves a connection bound; None where the server wants no name of us."""
        self._settings = settings
        self._authenticate = authenticate

    def everybody(self) -> Iterator[Listed]:
        """Whoever fits the filter and has a name and an address; raises SourceAway."""
        until, count = time.monotonic() + ALTOGETHER_SECONDS, 0
        with self._connected() as connection:
            for entry in self._search(connection, PAGE):
                count += 1
                if count > MOST_ENTRIES:
                    raise SourceAway("too_many")
                if time.monotonic() > until:
                    raise SourceAway("slow")
                yield from self._listed(entry)

    def ask(self) -> None:
        """Returns if the server lets us in and takes base and filter; raises SourceAway."""
        with self._connected() as connection:
            if next(self._search(connection, 1), None) is None:
                raise SourceAway("empty")

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        settings = self._settings
        server = ldap3.Server(
            settings.host,
            port=settings.port,
            use_ssl=settings.tls,
            tls=_CheckedTls(settings.ca_file, seconds=settings.read_seconds),
            get_info=ldap3.NONE,
            connect_timeout=settings.connect_seconds,
        )
        # A referral would lead our name and word to another server.
        connection = ldap3.Connection(
            server,
            auto_referrals=False,
            raise_exceptions=True,
            read_only=True,
        )
        try:
            connection.open()
            # The library's own limit does not hold for an encrypted line.
            connection.socket.settimeout(settings.read_seconds)
            if settings.start_tls and not connection.start_tls():
                raise SourceAway("certificate")
            if self._authenticate is not None:
                self._authenticate(connection)
            yield connection
        except FAILURES as error:
            raise SourceAway(_why(error)) from error
        finally:
            _close(connection)

    def _search(self, connection: Any, size: int) -> Iterator[dict[str, Any]]:
        names = (
            self._settings.name_attribute,
            self._settings.address_attribute,
            self._settings.school_attribute,
        )
        found = connection.extend.standard.paged_search(
            search_base=self._settings.base,
            search_filter=self._settings.filter,
            search_scope=ldap3.SUBTREE,
            attributes=[name for name in names if name],
            paged_size=size,
            generator=True,
        )
        return (each["attributes"] for each in found if each["type"] == "searchResEntry")

    def _listed(self, entry: dict[str, Any]) -> Iterator[Listed]:
        """Attributes are named without regard to case, and may have several values: the first counts."""
        values = {name.lower(): value for name, value in entry.items()}

        def first(name: str) -> str:
            value = values.get(name.lower()) or ""
            return str(value[0]) if isinstance(value, list) else str(value)

        settings = self._settings
        school = first(settings.school_attribute) if settings.school_attribute else ""
        yield Listed(first(settings.name_attribute), first(settings.address_attribute), school)


class _CheckedTls(ldap3.Tls):  # type: ignore[misc]
    """TLS as Python checks it, names included; the library's own way needs what Python 3.12 has not."""

    def __init__(self, ca_file: str | None, *, seconds: float) -> None:
        super().__init__(validate=ssl.CERT_REQUIRED, ca_certs_file=ca_file)
        self._seconds = seconds

    def wrap_socket(self, connection: Any, do_handshake: bool = False) -> None:
        connection.socket.settimeout(self._seconds)
        context = ssl.create_default_context(cafile=self.ca_certs_file)
        connection.socket = context.wrap_socket(
            connection.socket, do_handshake_on_connect=do_handshake, server_hostname=connection.server.host
        )


def _close(connection: Any) -> None:
    with suppress(*FAILURES):
        connection.unbind()
    if connection.socket is not None:
        # A line that was never made is left open by the library.
        connection.socket.close()


def _why(error: Exception) -> str:
    if isinstance(error, REFUSED):
        return "refused"
    if isinstance(error, failed.LDAPStartTLSError | ssl.SSLError):
        return "certificate"
    if isinstance(
        error, failed.LDAPOperationResult | failed.LDAPInvalidFilterError | failed.LDAPInvalidDnError
    ):
        return "search"
    return "away" if isinstance(error, failed.LDAPCommunicationError | OSError) else "broken"
