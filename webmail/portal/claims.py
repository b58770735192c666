"""Claims → PortalPerson(subject, name, address, roles, sid), after each claim that must hold was checked."""

import base64
import hashlib
import hmac
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from webmail.portal.errors import PortalLied
from webmail.portal.settings import PortalSettings

LEEWAY = timedelta(minutes=2)
LONGEST_SUBJECT = 255  # OpenID Connect Core 1.0 section 2
LONGEST_NAME = 200
LONGEST_ADDRESS = 254  # RFC 5321 section 4.5.3.1, without its angle brackets
# The portal's words for what a person may open here, and ours.
ROLES = {"teacher": "everyone", "helpdesk": "helpdesk", "clerk": "clerk", "admin": "admin"}

# One mailbox of RFC 5321 section 4.1.2, without the quoted forms that no school gives out.
_ADDRESS = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+"
)
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+")

Claims = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalPerson:
    """Who came from the portal, by its own word.

    subject alone says who it is. address is in lower case, and there only when the portal has verified it.
    authenticated_ago is how long before this answer the person proved to be themselves there, by the portal's
    clock alone; issued_at is the answer's own time by that clock, in seconds since 1970.
    """

    subject: str
    name: str | None
    address: str | None
    roles: frozenset[str]
    sid: str | None
    authenticated_ago: timedelta | None
    issued_at: int


def check_id_token(claims: Claims, *, settings: PortalSettings, nonce: str, now: datetime) -> None:
    """Raises PortalLied unless this ID token is for us, this sign-in and now (Core 1.0 section 3.1.3.7)."""
    check_who_for_whom(claims, settings=settings)
    check_time(claims, now=now, oldest=LEEWAY)
    if not _is_same(claims.get("nonce"), nonce):
        raise PortalLied("nonce")


def check_who_for_whom(claims: Claims, *, settings: PortalSettings) -> None:
    """Raises PortalLied unless our portal made the token, and for us."""
    if claims.get("iss") != settings.issuer:
        raise PortalLied("issuer")
    audience, party = claims.get("aud"), claims.get("azp")
    several = audience if isinstance(audience, list) else [audience]
    if settings.client_id not in several:
        raise PortalLied("audience")
    # Made for several, it says which of them asked for it; it must be us.
    if party != settings.client_id and (party is not None or len(several) > 1):
        raise PortalLied("audience")


def check_time(claims: Claims, *, now: datetime, oldest: timedelta) -> None:
    """Raises PortalLied unless the token is still good and was made within `oldest`, give or take two minutes
    of the clocks.

    Nothing of ours is older: an ID token is asked for when it is needed, a logout token sent when it happens.
    """
    moment, leeway = now.timestamp(), LEEWAY.total_seconds()
    expires, issued, begins = (number(claims.get(name)) for name in ("exp", "iat", "nbf"))
    if expires is None or issued is None or (begins is None and "nbf" in claims):
        raise PortalLied("clock")
    if moment >= expires + leeway:
        raise PortalLied("expired")
    if issued > moment + leeway or moment > issued + max(oldest.total_seconds(), leeway):
        raise PortalLied("clock")
    if begins is not None and begins > moment + leeway:
        raise PortalLied("clock")


def check_hash(claims: Claims, *, alg: str, access: str) -> None:
    """Raises PortalLied when the ID token belongs to another access token (Core 1.0 section 3.1.3.6)."""
    given = claims.get("at_hash")
    if given is None:
        return
    digest = hashlib.new(f"sha{alg[2:]}", access.encode()).digest()
    half = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=")
    if not _is_same(given, half.decode()):
        raise PortalLied("hash")


def lacks_something(claims: Claims, *, settings: PortalSettings) -> bool:
    """Whether a claim that we use is not there, so that it is worth asking for at userinfo."""
    names = [settings.name_claim, settings.roles_claim]
    names += [settings.address_claim, settings.verified_claim] if settings.address_claim else []
    return any(name and _inside(claims, name) is None for name in names)


def person_of(claims: Claims, *, told: Claims, settings: PortalSettings) -> PortalPerson:
    """The person behind an ID token's checked claims, described by them or else by what userinfo told.

    An address and whether it is verified come from the same of the two. Raises PortalLied where nobody is.
    """
    subject, issued = text(claims.get("sub")), number(claims.get("iat"))
    if subject is None or issued is None:
        raise PortalLied("subject")
    path = settings.roles_claim
    return PortalPerson(
        subject=subject,
        name=_name(_inside(claims, settings.name_claim)) or _name(_inside(told, settings.name_claim)),
        address=_address(claims, settings) or _address(told, settings),
        roles=_roles(_inside(told if _inside(claims, path) is None else claims, path)),
        sid=text(claims.get("sid")),
        authenticated_ago=_ago(issued, number(claims.get("auth_time"))),
        issued_at=int(issued),
    )


def text(value: object) -> str | None:
    """A name of the portal's for a person or a session: short, printable, or none."""
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_SUBJECT or not value.isprintable():
        return None
    return value


def number(value: object) -> float | None:
    """A moment of the portal's (RFC 7519 section 2, NumericDate), or none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # Beyond the year 9999 nothing can be reckoned with.
    return value if math.isfinite(value) and 0 <= value < 253_402_300_800 else None


def _is_same(given: object, ours: str) -> bool:
    # JSON may hold half a character, which no encoding takes; ours is ASCII.
    return isinstance(given, str) and given.isascii() and hmac.compare_digest(given, ours)


def _ago(issued: float, authenticated: float | None) -> timedelta | None:
    if authenticated is None:
        return None
    if authenticated > issued + LEEWAY.total_seconds():
        raise PortalLied("clock")
    return timedelta(seconds=max(0.0, issued - authenticated))


def _inside(claims: Claims, path: str) -> object:
    """The claim of this name, else the one that its dots lead to."""
    if not path:
        return None
    if path in claims:
        return claims[path]
    found: object = claims
    for word in path.split("."):
        found = found.get(word) if isinstance(found, Mapping) else None
    return found


def _name(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    return " ".join(_INVISIBLE.sub(" ", value).split())[:LONGEST_NAME] or None


def _address(claims: Claims, settings: PortalSettings) -> str | None:
    value, verified = _inside(claims, settings.address_claim), _inside(claims, settings.verified_claim)
    # Some portals write the truth as text.
    if not isinstance(value, str) or not (verified is True or verified == "true"):
        return None
    if not value.isascii() or len(value) > LONGEST_ADDRESS:
        return None
    address = value.lower()
    return address if _ADDRESS.fullmatch(address) else None


def _roles(value: object) -> frozenset[str]:
    words = value.split() if isinstance(value, str) else value if isinstance(value, list) else []
    return frozenset(ROLES[word] for word in words if isinstance(word, str) and word in ROLES)
