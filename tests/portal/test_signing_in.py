"""To the real portal and back: who comes, with which claims, and what a code is good for."""

import base64
import hashlib
import json
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from tests.cast import ANNA, BORIS, CARLA, DARIO, Person
from tests.portal.conftest import MakePortal
from tests.portal.journey import RETURN_TO, Journey, Pending, answer_in
from tests.servers.portal import ELLA, Jar, PortalServer, sign_in_by_http
from webmail.portal import CodeUsed, PortalLied, PortalRefused, TokensSpent

pytestmark = pytest.mark.portal


def test_anna_comes_from_the_portal_with_all_that_it_knows_of_her(journey: Journey) -> None:
    person = journey.sign_in(ANNA).person
    assert (person.subject, person.name, person.address) == ("p-anna", ANNA.name, ANNA.address)
    assert person.roles == {"everyone"}
    assert person.sid


@pytest.mark.parametrize(("person", "role"), [(CARLA, "helpdesk"), (DARIO, "admin"), (BORIS, "everyone")])
def test_a_role_comes_along(journey: Journey, person: Person, role: str) -> None:
    assert journey.sign_in(person).person.roles == {role}


def test_claims_may_stand_in_the_id_token_itself(make_portal: MakePortal) -> None:
    with PortalServer(conform=False) as server:
        portal = make_portal(server, roles_claim="realm_access.roles")
        with Journey(server, portal) as journey:
            # Were userinfo asked all the same, this would be no answer.
            server.trouble(failing=True, at=["/me"])
            person = journey.sign_in(CARLA).person
            assert (person.name, person.address, person.roles) == (CARLA.name, CARLA.address, {"helpdesk"})


def test_the_second_pass_is_silent_while_the_portals_session_lives(journey: Journey) -> None:
    first = journey.sign_in(ANNA).person
    assert journey.sign_in(None).person.sid == first.sid
    journey.server.expire_sessions()
    with pytest.raises(AssertionError, match="asks who it is"):
        journey.sign_in(None)


def test_begun_anew_the_portal_asks_in_any_case_and_says_when(journey: Journey) -> None:
    journey.sign_in(ANNA)
    with pytest.raises(AssertionError, match="asks who it is"):
        journey.go(None, Pending(), anew=True)
    ago = journey.sign_in(ANNA, anew=True).person.authenticated_ago
    assert ago is not None
    assert ago < timedelta(seconds=30)


def test_it_is_said_when_a_person_proved_who_they_are(journey: Journey) -> None:
    journey.sign_in(ANNA)
    journey.server.behave(offset=60)
    ago = journey.sign_in(None).person.authenticated_ago
    assert ago is not None
    assert 59 <= ago.total_seconds() < 90


def test_a_look_says_whether_anybody_is_signed_in_and_asks_nobody(journey: Journey) -> None:
    def look() -> dict[str, str]:
        address = journey.portal.look(return_to=RETURN_TO, state="x")
        return answer_in(sign_in_by_http(address, None, jar=journey.jar))

    assert look()["error"] == "login_required"
    journey.sign_in(ANNA)
    seen = look()
    assert (seen["state"], "error" in seen, "code" in seen) == ("x", False, True)


def test_another_person_may_come_in_the_same_browser(journey: Journey) -> None:
    journey.sign_in(ANNA)
    assert journey.sign_in(BORIS, anew=True).person.subject == "p-boris"


def test_somebody_whom_only_the_portal_knows_comes_all_the_same(journey: Journey) -> None:
    assert journey.sign_in(ELLA).person.subject == "p-ella"


def test_the_address_of_the_portal_carries_a_challenge_and_never_the_verifier(journey: Journey) -> None:
    verifier = "v" * 43
    address = journey.portal.begin(return_to=RETURN_TO, state="s", nonce="n", verifier=verifier, anew=False)
    asked = answer_in(address)
    digest = hashlib.sha256(verifier.encode()).digest()
    assert asked["code_challenge"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert asked["code_challenge_method"] == "S256"
    assert (asked["state"], asked["nonce"], asked["redirect_uri"]) == ("s", "n", RETURN_TO)
    assert (asked["response_type"], asked["response_mode"]) == ("code", "query")
    assert "prompt" not in asked
    assert verifier not in address


def test_a_code_is_of_no_use_without_its_verifier(journey: Journey) -> None:
    pending = Pending()
    answer = journey.go(ANNA, pending)
    with pytest.raises(CodeUsed):
        journey.complete(answer, pending, verifier="w" * 43)


def test_a_code_is_good_for_once(journey: Journey) -> None:
    pending = Pending()
    answer = journey.go(ANNA, pending)
    journey.complete(answer, pending)
    with pytest.raises(CodeUsed):
        journey.complete(answer, pending)


@pytest.mark.parametrize("code", ["", "x", "ü <&>%00", "a" * 5000, "a\r\nb"])
def test_a_code_that_the_portal_never_gave_is_refused(journey: Journey, code: str) -> None:
    with pytest.raises((CodeUsed, PortalRefused)):
        journey.complete({"code": code, "iss": journey.server.issuer}, Pending())


def test_a_nonce_of_another_sign_in_is_a_lie(journey: Journey) -> None:
    pending = Pending()
    with pytest.raises(PortalLied, match="nonce"):
        journey.complete(journey.go(ANNA, pending), pending, nonce="another")


@pytest.mark.parametrize("issuer", [None, "http://localhost:1", ""])
def test_an_answer_must_name_the_portal_where_the_portal_does_that(
    journey: Journey, issuer: str | None
) -> None:
    pending = Pending()
    with pytest.raises(PortalLied, match="issuer"):
        journey.complete(journey.go(ANNA, pending), pending, issuer=issuer)


def test_a_client_that_the_portal_does_not_know_is_refused(
    portal_server: PortalServer, make_portal: MakePortal
) -> None:
    with Journey(portal_server, make_portal(portal_server)) as journey:
        portal_server.register([RETURN_TO], client_secret="something else")
        pending = Pending()
        with pytest.raises(PortalRefused) as refused:
            journey.complete(journey.go(ANNA, pending), pending)
    assert refused.value.reason == "invalid_client"


def test_tokens_are_renewed_and_the_old_ones_are_spent(journey: Journey) -> None:
    tokens = journey.sign_in(ANNA).tokens
    renewed = journey.portal.refresh(tokens)
    assert json.loads(renewed.packed())["access"] != json.loads(tokens.packed())["access"]
    assert journey.portal.refresh(renewed).expires_at
    with pytest.raises(TokensSpent):
        journey.portal.refresh(tokens)


def test_without_a_refresh_token_nothing_is_renewed(make_portal: MakePortal) -> None:
    with PortalServer(refresh=False) as server, Journey(server, make_portal(server)) as journey:
        tokens = journey.sign_in(ANNA).tokens
        with pytest.raises(TokensSpent):
            journey.portal.refresh(tokens)


def test_its_tokens_may_be_such_as_a_mail_store_reads(make_portal: MakePortal) -> None:
    with PortalServer(tokens="jwt", access_seconds=90) as server:
        with Journey(server, make_portal(server)) as journey:
            kept = json.loads(journey.sign_in(ANNA).tokens.packed())
        head, body, _ = kept["access"].split(".")
        header, claims = (json.loads(base64.urlsafe_b64decode(part + "==")) for part in (head, body))
        assert header["typ"] == "JWT"
        assert header["kid"] in server.public_keys()
        assert (claims["azp"], claims["aud"], claims["email"]) == ("dienstpost", "dienstpost", ANNA.address)
        assert claims["exp"] - claims["iat"] == 90
        assert abs(kept["expires_at"] - claims["exp"]) <= 2


def test_a_portal_at_the_applications_own_host_keeps_its_cookies_apart(make_portal: MakePortal) -> None:
    with PortalServer(host="127.0.0.1") as server, Journey(server, make_portal(server)) as journey:
        journey.sign_in(ANNA)
        assert "session" not in {cookie.name for cookie in journey.jar.cookies}


def test_two_tabs_may_be_under_way_at_once(journey: Journey) -> None:
    here, there = Pending(), Pending()
    addresses = [
        journey.portal.begin(
            return_to=each.return_to, state=each.state, nonce=each.nonce, verifier=each.verifier, anew=False
        )
        for each in (here, there)
    ]
    with Jar() as jar:
        late, soon = (answer_in(sign_in_by_http(address, ANNA, jar=jar)) for address in reversed(addresses))
    assert journey.complete(soon, here).person.subject == "p-anna"
    assert journey.complete(late, there).person.subject == "p-anna"
    assert urlsplit(addresses[0]).query != urlsplit(addresses[1]).query
