"""Wrong tokens at a store that punishes them: counted for the person's own address, not for the webmail's."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cast import ANNA, BORIS, CARLA, CAST, Person
from tests.servers.dovecot import Dovecot
from tests.servers.ground import wait_until
from tests.vault.issuer import NAME, Issuer, packed
from webmail.mail import Login, Pool, StoreAddress, StoreUnavailable
from webmail.vault import Vault

pytestmark = pytest.mark.dovecot
HOME, SCHOOL = "198.51.100.1", "203.0.113.77"
ISSUER = Issuer()
Enter = Callable[..., float]


@pytest.fixture(scope="module")
def strict() -> Iterator[Dovecot]:
    """A store with Dovecot's own pauses: 2 s for the one refused, then 4, 8 and 15 s for its address."""
    keys = {ISSUER.kid: ISSUER.public}
    typed = {person.address: person.typed for person in CAST}
    with Dovecot(users=typed, issuer=NAME, keys=keys, penalties=True) as running:
        yield running


@pytest.fixture
def enter(strict: Dovecot, tmp_path: Path) -> Iterator[Enter]:
    """Enters the store as our connections do and returns how long it took."""
    vault = Vault(
        folder=tmp_path / "secrets", form="oauthbearer", renew=str, store=lambda _row, before, _sealed: before
    )
    pools: list[Pool] = []

    def enter(token: str, *, person: Person, origin: str, within: float = 5) -> float:
        store = StoreAddress(
            strict.host, strict.port, tls="none", read_seconds=within, request_seconds=2 * within
        )
        pools.append(Pool(store=store, authenticate=vault.authenticate_imap))
        sealed = vault.lock(packed(token, expires_at=None), key="key", name=person.address)
        began = time.monotonic()
        pools[-1].enter(Login(len(pools), person.address, origin, "key", sealed))
        return time.monotonic() - began

    yield enter
    for pool in pools:
        pool.close_all()


def test_the_stores_log_knows_the_person_by_their_own_address(strict: Dovecot, enter: Enter) -> None:
    enter(ISSUER.token(BORIS), person=BORIS, origin="2001:db8::7")
    line = f"Login: user=<{BORIS.address}>, method=OAUTHBEARER, rip=2001:db8::7, lip=127.0.0.1"
    wait_until(lambda: line in strict.log, what="the line of the sign-in")


def test_wrong_tokens_of_one_person_delay_nobody_from_another_address(strict: Dovecot, enter: Enter) -> None:
    for number in range(2):
        with suppress(StoreUnavailable):
            enter(ISSUER.token(lasts=-5 - number), person=ANNA, origin=SCHOOL, within=0.2)
    wait_until(lambda: f"({ANNA.address},{SCHOOL},<" in strict.log, what="the refusal")
    assert enter(ISSUER.token(BORIS), person=BORIS, origin=HOME) < 1
    # As found: whoever shares the address, like everybody of a school behind one, has to wait as well.
    with pytest.raises(StoreUnavailable):
        enter(ISSUER.token(CARLA), person=CARLA, origin=SCHOOL, within=1)
