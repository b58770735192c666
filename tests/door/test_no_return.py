"""After "Abmelden" nobody is in again without a deliberate sign-in (C3), though the portal session lives."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.cast import ANNA, BORIS
from tests.door.comer import Comer
from webmail.accounts import SignIn
from webmail.database import db


@pytest.fixture
def left(anna: Comer) -> Comer:
    """Anna, who has left here while the portal still knows her."""
    anna.leave(answer="Nein")
    assert anna.portal.signed_in() == ["p-anna"]
    return anna


def asked(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


def test_the_next_begin_asks_for_a_new_proof(left: Comer) -> None:
    assert asked(left.begin())["prompt"] == ["login"]


def test_opening_the_mailbox_in_between_does_not_forget_that_somebody_left(left: Comer) -> None:
    left.page.open("/mailbox/").open("/session/")
    assert asked(left.begin())["prompt"] == ["login"]


def test_without_our_cookie_the_portals_echo_opens_nothing(left: Comer) -> None:
    left.page.client.delete_cookie("session", domain="127.0.0.1")
    left.tick()
    address = left.begin()
    assert "prompt" not in asked(address)
    left.back(left.pass_portal(address, None))
    assert asked(left.leads_to)["prompt"] == ["login"]
    with left.site.app.app_context():
        assert db.session.query(SignIn).filter_by(ended_at=None).count() == 0
    with pytest.raises(AssertionError, match="asks who it is"):
        left.pass_portal(left.leads_to, None)


def test_whoever_types_again_is_in(left: Comer) -> None:
    left.tick()
    left.back(left.pass_portal(left.begin(), ANNA))
    assert left.sees_mail


def test_somebody_else_at_the_portal_is_let_in_as_themselves(left: Comer) -> None:
    left.leave_at_portal().come_in(BORIS)
    left.page.open("/mailbox/").press("Abmelden").sees("Postfach geschlossen")


def test_a_sign_in_that_ended_by_itself_is_taken_up_again_without_typing(anna: Comer) -> None:
    anna.tick(minutes=61)
    assert not anna.sees_mail
    anna.come_again()
    assert anna.sees_mail


def test_the_start_page_begins_nothing_by_itself(left: Comer) -> None:
    left.page.open("/mailbox/inbox")
    left.page.client.delete_cookie("session", domain="127.0.0.1")
    left.page.open("/mailbox/").sees("Mit dem Schulportal anmelden")
    assert left.leads_to == ""


def test_a_replayed_cookie_opens_nothing(anna: Comer) -> None:
    thief = anna.page.twin()
    anna.leave()
    thief.open("/mailbox/")
    assert thief.path == "/session/"
