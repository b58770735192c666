"""PortalSettings: which portal, who we are there, what it calls things; and which addresses we may ask."""

from dataclasses import dataclass
from urllib.parse import urlsplit

LOOPBACK = ("localhost", "127.0.0.1", "::1")
# A symmetric one would let whoever reads the public key sign; "none" is no signature at all.
ASYMMETRIC = frozenset(kind + size for kind in ("RS", "ES", "PS") for size in ("256", "384", "512"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalSettings:
    """The portal as the site's settings describe it.

    An empty name of a claim means that nothing is taken from there; dots in roles_claim lead inwards
    ("realm_access.roles"). Raises ValueError for what could not be safe.
    """

    issuer: str
    client_id: str
    algorithms: tuple[str, ...] = ("RS256", "ES256", "PS256")
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    ca_file: str | None = None
    connect_seconds: float = 2.0
    read_seconds: float = 3.0
    address_claim: str = "email"
    verified_claim: str = "email_verified"
    name_claim: str = "name"
    roles_claim: str = ""

    def __post_init__(self) -> None:
        parts = urlsplit(self.issuer)
        if not may_be_asked(self.issuer, issuer=self.issuer) or parts.query or parts.fragment:
            raise ValueError(f"the issuer is not an https address: {self.issuer}")
        if not self.client_id:
            raise ValueError("the client id is empty")
        if not self.algorithms or not ASYMMETRIC.issuperset(self.algorithms):
            raise ValueError(f"not an algorithm with a public key: {' '.join(self.algorithms)}")
        if "openid" not in self.scopes:
            raise ValueError("the scopes lack openid")


def is_visible_ascii(text: str) -> bool:
    """Whether it may stand in a header or an address as it is: no space, no control, nothing to encode."""
    return text.isascii() and text.isprintable() and " " not in text


def may_be_asked(address: object, *, issuer: str) -> bool:
    """Whether this is an https address; http only between a portal on this machine and itself."""
    if not isinstance(address, str):
        return False
    try:
        here, there = urlsplit(issuer), urlsplit(address)
        port = there.port  # raises ValueError where it is no number
    except ValueError:
        return False
    if not there.hostname or there.username is not None or port == 0:
        return False
    if not is_visible_ascii(address):
        return False
    on_this_machine = here.scheme == "http" and here.hostname in LOOPBACK and there.hostname in LOOPBACK
    return there.scheme == "https" or (there.scheme == "http" and on_this_machine)
