"""A whole way to the portal and back, as the browser and the web layer go it together."""

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, quote_plus, urlsplit

from tests.cast import ANNA, Person
from tests.servers.portal import Jar, Known, PortalServer, sign_in_by_http
from webmail.portal import Completed, Portal

# Nobody listens there: what leads to it is looked at, not followed.
RETURN_TO = "http://127.0.0.1:19999/session/returned"
SIGNED_OUT = "http://127.0.0.1:19999/session/signed-out"
BACK_CHANNEL = "http://127.0.0.1:19999/session/back-channel"


def client_header(client_id: str, text: str) -> Callable[[Any], None]:
    """What the vault does: the client's authentication in the header (RFC 6749 section 2.3.1)."""
    pair = base64.b64encode(f"{quote_plus(client_id)}:{quote_plus(text)}".encode()).decode()

    def authorize(request: Any) -> None:
        request.headers["Authorization"] = f"Basic {pair}"

    return authorize


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """What is remembered of a sign-in that has begun."""

    return_to: str = RETURN_TO
    state: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))


class Journey:
    """One browser and one portal; its session there lives on from one sign_in to the next."""

    def __init__(self, server: PortalServer, portal: Portal, *, back_channel: str = BACK_CHANNEL) -> None:
        self.server = server
        self.portal = portal
        self.jar = Jar()
        server.register([RETURN_TO], post_logout_uris=[SIGNED_OUT], backchannel_uri=back_channel)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.jar.__exit__(kind, error, trace)

    def go(self, person: Person | Known | None, pending: Pending, *, anew: bool = False) -> dict[str, str]:
        """To the portal and back; what its answer says."""
        address = self.portal.begin(
            return_to=pending.return_to,
            state=pending.state,
            nonce=pending.nonce,
            verifier=pending.verifier,
            anew=anew,
        )
        return answer_in(sign_in_by_http(address, person, jar=self.jar))

    def complete(self, answer: dict[str, str], pending: Pending, **changed: Any) -> Completed:
        """What the web layer makes of the answer."""
        facts = {
            "code": answer["code"],
            "issuer": answer.get("iss"),
            "return_to": pending.return_to,
            "nonce": pending.nonce,
            "verifier": pending.verifier,
        }
        return self.portal.complete(**{**facts, **changed})

    def sign_in(self, person: Person | Known | None = ANNA, *, anew: bool = False) -> Completed:
        """All of it."""
        pending = Pending()
        return self.complete(self.go(person, pending, anew=anew), pending)


def answer_in(address: str) -> dict[str, str]:
    """The parameters of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
