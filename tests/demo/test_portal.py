"""The demo's portal as a client meets it: by plain HTTP, from the login page to the ID token."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import requests
from authlib.oidc.discovery import OpenIDProviderMetadata

from tests.conftest import HeldClock
from tests.demo.portal_browser import VERIFIER, Listener, PortalBrowser, listening, read
from webmail.config import Portal as PortalRules
from webmail.demo.people import CARLA, MARLENE, PEOPLE, TOBIAS
from webmail.demo.portal import DemoClient, DemoPortal
from webmail.demo.service import DemoService


@pytest.fixture(scope="module")
def webmail() -> Iterator[Listener]:
    with listening() as heard:
        yield heard


@pytest.fixture(scope="module")
def clock() -> HeldClock:
    return HeldClock(datetime.now(UTC))


@pytest.fixture(scope="module")
def portal(webmail: Listener, clock: HeldClock) -> Iterator[DemoPortal]:
    client = DemoClient(webmail.url, DemoService.new("dienstpost"))
    with DemoPortal(PEOPLE, client, clock=clock) as running:
        yield running


@pytest.fixture
def window(portal: DemoPortal, webmail: Listener) -> PortalBrowser:
    webmail.orders.clear()
    return PortalBrowser(portal)


def test_what_it_publishes_about_itself_is_complete(portal: DemoPortal) -> None:
    said = requests.get(portal.issuer + "/.well-known/openid-configuration", timeout=5).json()
    # The library demands https, which nobody has on loopback.
    shown = json.loads(json.dumps(said).replace("http://", "https://"))
    OpenIDProviderMetadata(shown).validate()
    assert said["issuer"] == portal.issuer == f"http://localhost:{portal.port}"


def test_a_stranger_proves_who_it_is_and_the_client_learns_it(
    window: PortalBrowser, portal: DemoPortal, clock: HeldClock
) -> None:
    window.authorize()
    assert window.heading == "Am Schulportal anmelden"
    assert all(person.password in window.answer.text for person in PEOPLE)
    window.prove(CARLA)
    assert window.place == portal.client.url + "session/returned"
    assert window.carried["state"] == "the-state"
    assert window.carried["iss"] == portal.issuer
    token = read(portal, window.redeem().json()["id_token"])
    assert token.claims.pop("sid")
    assert token.claims.pop("at_hash")
    assert token.claims["exp"] > token.claims["iat"] == token.claims["auth_time"]
    assert {name: token.claims[name] for name in token.claims if name not in ("exp", "iat", "auth_time")} == {
        "iss": portal.issuer,
        "aud": "dienstpost",
        "nonce": "the-nonce",
        "sub": CARLA.subject,
        "name": "Carla Brandt",
        "email": CARLA.address,
        "email_verified": True,
        "roles": ["helpdesk"],
    }
    assert token.header == {"alg": "RS256", "typ": "JWT", "kid": portal.key.header["kid"]}


def test_the_access_token_opens_what_is_said_about_the_person(window: PortalBrowser) -> None:
    access = window.authorize().prove(MARLENE).redeem().json()["access_token"]
    about = window.portal.issuer + "/about"
    said = requests.get(about, headers={"Authorization": f"Bearer {access}"}, timeout=5)
    assert said.json()["sub"] == MARLENE.subject
    assert requests.get(about, headers={"Authorization": f"Bearer {access}x"}, timeout=5).status_code == 401
    window.open("/").press("Abmelden")
    assert requests.get(about, headers={"Authorization": f"Bearer {access}"}, timeout=5).status_code == 401


@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uri": "http://127.0.0.1:1/session/returned"},
        {"redirect_uri": None},
        {"client_id": "somebody"},
        {"client_id": None},
    ],
    ids=str,
)
def test_nobody_is_led_to_an_address_that_is_not_the_clients(
    window: PortalBrowser, changed: dict[str, str | None]
) -> None:
    window.open("/").prove(MARLENE).authorize(**changed)
    assert window.answer.status_code == 400
    assert window.place == ""
    assert window.heading == "Das Schulportal kann diese Anfrage nicht beantworten"


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": VERIFIER, "code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"nonce": None}, "invalid_request"),
        ({"response_type": "id_token"}, "unsupported_response_type"),
        ({"max_age": "soon"}, "invalid_request"),
        ({"prompt": "none"}, "login_required"),
        ({"prompt": "none login"}, "invalid_request"),
    ],
    ids=str,
)
def test_the_client_hears_what_was_wrong_with_its_request(
    window: PortalBrowser, changed: dict[str, str | None], error: str
) -> None:
    window.authorize(**changed)
    assert window.place == window.portal.client.url + "session/returned"
    assert window.carried.pop("error") == error
    assert (window.carried["state"], window.carried["iss"]) == ("the-state", window.portal.issuer)


@pytest.mark.parametrize(
    ("changed", "status", "error"),
    [
        ({"code_verifier": VERIFIER[::-1]}, 400, "invalid_grant"),
        ({"code_verifier": ""}, 400, "invalid_request"),
        ({"redirect_uri": "http://127.0.0.1:1/"}, 400, "invalid_grant"),
        ({"code": "guessed"}, 400, "invalid_grant"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"text": "guessed"}, 401, "invalid_client"),
    ],
    ids=str,
)
def test_a_code_is_of_use_only_to_the_client_that_began(
    window: PortalBrowser, changed: dict[str, str], status: int, error: str
) -> None:
    refused = window.authorize().prove(MARLENE).redeem(**changed)
    assert (refused.status_code, refused.json()["error"]) == (status, error)


def test_a_code_is_of_use_once_and_for_a_minute(window: PortalBrowser, clock: HeldClock) -> None:
    window.authorize().prove(MARLENE)
    assert window.redeem().status_code == 200
    assert window.redeem().json()["error"] == "invalid_grant"
    window.authorize()
    clock.move(seconds=61)
    assert window.redeem().json()["error"] == "invalid_grant"


def test_a_code_dies_with_its_session(window: PortalBrowser) -> None:
    window.authorize().prove(MARLENE)
    window.portal.sessions.forget_all()
    assert window.redeem().json()["error"] == "invalid_grant"


def test_whoever_lives_at_the_portal_is_not_asked_again(window: PortalBrowser) -> None:
    window.open("/").prove(MARLENE)
    assert "code" in window.authorize().carried


def test_the_client_may_ask_for_the_password_again(window: PortalBrowser, clock: HeldClock) -> None:
    _, first = window.come_in(MARLENE)
    clock.move(minutes=5)
    window.authorize(prompt="login", max_age="0")
    assert (window.answer.status_code, window.place) == (200, "")
    assert "noch einmal" in window.answer.text
    second = read(window.portal, window.prove(MARLENE).redeem().json()["id_token"]).claims
    # The portal's own session goes on: only what it says of the proof is new.
    assert second["sid"] == first["sid"]
    assert second["auth_time"] == first["auth_time"] + 300


def test_a_proof_older_than_the_client_wants_is_asked_for_again(
    window: PortalBrowser, clock: HeldClock
) -> None:
    window.open("/").prove(MARLENE)
    clock.move(minutes=5)
    assert "code" in window.authorize(max_age="301").carried
    assert window.authorize(max_age="299").place == ""
    assert window.authorize(max_age="299", prompt="none").carried["error"] == "login_required"


@pytest.mark.parametrize("where", ["/", "/authorize"])
def test_a_wrong_password_opens_nothing(window: PortalBrowser, where: str) -> None:
    (window.open("/") if where == "/" else window.authorize()).press(
        "Anmelden", login=MARLENE.address, typed=TOBIAS.password
    )
    assert window.answer.status_code == 422
    assert "passen nicht zusammen" in window.answer.text
    assert not window.lines.cookies


def test_the_name_before_the_at_is_enough_and_one_press_too(window: PortalBrowser) -> None:
    window.open("/").press("Anmelden", login=" Marlene.Krause ", typed=MARLENE.password).open("/")
    assert window.heading == "Guten Tag, Marlene Krause"
    window.press("Abmelden").open("/").press("Als Tobias Lehmann anmelden").open("/")
    assert window.heading == "Guten Tag, Tobias Lehmann"


def test_a_form_of_another_site_is_not_taken(window: PortalBrowser) -> None:
    window.open("/").prove(MARLENE)
    window.lines.headers["Origin"] = window.portal.client.url.rstrip("/")
    leave = window.portal.issuer + "/sign-out"
    assert window.lines.post(leave, allow_redirects=False, timeout=5).status_code == 403
    assert window.open("/").heading == "Guten Tag, Marlene Krause"


def test_its_words_are_those_that_the_settings_quote(window: PortalBrowser) -> None:
    window.open("/").prove(MARLENE).open("/")
    menu = window.page.select_one("header details")
    assert menu is not None
    assert menu.select_one("summary") is not None
    entries = [entry.get_text() for entry in menu.select("summary, a, button")]
    assert (entries[0], entries[-1]) == (PortalRules().account_label, PortalRules().sign_out_label)


def test_the_tile_leads_to_the_beginning_of_a_sign_in(window: PortalBrowser) -> None:
    window.open("/").prove(MARLENE).open("/")
    tile = window.page.find("a", string="Dienstliche E-Mail")
    assert tile is not None
    assert tile["href"] == window.portal.client.url + "session/begin"


def test_gone_and_back_it_knows_everybody_still(window: PortalBrowser) -> None:
    window.open("/").prove(MARLENE)
    port = window.portal.port
    window.portal.stop()
    window.portal.stop()
    with pytest.raises(requests.ConnectionError):
        window.open("/")
    window.portal.start()
    assert window.portal.port == port
    assert window.open("/").heading == "Guten Tag, Marlene Krause"
