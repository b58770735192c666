"""The portal of the tests itself: what it says it does, it does."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import requests

from tests.cast import ANNA
from tests.servers import ground
from tests.servers.portal import Jar, PortalServer, sign_in_by_http, sign_out_at_portal

pytestmark = pytest.mark.portal


@pytest.fixture(scope="module")
def shared() -> Iterator[PortalServer]:
    with PortalServer() as running:
        yield running


@pytest.fixture
def portal(shared: PortalServer) -> PortalServer:
    shared.fresh()
    return shared


def status(address: str) -> int:
    with Jar() as jar:
        return jar.ask("GET", address).status_code


def test_it_is_up_and_gone_when_it_is_stopped() -> None:
    with PortalServer() as running:
        assert status(running.account) == 200
    assert ground.is_free(running.port)


def test_it_may_be_away_and_come_back(portal: PortalServer) -> None:
    portal.away()
    with pytest.raises(requests.ConnectionError):
        status(portal.account)
    portal.back()
    assert status(portal.account) == 200


def test_trouble_is_where_it_was_asked_for_and_ends(portal: PortalServer) -> None:
    portal.trouble(failing=True, at=["/account"])
    assert status(portal.account) == 500
    assert status(f"{portal.issuer}/jwks") == 200
    portal.trouble(cut=True)
    with pytest.raises(requests.ConnectionError):
        status(f"{portal.issuer}/jwks")
    portal.calm()
    assert status(portal.account) == 200


def test_its_clock_is_what_a_test_says(portal: PortalServer) -> None:
    moment = datetime(2030, 1, 1, tzinfo=UTC)
    portal.set_clock(moment)
    portal.register(["http://127.0.0.1:19999/"], backchannel_uri="http://127.0.0.1:19999/")
    address = f"{portal.issuer}/auth?client_id=dienstpost&response_type=code&scope=openid&nonce=n"
    with Jar() as jar:
        sign_in_by_http(f"{address}&code_challenge={'c' * 43}&code_challenge_method=S256", ANNA, jar=jar)
        sign_out_at_portal(portal.account, jar=jar)
    [posted] = portal.posted()
    claims = json.loads(base64.urlsafe_b64decode(posted.token.split(".")[1] + "=="))
    assert 0 <= claims["iat"] - moment.timestamp() < 30


def test_what_it_cannot_do_is_said_and_what_has_ended_too(portal: PortalServer) -> None:
    with pytest.raises(RuntimeError, match="refused"):
        portal.command("no such thing")
    ended = PortalServer()
    with pytest.raises(RuntimeError, match="not running"):
        ended.command("people")
    with ended:
        ended._process.kill()  # type: ignore[union-attr]
        with pytest.raises((RuntimeError, BrokenPipeError)):
            ended.command("people")


def test_its_keys_are_told_as_pem(portal: PortalServer) -> None:
    first = portal.public_keys()
    portal.rotate_keys()
    both = portal.public_keys()
    portal.rotate_keys(keep=False)
    assert len(both) == 2
    assert set(first) < set(both)
    assert not set(both) & set(portal.public_keys())
    assert all(pem.startswith("-----BEGIN PUBLIC KEY-----") for pem in both.values())


def test_its_client_is_told_as_the_secrets_file_has_it(portal: PortalServer) -> None:
    assert portal.client_line == f"dienstpost:{portal.client_text}"
    assert not set(portal.client_text) <= set("abcdefghijklmnopqrstuvwxyz"), "it has to be encoded first"
