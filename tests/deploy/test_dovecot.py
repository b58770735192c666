"""The Dovecot files of deploy/: as shipped they let in whom they should, and are what the tests run with."""

import re
import shutil
import ssl
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from tests.cast import ANNA, BORIS, CARLA, CAST, Person
from tests.deploy.shipped import DEPLOY, FILES, PLACEHOLDER, SECRET, Shipped, changed_settings, settings_of
from tests.servers import ground
from tests.servers.dovecot import Dovecot
from tests.vault.issuer import NAME, Issuer, packed
from webmail.mail import CredentialRefused, Login, Pool, StoreAddress
from webmail.vault import Vault

pytestmark = pytest.mark.dovecot
ISSUER = Issuer()
KEYS = {ISSUER.kid: ISSUER.public}
HOME, SCHOOL = "198.51.100.1", "203.0.113.77"
Enter = Callable[..., float]


@pytest.fixture(scope="module")
def by_service() -> Iterator[Shipped]:
    with Shipped("service") as running:
        yield running


@pytest.fixture(scope="module")
def by_token() -> Iterator[Shipped]:
    with Shipped("oauthbearer", keys=KEYS) as running:
        yield running


def service_vault(folder: Path) -> Vault:
    folder.mkdir(mode=0o700)
    (folder / "service").write_text(f"webmail:{SECRET}")
    (folder / "service").chmod(0o600)
    return Vault(folder=folder, form="service")


def token_vault(folder: Path) -> Vault:
    return Vault(folder=folder, form="oauthbearer", renew=str, store=lambda _row, before, _sealed: before)


@pytest.fixture
def enter() -> Iterator[Enter]:
    """Enters as the product does, over TLS; returns how long it took."""
    pools: list[Pool] = []

    def enter(
        server: Shipped, vault: Vault, person: Person = ANNA, *, sealed: bytes = b"", origin: str = HOME
    ) -> float:
        store = StoreAddress(server.host, server.port, tls="tls", ca_file=str(server.ca_file))
        pools.append(Pool(store=store, authenticate=vault.authenticate_imap))
        began = time.monotonic()
        pools[-1].enter(Login(len(pools), person.address, origin, "key", sealed))
        return time.monotonic() - began

    yield enter
    for pool in pools:
        pool.close_all()


def sealed_for(vault: Vault, person: Person, token: str) -> bytes:
    return vault.lock(packed(token, expires_at=None), key="key", name=person.address)


def offered(server: Shipped) -> set[bytes]:
    with IMAPClient(server.host, server.port, ssl_context=trust(server)) as client:
        return {word for word in client.capabilities() if word.startswith((b"AUTH=", b"LOGIN"))}


def trust(server: Shipped) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(server.ca_file))


def test_the_service_enters_for_everybody_who_has_a_mailbox(
    by_service: Shipped, enter: Enter, tmp_path: Path
) -> None:
    vault = service_vault(tmp_path / "s")
    for person in CAST:
        enter(by_service, vault, person)
    with pytest.raises(CredentialRefused):
        enter(by_service, vault, Person("", "nobody@schule.example", "", ""))


def refusal(server: Shipped, typed: str, authorized: str) -> str:
    """What Anna hears who enters by herself; "" when she is in."""
    client = IMAPClient(server.host, server.port, ssl_context=trust(server))
    try:
        client.plain_login(ANNA.address, typed, authorized)
        return ""
    except LoginError as error:
        return str(error)
    finally:
        client.shutdown()


def test_beside_the_service_no_person_enters_with_anything(by_service: Shipped) -> None:
    tried = list(product(["", "!", "!!", "x", SECRET], ["", ANNA.address, BORIS.address]))
    # At once, since refusals are told every half second.
    with ThreadPoolExecutor(len(tried)) as threads:
        heard = list(threads.map(lambda each: refusal(by_service, *each), tried))
    assert heard == ["[AUTHENTICATIONFAILED] Authentication failed."] * len(tried)


def test_a_token_enters_for_its_person_and_nobody_else(
    by_token: Shipped, enter: Enter, tmp_path: Path
) -> None:
    vault = token_vault(tmp_path / "s")
    enter(by_token, vault, ANNA, sealed=sealed_for(vault, ANNA, ISSUER.token()))
    with pytest.raises(CredentialRefused):
        enter(by_token, vault, BORIS, sealed=sealed_for(vault, BORIS, ISSUER.token()))


def test_each_way_in_offers_itself_alone(by_service: Shipped, by_token: Shipped) -> None:
    assert offered(by_service) == {b"AUTH=PLAIN", b"LOGIN-REFERRALS"}
    assert offered(by_token) == {b"AUTH=OAUTHBEARER", b"LOGIN-REFERRALS", b"LOGINDISABLED"}


def test_the_log_names_the_persons_own_address_and_why_somebody_was_refused(
    by_token: Shipped, enter: Enter, tmp_path: Path
) -> None:
    vault = token_vault(tmp_path / "s")
    token = ISSUER.token(typ="at+jwt")
    with pytest.raises(CredentialRefused):
        enter(by_token, vault, sealed=sealed_for(vault, ANNA, token), origin=SCHOOL)
    why = f"oauth2({ANNA.address},{SCHOOL},<"
    ground.wait_until(lambda: why in by_token.log, what="the line of the refusal")
    assert "oauth2 failed: Local validation failed: Cannot find 'typ' field" in by_token.log
    assert not any(piece in by_token.log for piece in token.split("."))


def test_wrong_tokens_of_one_person_delay_nobody_at_the_same_school(
    by_token: Shipped, enter: Enter, tmp_path: Path
) -> None:
    vault = token_vault(tmp_path / "s")
    for number in range(2):
        expired = sealed_for(vault, ANNA, ISSUER.token(lasts=-5 - number))
        with pytest.raises(CredentialRefused):
            enter(by_token, vault, ANNA, sealed=expired, origin=SCHOOL)
    good = sealed_for(vault, CARLA, ISSUER.token(CARLA))
    assert enter(by_token, vault, CARLA, sealed=good, origin=SCHOOL) < 1


def test_whoever_is_not_the_webmail_neither_enters_nor_is_believed_about_an_address(
    enter: Enter, tmp_path: Path
) -> None:
    with Shipped("service", address="192.0.2.1") as elsewhere:
        with pytest.raises(CredentialRefused):
            enter(elsewhere, service_vault(tmp_path / "s"), origin=SCHOOL)
        ground.wait_until(lambda: "rip=127.0.0.1" in elsewhere.log, what="the line of the refusal")
        assert SCHOOL not in elsewhere.log


@pytest.mark.parametrize("way_in", ["service", "oauthbearer"])
def test_dovecot_takes_the_files_and_listens_with_tls_only(way_in: str) -> None:
    settings = settings_of(way_in)
    assert "ssl = required" in settings
    assert re.search(r"inet_listener imap {\n\s+port = 0\n", settings)
    assert "listen = 127.0.0.1" in settings
    assert "mail_max_userip_connections = 50" in settings


@pytest.mark.parametrize("name", FILES)
def test_every_word_to_fill_in_is_explained(name: str) -> None:
    guide = (DEPLOY / "dovecot" / "README.md").read_text()
    words = set(PLACEHOLDER.findall((DEPLOY / "dovecot" / name).read_text()))
    assert [word for word in words if f"`{word}`" not in guide] == []


def blocks(settings: str, kind: str) -> list[dict[str, str]]:
    """Every block of this kind on the first level, by its settings."""
    found = re.findall(rf"^{kind} {{\n(.*?)^}}", settings, re.MULTILINE | re.DOTALL)
    pairs = (re.findall(r"^  (\w+) = (.*)$", block, re.MULTILINE) for block in found)
    return [dict(each) for each in pairs]


@cache
def settings_of_the_tests() -> str:
    with_tokens = Dovecot(users={}, masters={"webmail": "x"}, issuer=NAME, keys=KEYS)
    try:
        return changed_settings(with_tokens._base / "dovecot.conf")
    finally:
        shutil.rmtree(with_tokens._base)


@pytest.mark.parametrize("way_in", ["service", "oauthbearer"])
def test_the_store_of_the_tests_believes_whom_the_shipped_one_believes(way_in: str) -> None:
    shipped, ours = settings_of(way_in), settings_of_the_tests()
    told = {
        "service": {"driver": "passwd-file", "master": "yes", "result_success": "continue"},
        "oauthbearer": {"driver": "oauth2", "mechanisms": "oauthbearer"},
    }
    for settings in (shipped, ours):
        assert any(told[way_in].items() <= passdb.items() for passdb in blocks(settings, "passdb"))
        assert re.search(r"^login_trusted_networks = 127\.", settings, re.MULTILINE)
        assert re.search(r"anvil-auth-penalty {\n\s+mode = 00\n", settings)


@pytest.mark.parametrize(
    "line",
    ["auth_failure_delay = 0", "auth_verbose = yes", "mail_location = sdbox:~/sdbox", "  separator = /"],
)
def test_the_store_of_the_tests_is_set_as_the_shipped_one(line: str) -> None:
    assert line in settings_of("service").splitlines()
    assert line in settings_of_the_tests().splitlines()


def test_both_have_the_same_folders_of_special_use() -> None:
    named = re.compile(r"mailbox (\w+) {\n\s+auto = subscribe\n\s+special_use = (\S+)\n")
    assert len(named.findall(settings_of_the_tests())) == 5
    assert named.findall(settings_of_the_tests()) == named.findall(settings_of("service"))
