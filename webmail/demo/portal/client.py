"""The portal's one client: which addresses of the webmail it knows, and how the webmail proves itself."""

import hmac
from dataclasses import dataclass
from typing import Any

from authlib.oauth2.rfc6749 import ClientMixin

from webmail.demo.service import DemoService

SCOPES = ("openid", "profile", "email")
PROVES_ITSELF_BY = ("client_secret_basic", "client_secret_post")


@dataclass(frozen=True, slots=True)
class DemoClient(ClientMixin):  # type: ignore[misc]
    """The webmail as the portal knows it; url ends with a slash. The method names are Authlib's."""

    url: str
    service: DemoService

    @property
    def client_id(self) -> str:
        return self.service.name

    @property
    def begin(self) -> str:
        """Where the portal's tile leads to."""
        return self.url + "session/begin"

    @property
    def back_channel(self) -> str:
        """Where the webmail wants to hear that a session has ended."""
        return self.url + "session/back-channel"

    @property
    def client_metadata(self) -> dict[str, Any]:
        return {"post_logout_redirect_uris": [self.url + "session/signed-out"]}

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> None:
        """None: the client says where to, each time."""

    def get_allowed_scope(self, scope: str | None) -> str:
        asked = (scope or "").split()
        return " ".join(each for each in SCOPES if each in asked)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.url + "session/returned"

    def check_client_secret(self, typed: str) -> bool:
        return hmac.compare_digest(typed.encode(), self.service.text.encode())

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in PROVES_ITSELF_BY

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"
