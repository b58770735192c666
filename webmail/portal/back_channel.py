"""Logout token → which sign-ins end (OpenID Connect Back-Channel Logout 1.0)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from webmail.portal.claims import Claims, check_time, check_who_for_whom, number, text
from webmail.portal.errors import LogoutOrderRefused, PortalLied
from webmail.portal.settings import PortalSettings

EVENT = "http://schemas.openid.net/event/backchannel-logout"
TYPES = ("logout+jwt", "jwt", None)
OLDEST = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoutOrder:
    """The portal's word that somebody has left: the sign-ins of sid, else all of subject, as of issued_at.

    jti is this order's own name; whoever obeys remembers it, since an order is good for once. issued_at is by
    the portal's clock, in seconds since 1970.
    """

    sid: str | None
    subject: str | None
    jti: str
    issued_at: int


def order_of(claims: Claims, *, kind: str | None, settings: PortalSettings, now: datetime) -> LogoutOrder:
    """The order in a token whose signature was found to be the portal's; kind is the `typ` of its header.

    Section 2.6 with all it asks for but one: that the jti was not seen before, which the database knows.
    Raises LogoutOrderRefused.
    """
    if kind not in TYPES:
        raise LogoutOrderRefused("type")
    try:
        check_who_for_whom(claims, settings=settings)
        check_time(claims, now=now, oldest=OLDEST)
    except PortalLied as error:
        raise LogoutOrderRefused(error.reason) from error
    events = claims.get("events")
    if not isinstance(events, Mapping) or not isinstance(events.get(EVENT), Mapping):
        raise LogoutOrderRefused("events")
    if "nonce" in claims:
        # An ID token must not pass for a logout token.
        raise LogoutOrderRefused("nonce")
    sid, subject, jti = (text(claims.get(name)) for name in ("sid", "sub", "jti"))
    if sid is None and subject is None:
        raise LogoutOrderRefused("nobody")
    # One that is there and not to be understood must not make the order a wider one.
    if (sid is None and "sid" in claims) or (subject is None and "sub" in claims):
        raise LogoutOrderRefused("nobody")
    if jti is None:
        raise LogoutOrderRefused("jti")
    return LogoutOrder(sid=sid, subject=subject, jti=jti, issued_at=int(number(claims.get("iat")) or 0))
