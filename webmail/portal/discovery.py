"""The portal's addresses, read from what it publishes about itself (OpenID Connect Discovery 1.0)."""

from dataclasses import dataclass
from typing import Self

from webmail.portal.errors import PortalLied
from webmail.portal.settings import may_be_asked

WELL_KNOWN = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where the portal does what; says_issuer is whether its answers name it (RFC 9207)."""

    authorization: str
    token: str
    keys: str
    userinfo: str | None
    end_session: str | None
    says_issuer: bool

    @classmethod
    def read(cls, document: dict[str, object], *, issuer: str) -> Self:
        """The addresses of a discovery document; raises PortalLied unless it is this very issuer's."""
        if document.get("issuer") != issuer:
            raise PortalLied("issuer")
        return cls(
            authorization=_needed(document.get("authorization_endpoint"), issuer),
            token=_needed(document.get("token_endpoint"), issuer),
            keys=_needed(document.get("jwks_uri"), issuer),
            userinfo=_offered(document.get("userinfo_endpoint"), issuer),
            end_session=_offered(document.get("end_session_endpoint"), issuer),
            says_issuer=document.get("authorization_response_iss_parameter_supported") is True,
        )


def address_of(issuer: str) -> str:
    """Where the document lies (section 4)."""
    return issuer.rstrip("/") + WELL_KNOWN


def _needed(address: object, issuer: str) -> str:
    if not isinstance(address, str) or not may_be_asked(address, issuer=issuer):
        raise PortalLied("endpoint")
    return address


def _offered(address: object, issuer: str) -> str | None:
    return None if address is None else _needed(address, issuer)
