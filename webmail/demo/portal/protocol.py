"""OpenID Connect as the portal speaks it, by Authlib's server side: codes, tokens, the end of a session."""

from typing import TYPE_CHECKING, Any

from authlib.integrations.flask_oauth2 import AuthorizationServer, ResourceProtector
from authlib.oauth2.rfc6749 import AuthorizationCodeGrant, InvalidRequestError
from authlib.oauth2.rfc6750 import BearerTokenValidator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc9207 import IssuerParameter
from authlib.oidc.core import OpenIDCode, UserInfoEndpoint
from authlib.oidc.rpinitiated import EndSessionEndpoint
from joserfc.jwk import KeySet, RSAKey

from webmail.demo.portal.client import PROVES_ITSELF_BY, SCOPES, DemoClient
from webmail.demo.portal.keys import ALGORITHM
from webmail.demo.portal.sessions import CODE_LASTS, TOKEN_LASTS, Code, PortalSession, Token

if TYPE_CHECKING:
    from webmail.demo.portal.server import DemoPortal

METHOD = "S256"


class Protocol(AuthorizationServer):  # type: ignore[misc]
    """What Authlib asks its server for; the answers are the portal's."""

    def __init__(self, portal: "DemoPortal") -> None:
        super().__init__()
        self.portal = portal
        seconds = int(TOKEN_LASTS.total_seconds())
        self.load_config({"OAUTH2_TOKEN_EXPIRES_IN": {"authorization_code": seconds}})
        self.issuer_parameter = _Issuer(portal)
        self.register_extension(self.issuer_parameter)
        self.register_grant(_CodeGrant, [_IdToken(portal), _Pkce()])
        self.register_endpoint(_EndSession)
        bearer = ResourceProtector()
        bearer.register_token_validator(_Bearer(portal))
        self.register_endpoint(_About(resource_protector=bearer))

    def query_client(self, client_id: str) -> DemoClient | None:
        client = self.portal.client
        return client if client_id == client.client_id else None

    def save_token(self, token: dict[str, Any], request: Any) -> None:
        kept = Token(
            session=request.user,
            client=request.client,
            scope=token["scope"],
            until=self.portal.clock() + TOKEN_LASTS,
        )
        self.portal.sessions.issue_token(token["access_token"], kept)

    def discovery(self) -> dict[str, Any]:
        """What a client needs to know (OpenID Connect Discovery 1.0)."""
        issuer = self.portal.issuer
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "userinfo_endpoint": f"{issuer}/about",
            "jwks_uri": f"{issuer}/keys",
            "end_session_endpoint": f"{issuer}/session/end",
            "scopes_supported": [*SCOPES],
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "token_endpoint_auth_methods_supported": [*PROVES_ITSELF_BY],
            "code_challenge_methods_supported": [METHOD],
            "prompt_values_supported": ["none", "login"],
            "claims_supported": ["sub", "sid", "auth_time", "name", "email", "email_verified", "roles"],
            "authorization_response_iss_parameter_supported": True,
            "backchannel_logout_supported": True,
            "backchannel_logout_session_supported": True,
        }


class _CodeGrant(AuthorizationCodeGrant):  # type: ignore[misc]
    TOKEN_ENDPOINT_AUTH_METHODS = PROVES_ITSELF_BY

    @property
    def portal(self) -> "DemoPortal":
        portal: DemoPortal = self.server.portal
        return portal

    def save_authorization_code(self, code: str, request: Any) -> None:
        asked, session = request.payload.data, request.user
        kept = Code(
            session=session,
            client_id=request.client.client_id,
            redirect_uri=request.payload.redirect_uri,
            scope=request.scope,
            nonce=asked.get("nonce"),
            auth_time=int(session.proven.timestamp()),
            code_challenge=asked["code_challenge"],
            code_challenge_method=asked["code_challenge_method"],
            until=self.portal.clock() + CODE_LASTS,
        )
        self.portal.sessions.issue_code(code, kept)

    def query_authorization_code(self, code: str, client: DemoClient) -> Code | None:
        return self.portal.sessions.redeem(code, client.client_id)

    def delete_authorization_code(self, code: Code) -> None:
        """Redeeming has taken it away."""

    def authenticate_user(self, code: Code) -> PortalSession | None:
        return None if code.session.ended else code.session


class _Pkce(CodeChallenge):  # type: ignore[misc]
    """Authlib demands it of clients without a text of their own only; here everybody brings it."""

    SUPPORTED_CODE_CHALLENGE_METHOD = (METHOD,)

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        asked = grant.request.payload.data
        if not asked.get("code_challenge") or asked.get("code_challenge_method") != METHOD:
            raise InvalidRequestError("PKCE with S256 is required")
        super().validate_code_challenge(grant, redirect_uri)


class _IdToken(OpenIDCode):  # type: ignore[misc]
    def __init__(self, portal: "DemoPortal") -> None:
        super().__init__(require_nonce=True)
        self._portal = portal

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        """No: the login page asks the same thing twice, and replays are the client's to notice."""
        return False

    def resolve_client_private_key(self, client: DemoClient) -> RSAKey:
        return self._portal.key.private

    def get_encode_header(self, client: DemoClient) -> dict[str, str]:
        return self._portal.key.header

    def get_client_claims(self, client: DemoClient) -> dict[str, Any]:
        at = int(self._portal.clock().timestamp())
        until = at + int(TOKEN_LASTS.total_seconds())
        return {"iss": self._portal.issuer, "aud": client.client_id, "iat": at, "exp": until}

    def generate_user_info(self, session: PortalSession, scope: str) -> dict[str, Any]:
        return {"sid": session.sid, **claims_about(session)}


class _About(UserInfoEndpoint):  # type: ignore[misc]
    def generate_user_info(self, session: PortalSession, scope: str) -> dict[str, Any]:
        return claims_about(session)


class _Bearer(BearerTokenValidator):  # type: ignore[misc]
    def __init__(self, portal: "DemoPortal") -> None:
        super().__init__()
        self._portal = portal

    def authenticate_token(self, token_string: str) -> Token | None:
        return self._portal.sessions.find_token(token_string)


class _EndSession(EndSessionEndpoint):  # type: ignore[misc]
    """Only reads what is asked; whether the person is asked first is the page's matter."""

    def get_server_jwks(self) -> KeySet:
        return self.server.portal.key.public  # type: ignore[no-any-return]

    def get_algorithms(self) -> list[str]:
        return [ALGORITHM]

    def is_post_logout_redirect_uri_legitimate(self, *_: object) -> bool:
        """Without a hint the person has answered our question before anybody is led anywhere."""
        return True


class _Issuer(IssuerParameter):  # type: ignore[misc]
    def __init__(self, portal: "DemoPortal") -> None:
        self._portal = portal

    def get_issuer(self) -> str:
        return self._portal.issuer


def claims_about(session: PortalSession) -> dict[str, Any]:
    """What the portal says of a person."""
    person = session.person
    return {
        "sub": person.subject,
        "name": person.name,
        "email": person.address,
        "email_verified": True,
        "roles": [person.role],
    }
