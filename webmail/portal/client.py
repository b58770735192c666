"""All that is asked of the portal: discovery, tokens, keys; alone imports authlib, requests and joserfc."""

import base64
import ssl
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any, TypeVar

from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwk, jws, jwt
from joserfc.errors import JoseError
from requests import PreparedRequest, RequestException, Response
from requests.adapters import HTTPAdapter

from webmail.clock import Clock
from webmail.portal.claims import Claims
from webmail.portal.discovery import Addresses, address_of
from webmail.portal.errors import (
    CodeUsed,
    PortalError,
    PortalLied,
    PortalRefused,
    PortalUnavailable,
    TokensSpent,
)
from webmail.portal.patience import Remembered, Waiting
from webmail.portal.settings import PortalSettings
from webmail.portal.tokens import Tokens

DISCOVERY_LASTS = timedelta(hours=1)
KEYS_PAUSE = timedelta(seconds=10)
ANSWER_LASTS = timedelta(seconds=30)
ANSWER_SECONDS = 1.0
LARGEST_ANSWER = 1024 * 1024
LARGEST_TOKEN = 64 * 1024
CHUNK = 64 * 1024
MOST_KEYS = 50
SMALLEST_RSA = 2048

T = TypeVar("T")

# RFC 6749 section 5.2; another word is not handed on, since it could be anything.
REFUSALS = (
    "invalid_client",
    "invalid_request",
    "invalid_scope",
    "unauthorized_client",
    "unsupported_grant_type",
)
KEY_TYPES = {"RS": "RSA", "PS": "RSA", "ES": "EC"}
# What an answer that is none may lead to; JSON that nests too deeply is a RecursionError.
NONSENSE = (ValueError, TypeError, KeyError, OverflowError, RecursionError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a code is exchanged for."""

    id_token: str = field(repr=False)
    tokens: Tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A token whose signature is the portal's: its claims, and of its header the type and the algorithm."""

    claims: Claims = field(repr=False)
    kind: str | None
    alg: str


class Client:
    """Speaks to one portal; what it publishes is remembered, what it gives to a person is not."""

    def __init__(self, settings: PortalSettings, *, authorize: Callable[[Any], None], clock: Clock) -> None:
        self._settings = settings
        self._authorize = authorize
        self._clock = clock
        self._waiting = Waiting()
        self._line = _Line(settings.ca_file)
        if settings.issuer.startswith("https:"):
            self._line.context()  # a file that is missing is to stop the start
        self._addresses = Remembered(self._ask_addresses, lasts=DISCOVERY_LASTS, clock=clock)
        self._keys = Remembered(self._ask_keys, lasts=DISCOVERY_LASTS, clock=clock, pause=KEYS_PAUSE)
        self._answers = Remembered(self._ask_whether, lasts=ANSWER_LASTS, clock=clock)
        self._signatures = _Signatures(algorithms=settings.algorithms, strict_check_header=False)

    def addresses(self) -> Addresses:
        """Where the portal does what, as of an hour ago at most."""
        return self._addresses.value()

    def known(self) -> Addresses | None:
        """The same however old, without asking."""
        return self._addresses.last()

    def answers(self) -> bool:
        """Whether the portal answers within a second; remembered for half a minute."""
        return self._answers.value()

    def authorization(
        self, *, return_to: str, state: str, nonce: str, verifier: str, further: Mapping[str, str]
    ) -> str:
        """The address that asks for a code, bound to the verifier (RFC 7636, S256)."""
        scope = " ".join(self._settings.scopes)
        session = self._session(redirect_uri=return_to, scope=scope, code_challenge_method="S256")
        about = {
            "state": state,
            "code_verifier": verifier,
            "nonce": nonce,
            "response_mode": "query",
            **further,
        }
        try:
            address, _ = session.create_authorization_url(self.addresses().authorization, **about)
        except NONSENSE:
            raise PortalLied("endpoint") from None
        return str(address)

    def exchange(self, code: str, *, return_to: str, verifier: str) -> Grant:
        """ID token and tokens for a code (RFC 6749 section 4.1.3); raises CodeUsed."""
        address = self.addresses().token
        answer = self._token_answer(
            lambda session: session.fetch_token(
                address,
                grant_type="authorization_code",
                code=code,
                redirect_uri=return_to,
                code_verifier=verifier,
                auth=self._authorized,
                **self._manners(),
            ),
            spent=CodeUsed("the portal takes the code no more"),
        )
        id_token = answer.get("id_token")
        if not isinstance(id_token, str):
            raise PortalLied("answer")
        return Grant(id_token=id_token, tokens=Tokens.granted(answer, now=self._clock()))

    def renew(self, tokens: Tokens) -> Tokens:
        """New tokens for old; raises TokensSpent."""
        spent, refresh = TokensSpent("the portal renews these tokens no more"), tokens.for_renewal()
        if refresh is None:
            raise spent
        address = self.addresses().token
        answer = self._token_answer(
            lambda session: session.refresh_token(
                address, refresh_token=refresh, auth=self._authorized, **self._manners()
            ),
            spent=spent,
        )
        return Tokens.granted(answer, now=self._clock(), before=tokens)

    def userinfo(self, tokens: Tokens) -> Claims:
        """What the portal tells about whoever the access token is for (Core 1.0 section 5.3)."""
        address = self.addresses().userinfo
        if address is None:
            return {}
        token = {"access_token": tokens.for_bearer(), "token_type": "Bearer"}
        return self._document(address, token=token)

    def read(self, token: str) -> Read:
        """The claims of a signed token, once one of the portal's keys has proven it; raises PortalLied.

        A key that is not known is looked for once more at the portal, at most every ten seconds.
        """
        header = self._header_of(token)
        alg, kid = header.get("alg"), header.get("kid")
        if not isinstance(alg, str) or alg not in self._settings.algorithms:
            raise PortalLied("alg")
        keys = self._keys.value()
        claims = self._proven(token, _fitting(keys, alg=alg, kid=kid))
        if claims is None:
            newer = self._keys.other_than(keys)
            keys = keys if newer is None else newer
            claims = None if newer is None else self._proven(token, _fitting(newer, alg=alg, kid=kid))
        if claims is None:
            raise PortalLied("signature" if _fitting(keys, alg=alg, kid=kid) else "key")
        kind = header.get("typ")
        return Read(claims=claims, kind=None if kind is None else _type_of(kind), alg=alg)

    def _header_of(self, token: str) -> Mapping[str, Any]:
        """What a token says about itself, not yet to be believed."""
        if len(token) > LARGEST_TOKEN:
            raise PortalLied("size")
        try:
            header: object = jws.extract_compact(token.encode(), registry=self._signatures).headers()
        except (JoseError, *NONSENSE):
            header = None
        if not isinstance(header, dict):
            raise PortalLied("token")
        return header

    def _proven(self, token: str, keys: tuple[jwk.Key, ...]) -> Claims | None:
        for key in keys:
            try:
                return jwt.decode(token, key, registry=self._signatures).claims
            except (JoseError, *NONSENSE):
                continue
        return None

    def _ask_addresses(self) -> Addresses:
        return Addresses.read(self._document(address_of(self._settings.issuer)), issuer=self._settings.issuer)

    def _ask_keys(self) -> tuple[jwk.Key, ...]:
        found = self._document(self.addresses().keys).get("keys")
        if not isinstance(found, list):
            raise PortalLied("answer")
        keys = (_key_of(each) for each in found[:MOST_KEYS])
        return tuple(key for key in keys if key is not None)

    def _ask_whether(self) -> bool:
        try:
            self._document(address_of(self._settings.issuer), seconds=ANSWER_SECONDS)
        except PortalError:
            return False
        return True

    def _document(
        self, address: str, *, token: Mapping[str, str] | None = None, seconds: float | None = None
    ) -> dict[str, Any]:
        """The JSON object at an address of the portal, given to us or to the bearer of a token."""

        def ask() -> Response:
            session = self._session(token=token)
            return session.get(address, withhold_token=token is None, **self._manners(seconds))  # type: ignore[no-any-return]

        response = self._in_time(ask, seconds=seconds)
        if response.status_code != 200:
            raise PortalRefused("other")
        return _object_in(response)

    def _token_answer(self, ask: Callable[[Any], Any], *, spent: PortalError) -> dict[str, Any]:
        """What the token endpoint answers; spent, or PortalRefused, where it refuses."""

        def asked() -> dict[str, Any]:
            session = self._session()
            for moment in ("access_token_response", "refresh_token_response"):
                session.register_compliance_hook(moment, _checked)
            return dict(ask(session))

        try:
            return self._in_time(asked)
        except OAuthError as error:
            # Without its cause: what the portal writes into an error is its own affair.
            if error.error == "invalid_grant":
                raise spent from None
            raise PortalRefused(error.error if error.error in REFUSALS else "other") from None

    def _in_time(self, ask: Callable[[], T], *, seconds: float | None = None) -> T:
        """What ask returns; ours for whatever breaks on the way there, without a cause that holds tokens."""
        total = seconds or self._settings.connect_seconds + self._settings.read_seconds
        try:
            return self._waiting.within(total, ask)
        except (RequestException, OSError):
            raise PortalUnavailable("the portal cannot be reached") from None
        except NONSENSE:
            raise PortalLied("answer") from None

    def _session(self, **about: Any) -> Any:
        """A session for one request; what the environment says of proxies and accounts does not count."""
        session = OAuth2Session(self._settings.client_id, **about)
        session.trust_env = False
        # A line that is kept may be closed by the portal just when a code is sent down it.
        session.headers.update(
            {"Connection": "close", "Accept-Encoding": "identity", "User-Agent": "Dienstpost"}
        )
        for scheme in ("https://", "http://"):
            session.mount(scheme, self._line)
        return session

    def _manners(self, seconds: float | None = None) -> dict[str, Any]:
        patience = (self._settings.connect_seconds, self._settings.read_seconds)
        return {"timeout": seconds or patience, "allow_redirects": False}

    def _authorized(self, request: PreparedRequest) -> PreparedRequest:
        self._authorize(request)
        return request


class _Line(HTTPAdapter):
    """The line to the portal: proven by our own context, its answers read whole and never without bounds."""

    def __init__(self, ca_file: str | None) -> None:
        self._ca_file = ca_file
        self._context: ssl.SSLContext | None = None
        super().__init__()

    def context(self) -> ssl.SSLContext:
        """Whom we trust; reading that takes long, so it is done once."""
        if self._context is None:
            self._context = ssl.create_default_context(cafile=self._ca_file)
        return self._context

    def build_connection_pool_key_attributes(
        self, request: PreparedRequest, verify: Any, cert: Any = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Where to, and whom to trust there."""
        where, _ = super().build_connection_pool_key_attributes(request, verify, cert)
        return where, {"ssl_context": self.context()} if where["scheme"] == "https" else {}

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Adds nothing to the context, which asks for a certificate that the site trusts."""

    def send(self, request: PreparedRequest, *about: Any, **further: Any) -> Response:
        with closing(super().send(request, *about, **{**further, "stream": True})) as response:
            if response.status_code >= 500 or response.status_code == 429:
                raise PortalUnavailable(f"the portal answers {response.status_code}")
            if response.status_code >= 300 and response.status_code < 400:
                raise PortalLied("redirect")
            octets = bytearray()
            for piece in response.iter_content(CHUNK):
                octets += piece
                if len(octets) > LARGEST_ANSWER:
                    raise PortalLied("size")
        whole = Response()
        whole.status_code, whole.headers, whole.request = response.status_code, response.headers, request
        # Said, so that nobody guesses at it for seconds (RFC 8259 section 8.1).
        whole.encoding = "utf-8"
        whole.raw = BytesIO(bytes(octets))
        return whole


class _Signatures(jws.JWSRegistry):
    """Which signatures count; a header may carry a chain of certificates, which is not looked at."""

    max_header_length = 16 * 1024


def _checked(response: Response) -> Response:
    """An answer of the token endpoint that is an object, be it an error."""
    try:
        _object_in(response)
    except PortalLied:
        if response.status_code < 400:
            raise
        raise PortalRefused("other") from None
    return response


def _object_in(response: Response) -> dict[str, Any]:
    try:
        found = response.json()
    except NONSENSE:
        raise PortalLied("answer") from None
    if not isinstance(found, dict):
        raise PortalLied("answer")
    return found


def _type_of(kind: object) -> str:
    """The type in short (RFC 7515 section 4.1.9)."""
    return str(kind).lower().removeprefix("application/")


def _key_of(published: object) -> jwk.Key | None:
    """A key that proves signatures; beside it stand others, for other ends or not yet invented."""
    if not isinstance(published, dict) or published.get("kty") not in KEY_TYPES.values():
        return None
    if published.get("use", "sig") != "sig":
        return None
    try:
        if published["kty"] == "RSA" and _bits_of(published["n"]) < SMALLEST_RSA:
            return None
        return jwk.import_key(published)
    except (JoseError, *NONSENSE):
        return None


def _bits_of(number: str) -> int:
    octets = base64.urlsafe_b64decode(number + "=" * (-len(number) % 4))
    return int.from_bytes(octets).bit_length()


def _fitting(keys: tuple[jwk.Key, ...], *, alg: str, kid: object) -> tuple[jwk.Key, ...]:
    """The keys that may have signed; one without a name may be any."""
    return tuple(
        key
        for key in keys
        if key.key_type == KEY_TYPES[alg[:2]]
        and (kid is None or key.kid in (None, kid))
        and key.alg in (None, alg)
    )
