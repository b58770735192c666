"""A portal that is away, slow, broken, or has new keys; and clocks that differ."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

import pytest

from tests.cast import ANNA
from tests.conftest import RunningClock
from tests.portal.conftest import MakePortal
from tests.portal.journey import RETURN_TO, Journey, Pending
from tests.portal.liar import Liar
from tests.servers.portal import PortalServer, sign_out_at_portal
from webmail.portal import Portal, PortalLied, PortalUnavailable

pytestmark = pytest.mark.portal

# Enough for a portal that answers on a busy machine, little beside one that does not.
QUICK = {"connect_seconds": 0.5, "read_seconds": 0.5}
AT = ["/.well-known", "/jwks", "/token", "/me"]


@contextmanager
def unavailable(*, within: float) -> Iterator[None]:
    began = monotonic()
    with pytest.raises(PortalUnavailable):
        yield
    assert monotonic() - began < within


def begin(portal: Portal) -> str:
    return portal.begin(return_to=RETURN_TO, state="s", nonce="n", verifier="v" * 43, anew=False)


def test_a_portal_that_is_away_is_unavailable_and_its_return_needs_nothing(journey: Journey) -> None:
    journey.server.away()
    with unavailable(within=3.0):
        begin(journey.portal)
    journey.server.back()
    assert journey.sign_in(ANNA).person.subject == "p-anna"


@pytest.mark.parametrize("trouble", [{"failing": True}, {"cut": True}, {"slow": 8.0}], ids=str)
@pytest.mark.parametrize("at", AT)
def test_trouble_at_any_of_its_addresses_is_told_in_time(
    portal_server: PortalServer, make_portal: MakePortal, trouble: dict[str, Any], at: str
) -> None:
    pending = Pending()
    with Journey(portal_server, make_portal(portal_server)) as journey:
        answer = journey.go(ANNA, pending)
        # As in another process than where it began: here nothing is remembered yet.
        journey.portal = make_portal(portal_server, **(QUICK if "slow" in trouble else {}))
        portal_server.trouble(at=[at], **trouble)
        with unavailable(within=5.0):
            journey.complete(answer, pending)


def test_trouble_at_a_refresh_leaves_the_tokens_good(journey: Journey) -> None:
    tokens = journey.sign_in(ANNA).tokens
    journey.server.trouble(failing=True, at=["/token"])
    with unavailable(within=3.0):
        journey.portal.refresh(tokens)
    journey.server.calm()
    assert journey.portal.refresh(tokens)


def test_whether_it_answers_is_remembered_for_half_a_minute(journey: Journey, clock: RunningClock) -> None:
    assert journey.portal.answers()
    journey.server.trouble(failing=True)
    assert journey.portal.answers()
    clock.move(seconds=31)
    assert not journey.portal.answers()
    journey.server.calm()
    assert not journey.portal.answers()
    clock.move(seconds=31)
    assert journey.portal.answers()


def test_it_answers_within_a_second_or_not_at_all(journey: Journey) -> None:
    journey.server.trouble(slow=8.0)
    began = monotonic()
    assert not journey.portal.answers()
    assert monotonic() - began < 2.5


def test_a_portal_that_drips_is_given_up_in_time(liar: Liar, make_portal: MakePortal) -> None:
    liar.by_path["/.well-known/openid-configuration"] = drip
    with unavailable(within=3.0):
        begin(make_portal(liar, **QUICK))


def test_as_many_wait_as_like_and_it_is_asked_once(liar: Liar, make_portal: MakePortal) -> None:
    portal = make_portal(liar)
    go = threading.Event()

    def hold(handler: Any) -> None:
        go.wait(5)
        handler.give(liar.says("/.well-known/openid-configuration"))

    liar.by_path["/.well-known/openid-configuration"] = hold
    found: list[str] = []
    everybody = [threading.Thread(target=lambda: found.append(begin(portal))) for _ in range(20)]
    for each in everybody:
        each.start()
    go.set()
    for each in everybody:
        each.join()
    assert len(found) == 20
    assert liar.asked == ["/.well-known/openid-configuration"]


def test_addresses_are_asked_for_once_an_hour(
    liar: Liar, make_portal: MakePortal, clock: RunningClock
) -> None:
    portal = make_portal(liar)
    begin(portal)
    clock.move(minutes=59)
    begin(portal)
    assert len(liar.asked) == 1
    clock.move(minutes=2)
    begin(portal)
    assert len(liar.asked) == 2


@pytest.mark.parametrize("keep", [True, False])
def test_new_keys_are_found_when_they_are_used(journey: Journey, clock: RunningClock, keep: bool) -> None:
    journey.sign_in(ANNA)
    journey.server.rotate_keys(keep=keep)
    clock.move(seconds=11)
    assert journey.sign_in(None).person.subject == "p-anna"


def test_new_keys_are_found_by_the_back_channel_too(journey: Journey, clock: RunningClock) -> None:
    journey.sign_in(ANNA)
    journey.server.rotate_keys()
    clock.move(seconds=11)
    sign_out_at_portal(journey.server.account, jar=journey.jar)
    assert journey.portal.read_logout_order(journey.server.posted()[0].token).subject == "p-anna"


def test_unknown_keys_do_not_make_us_ask_again_and_again(
    liar: Liar, make_portal: MakePortal, clock: RunningClock
) -> None:
    portal = make_portal(liar)
    forged = liar.sign(liar.order(), kid="never seen")

    def asked() -> int:
        for _ in range(5):
            with pytest.raises(Exception, match="key"):
                portal.read_logout_order(forged)
        return liar.asked.count("/jwks")

    assert asked() == 1
    clock.move(seconds=11)
    assert asked() == 2


@pytest.mark.parametrize("seconds", [-90, 90])
def test_a_clock_that_is_a_little_off_hinders_nobody(journey: Journey, seconds: int) -> None:
    journey.server.behave(offset=seconds)
    done = journey.sign_in(ANNA, anew=True)
    ago = done.person.authenticated_ago
    assert ago is not None
    assert ago.total_seconds() < 30
    sign_out_at_portal(journey.server.account, jar=journey.jar)
    assert journey.portal.read_logout_order(journey.server.posted()[0].token).subject == "p-anna"


@pytest.mark.parametrize("seconds", [-600, 600])
def test_a_clock_that_is_far_off_is_told(journey: Journey, seconds: int) -> None:
    journey.server.behave(offset=seconds)
    with pytest.raises(PortalLied, match="clock"):
        journey.sign_in(ANNA)


def drip(handler: Any) -> None:
    """An answer whose head never ends."""
    gone = threading.Event()
    for _ in range(200):
        try:
            handler.wfile.write(b"H")
            handler.wfile.flush()
        except OSError:
            return
        gone.wait(0.05)
