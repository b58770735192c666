"""The cast, the servers, the app, the visitor."""

import os
from collections.abc import Iterator

import pytest

from tests.cast import CAST
from tests.servers import ground
from tests.servers.dovecot import Dovecot
from tests.servers.fault import Fault


def missing(what: str) -> None:
    """Fails with the name of what is missing, or skips where the run was asked to do without."""
    if os.environ.get("DIENSTPOST_ALLOW_MISSING") == "1":
        pytest.skip(f"missing: {what}")
    pytest.fail(f"missing: {what}", pytrace=False)


@pytest.fixture(scope="session")
def store() -> Iterator[Dovecot]:
    """The one Dovecot of the session with the cast in it; tests take `dovecot`."""
    if ground.find_program("dovecot") is None:
        missing("dovecot")
    with Dovecot(users={person.address: person.typed for person in CAST}) as running:
        yield running


@pytest.fixture
def dovecot(store: Dovecot) -> Dovecot:
    """The store, running, with a fresh mailbox for everybody."""
    if not store.running:
        store.start()
    for user in store.users:
        store.empty(user)
    return store


@pytest.fixture
def fault(dovecot: Dovecot) -> Iterator[Fault]:
    """A proxy before the store that can fail in every way."""
    with Fault((dovecot.host, dovecot.port)) as proxy:
        yield proxy
