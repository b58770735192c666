"""Portal: begin, complete, leave, and what it orders over the back channel."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from webmail.clock import Clock
from webmail.portal.back_channel import LogoutOrder, order_of
from webmail.portal.claims import Claims, PortalPerson, check_hash, check_id_token, lacks_something, person_of
from webmail.portal.client import Client, Read
from webmail.portal.discovery import Addresses
from webmail.portal.errors import LogoutOrderRefused, PortalError, PortalLied, PortalUnavailable
from webmail.portal.settings import PortalSettings
from webmail.portal.tokens import Tokens

# What a header may call an ID token (RFC 7519 section 5.1); others are made for other ends.
ID_TOKEN_TYPES = ("jwt", None)
ANY_AGE = str(365 * 24 * 60 * 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """Somebody who has come from the portal. id_token is the hint for leaving and opens nothing; tokens are
    for the vault, or to be dropped."""

    person: PortalPerson
    id_token: str = field(repr=False)
    tokens: Tokens


class Portal:
    """The school portal as an OpenID provider (OpenID Connect Core 1.0, the code flow with PKCE, RFC 7636).

    authorize leaves a request to the token endpoint with the client's authentication in its headers
    (RFC 6749 section 2.3.1). Every verb may raise PortalUnavailable and PortalLied. Safe in several threads.
    """

    def __init__(self, settings: PortalSettings, *, authorize: Callable[[Any], None], clock: Clock) -> None:
        self._settings = settings
        self._client = Client(settings, authorize=authorize, clock=clock)
        self._clock = clock

    def begin(self, *, return_to: str, state: str, nonce: str, verifier: str, anew: bool) -> str:
        """The portal's address where a person signs in; with anew they are asked who they are in any case."""
        # Asked for any age, it also says when the person proved who they are (Core 1.0 section 3.1.2.1).
        further = {"prompt": "login", "max_age": "0"} if anew else {"max_age": ANY_AGE}
        return self._client.authorization(
            return_to=return_to, state=state, nonce=nonce, verifier=verifier, further=further
        )

    def look(self, *, return_to: str, state: str) -> str:
        """The portal's address that says without a word whether anybody is signed in there.

        It leads back with login_required for nobody (Core 1.0 section 3.1.2.6), else with a code, to be left.
        """
        unused = secrets.token_urlsafe(32)
        return self._client.authorization(
            return_to=return_to,
            state=state,
            nonce=unused,
            verifier=unused + unused,
            further={"prompt": "none"},
        )

    def complete(
        self, *, code: str, issuer: str | None, return_to: str, nonce: str, verifier: str
    ) -> Completed:
        """Who came back with the code; issuer is `iss` of the answer (RFC 9207), None where it had none.

        Raises CodeUsed when the code was used before, PortalRefused when the portal does not take ours.
        """
        if issuer != self._settings.issuer and (issuer is not None or self._client.addresses().says_issuer):
            raise PortalLied("issuer")
        grant = self._client.exchange(code, return_to=return_to, verifier=verifier)
        read = self._client.read(grant.id_token)
        if read.kind not in ID_TOKEN_TYPES:
            raise PortalLied("type")
        check_id_token(read.claims, settings=self._settings, nonce=nonce, now=self._clock())
        check_hash(read.claims, alg=read.alg, access=grant.tokens.for_bearer())
        return Completed(
            person=self._person(read, grant.tokens), id_token=grant.id_token, tokens=grant.tokens
        )

    def leave(self, *, id_token: str | None, subject: str | None, return_to: str, state: str) -> str | None:
        """The portal's address where a person signs out (RP-Initiated Logout 1.0); None where it has none.

        Raises PortalUnavailable, and nothing else, while no address of the portal is known.
        """
        addresses = self._client.known() or self._addresses_at_once()
        if addresses.end_session is None:
            return None
        parameters = {
            "id_token_hint": id_token,
            "logout_hint": None if id_token else subject,
            "client_id": self._settings.client_id,
            "post_logout_redirect_uri": return_to,
            "state": state,
        }
        return _with(addresses.end_session, {name: value for name, value in parameters.items() if value})

    def answers(self) -> bool:
        """Whether the portal answered us within a second; remembered for half a minute."""
        return self._client.answers()

    def read_logout_order(self, logout_token: str) -> LogoutOrder:
        """Whose sign-ins end, from a token of the back channel (Back-Channel Logout 1.0 section 2.6).

        Everything is checked but that its jti was not seen before. Raises LogoutOrderRefused.
        """
        try:
            read = self._client.read(logout_token)
        except PortalLied as error:
            raise LogoutOrderRefused(error.reason) from error
        return order_of(read.claims, kind=read.kind, settings=self._settings, now=self._clock())

    def refresh(self, tokens: Tokens) -> Tokens:
        """New tokens for old (RFC 6749 section 6); raises TokensSpent when there are none any more."""
        return self._client.renew(tokens)

    def _addresses_at_once(self) -> Addresses:
        """The portal's addresses, unless it lets us wait or lies; who wants to leave is not held up."""
        try:
            if self.answers():
                return self._client.addresses()
        except PortalError as error:
            raise PortalUnavailable("the portal's addresses are of no use") from error
        raise PortalUnavailable("the portal's addresses are not known")

    def _person(self, read: Read, tokens: Tokens) -> PortalPerson:
        """The person of an ID token, with what it lacks from userinfo."""
        told: Claims = {}
        if lacks_something(read.claims, settings=self._settings) and self._client.addresses().userinfo:
            told = self._client.userinfo(tokens)
            if told.get("sub") != read.claims.get("sub"):
                raise PortalLied("subject")
        return person_of(read.claims, told=told, settings=self._settings)


def _with(address: str, parameters: dict[str, str]) -> str:
    """The address with these in its query, behind what stands there already."""
    parts = urlsplit(address)
    query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), *parameters.items()])
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))
