"""A portal that lies: a small server that publishes and signs whatever a test tells it to."""

import base64
import hashlib
import hmac
import json
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jws, jwt
from joserfc.jwk import Key, RSAKey

from tests.portal.journey import RETURN_TO
from webmail.portal import Completed, Portal, PortalLied

Says = tuple[int, dict[str, str], bytes]
EVENT = "http://schemas.openid.net/event/backchannel-logout"
BOTH = ["RS256", "HS256", "PS256", "none"]


@dataclass(frozen=True, slots=True)
class Ahead:
    """A moment so many seconds from when a token is made, which may be long after a test was collected."""

    seconds: float


def _now(claims: dict[str, Any]) -> dict[str, Any]:
    """The claims of this moment; those that are None are left out."""
    return {
        name: time.time() + value.seconds if isinstance(value, Ahead) else value
        for name, value in claims.items()
        if value is not None
    }


@cache
def rsa(name: str) -> RSAKey:
    """A key of this name; making one takes long."""
    return RSAKey.generate_key(2048, {"kid": name})


def as_json(found: object, *, status: int = 200) -> Says:
    return status, {"Content-Type": "application/json"}, json.dumps(found).encode()


class Liar:
    """Its discovery document, keys and answers are attributes; by_path says anything else at a path."""

    client_id = "dienstpost"
    client_text = "Quitte"

    def __init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.issuer = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.document: dict[str, Any] = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
        }
        self.keys: list[Any] = [rsa("first").as_dict(private=False)]
        self.told: dict[str, Any] = {}
        self.id_token: str | None = None
        self.access = "A" * 20
        self.by_path: dict[str, Says | Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: list[str] = []
        self.forms: list[str] = []

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def encrypt(self, context: ssl.SSLContext) -> None:
        """From now on it speaks TLS, and calls itself so."""
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]
        plain, self.issuer = self.issuer, self.issuer.replace("http:", "https:")
        self.document = {name: value.replace(plain, self.issuer) for name, value in self.document.items()}

    def claims(self, **changed: object) -> dict[str, Any]:
        """Those of a right ID token, changed; what is changed to None is left out."""
        moment = int(time.time())
        right = {"iss": self.issuer, "aud": self.client_id, "sub": "p-anna", "nonce": "n"}
        right |= {"iat": moment, "exp": moment + 300, "name": "Anna", "email": "a@schule.example"}  # type: ignore[dict-item]
        right |= {"email_verified": True, "at_hash": at_hash(self.access)}  # type: ignore[dict-item]
        return _now(right | changed)

    def order(self, **changed: object) -> dict[str, Any]:
        """Those of a right logout token, changed."""
        moment = int(time.time())
        right: dict[str, Any] = {"iss": self.issuer, "aud": self.client_id, "sub": "p-anna", "sid": "s-1"}
        right |= {"iat": moment, "exp": moment + 120, "jti": "j-1", "events": {EVENT: {}}}
        return _now(right | changed)

    def sign(
        self, claims: dict[str, Any], *, key: Key | None = None, alg: str = "RS256", **header: object
    ) -> str:
        """The claims signed; a header that is None is left out."""
        whole = {"alg": alg, "kid": "first", "typ": "JWT", **header}
        whole = {name: value for name, value in whole.items() if value is not None}
        registry = jws.JWSRegistry(algorithms=BOTH, strict_check_header=False)
        return jwt.encode(whole, claims, key or rsa("first"), registry=registry, default_type=None)

    def sign_octets(self, octets: bytes, **header: object) -> str:
        """Anything, with any header, rightly signed."""
        head = json.dumps({"alg": "RS256", "kid": "first", **header}).encode()
        signed = f"{in_base64(head)}.{in_base64(octets)}"
        key = rsa("first").private_key
        assert key is not None
        return f"{signed}.{in_base64(key.sign(signed.encode(), PKCS1v15(), SHA256()))}"

    def says(self, path: str) -> Says:
        """The answer at a path."""
        usual = {
            "/.well-known/openid-configuration": self.document,
            "/jwks": {"keys": self.keys},
            "/token": {
                "access_token": self.access,
                "token_type": "Bearer",
                "expires_in": 300,
                "id_token": self.id_token or self.sign(self.claims()),
            },
            "/me": self.told,
        }
        return as_json(usual[path]) if path in usual else (404, {}, b"")


def at_hash(access: str) -> str:
    """The hash of an access token (OpenID Connect Core 1.0 section 3.1.3.6)."""
    return in_base64(hashlib.sha256(access.encode()).digest()[:16])


def complete(portal: Portal) -> Completed:
    """Comes back from the liar with a code."""
    return portal.complete(code="c", issuer=None, return_to=RETURN_TO, nonce="n", verifier="v" * 43)


def lie_of(portal: Portal) -> str:
    """What the portal is caught at."""
    with pytest.raises(PortalLied) as lied:
        complete(portal)
    return lied.value.reason


def in_base64(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def unsigned(claims: dict[str, Any], **header: object) -> str:
    """A token with `alg: none`, or another header, that ends before its signature."""
    head = {"alg": "none", "typ": "JWT", **header}
    return ".".join(in_base64(json.dumps(part).encode()) for part in (head, claims)) + "."


def shared(claims: dict[str, Any], key: RSAKey) -> str:
    """Signed by HS256 with a public key, which everybody can read, as if it were a shared one."""
    token = unsigned(claims, alg="HS256", kid=key.kid)
    digest = hmac.digest(key.as_pem(private=False), token.rstrip(".").encode(), "sha256")
    return token + in_base64(digest)


def _handler(liar: Liar) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            liar.forms.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self._answer()

        def _answer(self) -> None:
            path = self.path.partition("?")[0]
            liar.asked.append(path)
            said = liar.by_path.get(path) or liar.says(path)
            if callable(said):
                said(self)
            else:
                self.give(said)

        def give(self, said: Says) -> None:
            status, headers, body = said
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    return Handler
