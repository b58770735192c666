"""What a test of a dead sign-in needs: a way in without the door, a way out of every kind, its old page."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from tests.cast import ANNA, Person
from tests.visitor import Visitor
from webmail.accounts import SignIn, new_key
from webmail.accounts.lookup import account_for
from webmail.config import Config

MASTER, PASSWORD = "webmail", "Zitrone-11-Dienst"
WORDS = {
    "to": "boris.becker@schule.example",
    "cc": "c@x.example",
    "subject": "Wandertag",
    "text": "Danach.\n",
}


def let_the_service_in(config: Config, *, name: str = "service") -> None:
    """Writes the file with the service's name at the store, or at the portal."""
    config.secrets.mkdir(mode=0o700, exist_ok=True)
    path = config.secrets / name
    path.write_text(f"{MASTER}:{PASSWORD}", encoding="utf-8")
    path.chmod(0o600)


def come_in(app: Flask, person: Person = ANNA, *, into: Visitor | None = None) -> Visitor:
    """A living sign-in in a browser, as the portal would have opened it."""
    visitor = into or Visitor(app)
    parts, key = app.extensions["dienstpost"], new_key()
    with app.app_context():
        parts.sign_ins.open(
            account_for(person.address, at=parts.clock()), key=key, sealed=b"", device="", origin="127.0.0.1"
        )
    with visitor.client.session_transaction(base_url=visitor.base_url) as cookie:
        cookie["key"] = key
    return visitor


def key_of(visitor: Visitor) -> str:
    """What the cookie holds."""
    with visitor.client.session_transaction(base_url=visitor.base_url) as cookie:
        return str(cookie.get("key", ""))


@contextmanager
def sign_in_of(visitor: Visitor) -> Iterator[SignIn]:
    """The row behind the browser's cookie, dead or alive."""
    key = key_of(visitor)
    with visitor.app.app_context():
        sign_ins = visitor.app.extensions["dienstpost"].sign_ins
        found = sign_ins.find(key) or sign_ins.find_ended(key)
        assert found is not None
        yield found


def end(visitor: Visitor, reason: str = "idle") -> None:
    """Ends the sign-in for this reason; the page that is open does not know."""
    with sign_in_of(visitor) as sign_in:
        visitor.app.extensions["dienstpost"].sign_ins.end_for(sign_in, reason)
