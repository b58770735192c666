"""Leaving the real portal, from our side and from its own; and what its back channel orders."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.cast import ANNA, BORIS
from tests.portal.conftest import MakePortal
from tests.portal.journey import RETURN_TO, SIGNED_OUT, Journey, answer_in
from tests.portal.listener import Listener
from tests.servers import ground
from tests.servers.portal import PortalServer, leave_by_http, sign_out_at_portal
from webmail.portal import Completed, LogoutOrderRefused, PortalUnavailable

pytestmark = pytest.mark.portal


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener() as listening:
        yield listening


@pytest.fixture
def heard(portal_server: PortalServer, make_portal: MakePortal, listener: Listener) -> Iterator[Journey]:
    """A journey whose back channel is listened to."""
    with Journey(portal_server, make_portal(portal_server), back_channel=listener.address) as made:
        yield made


def leave(journey: Journey, done: Completed, **changed: str | None) -> str:
    facts = {"id_token": done.id_token, "subject": done.person.subject, "return_to": SIGNED_OUT, "state": "x"}
    address = journey.portal.leave(**{**facts, **changed})  # type: ignore[arg-type]
    assert address is not None
    return address


def test_leaving_with_a_hint_ends_the_portals_session_and_leads_back(journey: Journey) -> None:
    address = leave(journey, journey.sign_in(ANNA))
    asked = answer_in(address)
    assert {"id_token_hint", "client_id", "post_logout_redirect_uri", "state"} == set(asked)
    assert leave_by_http(address, jar=journey.jar) == f"{SIGNED_OUT}?state=x"
    assert journey.server.signed_in() == []


@pytest.mark.parametrize("hint", [None, ""])
def test_without_a_hint_it_says_who_asks_and_for_whom(journey: Journey, hint: str | None) -> None:
    address = leave(journey, journey.sign_in(ANNA), id_token=hint)
    asked = answer_in(address)
    assert "id_token_hint" not in asked
    assert (asked["client_id"], asked["logout_hint"]) == ("dienstpost", "p-anna")
    assert leave_by_http(address, jar=journey.jar) == f"{SIGNED_OUT}?state=x"


def test_nothing_empty_is_sent(journey: Journey) -> None:
    address = leave(journey, journey.sign_in(ANNA), id_token=None, subject=None, state="")
    assert set(answer_in(address)) == {"client_id", "post_logout_redirect_uri"}


def test_a_hint_that_has_expired_is_taken_all_the_same(journey: Journey) -> None:
    done = journey.sign_in(ANNA)
    journey.server.behave(offset=4000)
    assert leave_by_http(leave(journey, done), jar=journey.jar) == f"{SIGNED_OUT}?state=x"
    assert journey.server.signed_in() == []


def test_who_says_no_at_the_portals_question_comes_back_and_is_still_signed_in(journey: Journey) -> None:
    address = leave(journey, journey.sign_in(ANNA))
    assert leave_by_http(address, jar=journey.jar, answer="Nein") == f"{SIGNED_OUT}?state=x"
    assert journey.server.signed_in() == ["p-anna"]
    assert journey.sign_in(None).person.subject == "p-anna"


def test_a_portal_may_not_ask(journey: Journey) -> None:
    journey.server.behave(question=False)
    address = leave(journey, journey.sign_in(ANNA))
    assert leave_by_http(address, jar=journey.jar) == f"{SIGNED_OUT}?state=x"
    assert journey.server.signed_in() == []
    assert not any("Möchten Sie" in page for page in journey.jar.pages)


def test_a_portal_may_lead_over_two_hosts(journey: Journey) -> None:
    journey.server.behave(detour=True)
    address = leave(journey, journey.sign_in(ANNA))
    first = journey.jar.ask("GET", address).headers["Location"]
    assert urlsplit(first).hostname == "127.0.0.1"
    assert leave_by_http(address, jar=journey.jar) == f"{SIGNED_OUT}?state=x"
    assert journey.server.signed_in() == []


def test_a_portal_without_a_sign_out_says_so(journey: Journey) -> None:
    journey.server.behave(end_session=False)
    done = journey.sign_in(ANNA)
    facts = {"id_token": done.id_token, "subject": "p-anna", "return_to": SIGNED_OUT, "state": "x"}
    assert journey.portal.leave(**facts) is None


def test_the_way_out_is_known_although_the_portal_is_away(journey: Journey, make_portal: MakePortal) -> None:
    done = journey.sign_in(ANNA)
    stranger = make_portal(journey.server)
    journey.server.away()
    try:
        assert leave(journey, done)
        with pytest.raises(PortalUnavailable):
            stranger.leave(id_token=None, subject=None, return_to=SIGNED_OUT, state="x")
    finally:
        journey.server.back()


def test_the_back_channel_names_the_sign_in_that_ended(heard: Journey, listener: Listener) -> None:
    done = heard.sign_in(ANNA)
    leave_by_http(leave(heard, done), jar=heard.jar)
    [token] = listener.tokens
    order = heard.portal.read_logout_order(token)
    assert (order.sid, order.subject) == (done.person.sid, "p-anna")
    assert order.jti
    assert order.issued_at >= done.person.issued_at


def test_who_leaves_at_the_portal_alone_is_announced_too(heard: Journey, listener: Listener) -> None:
    done = heard.sign_in(BORIS)
    sign_out_at_portal(heard.server.account, jar=heard.jar)
    [token] = listener.tokens
    assert heard.portal.read_logout_order(token).sid == done.person.sid
    ground.wait_until(lambda: heard.server.posted()[0].status == 200, what="the post to be noted")
    assert heard.server.posted()[0].token == token


def test_a_portal_that_knows_no_sid_names_the_person(heard: Journey, listener: Listener) -> None:
    heard.server.register([RETURN_TO], backchannel_uri=listener.address, by_sid=False)
    done = heard.sign_in(ANNA)
    assert done.person.sid is None
    sign_out_at_portal(heard.server.account, jar=heard.jar)
    order = heard.portal.read_logout_order(listener.tokens[0])
    assert (order.sid, order.subject) == (None, "p-anna")


def test_a_portal_may_keep_its_back_channel_silent(heard: Journey, listener: Listener) -> None:
    heard.server.behave(back_channel=False)
    heard.sign_in(ANNA)
    sign_out_at_portal(heard.server.account, jar=heard.jar)
    assert heard.server.signed_in() == []
    assert listener.tokens == []


def test_an_order_for_another_application_is_none_for_us(
    heard: Journey, listener: Listener, make_portal: MakePortal
) -> None:
    heard.sign_in(ANNA)
    sign_out_at_portal(heard.server.account, jar=heard.jar)
    other = make_portal(heard.server, client_id="other")
    with pytest.raises(LogoutOrderRefused, match="audience"):
        other.read_logout_order(listener.tokens[0])


def test_an_id_token_is_no_order(heard: Journey) -> None:
    done = heard.sign_in(ANNA)
    with pytest.raises(LogoutOrderRefused, match="events"):
        heard.portal.read_logout_order(done.id_token)


def test_a_logout_token_is_no_way_in(heard: Journey, listener: Listener) -> None:
    heard.sign_in(ANNA)
    sign_out_at_portal(heard.server.account, jar=heard.jar)
    read = heard.portal._client.read(listener.tokens[0])
    assert read.kind == "logout+jwt"
