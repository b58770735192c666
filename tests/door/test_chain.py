"""Leaving: the mailbox first, then the portal; and what the receipt says, from the server's own facts."""

import re

import pytest

from tests.cast import ANNA, BORIS
from tests.door.comer import Comer
from tests.door.conftest import MakeSite
from tests.servers.dovecot import Dovecot
from tests.servers.portal import PortalServer, leave_by_http
from webmail.accounts import SignIn
from webmail.database import db

STEP = "Im Schulportal oben rechts: „Mein Konto“, dann „Abmelden“."


def test_signing_out_ends_both_and_the_receipt_says_when(anna: Comer) -> None:
    anna.leave().page.sees("Sie sind abgemeldet", "Postfach geschlossen", "Vom Schulportal abgemeldet")
    assert anna.portal.signed_in() == []
    assert not anna.sees_mail


def test_the_mailbox_is_closed_before_the_portal_is_asked(anna: Comer) -> None:
    pool = anna.site.app.extensions["dienstpost"].pool
    assert pool.open_count(1) > 0
    anna.press_sign_out()
    assert pool.open_count(1) == 0
    assert "Postfach geschlossen" in anna.page.text
    assert anna.portal.signed_in() == ["p-anna"]


def test_the_way_to_the_portal_carries_hint_client_and_state(anna: Comer) -> None:
    anna.press_sign_out()
    assert anna.leads_to.startswith(f"{anna.portal.issuer}/session/end?")
    for name in ("id_token_hint=", "client_id=dienstpost", "post_logout_redirect_uri=", "state="):
        assert name in anna.leads_to


def test_clear_site_data_never_names_cookies(anna: Comer) -> None:
    token = anna.page.page.select_one("input[name=csrf_token]")
    assert token is not None
    answer = anna.page.client.post(
        "/session/sign-out", base_url=anna.site.url, data={"csrf_token": token["value"]}
    )
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_no_at_the_portals_question_leaves_one_step(anna: Comer) -> None:
    anna.leave(answer="Nein").page.sees("Das Schulportal hat Sie zurückgeleitet", STEP)
    anna.page.misses("Vom Schulportal abgemeldet")
    assert not anna.sees_mail


def test_a_mere_return_counts_where_the_settings_say_so(make_site: MakeSite, comer: Comer) -> None:
    site = make_site(portal_changes={"return_confirms": True})
    anna = Comer(site, comer.portal, comer.clock).come_in(ANNA)
    anna.leave(answer="Nein").page.sees("Vom Schulportal abgemeldet").misses(STEP)


def test_without_an_end_session_address_the_receipt_leads_to_the_portals_page(
    make_site: MakeSite, portal: PortalServer, comer: Comer
) -> None:
    portal.behave(end_session=False)
    anna = Comer(make_site(), portal, comer.clock).come_in(ANNA)
    anna.press_sign_out().page.sees("Sie sind abgemeldet", STEP)
    assert anna.leads_to == ""
    assert anna.page.page.select_one(f"a[href='{portal.account}']") is not None


@pytest.mark.parametrize("trouble", ["away", "failing", "slow"])
def test_a_portal_in_trouble_never_blocks_signing_out(anna: Comer, trouble: str) -> None:
    if trouble == "away":
        anna.portal.away()
    else:
        anna.portal.trouble(**({"failing": True} if trouble == "failing" else {"slow": 20.0}))
    try:
        anna.press_sign_out().page.sees("Postfach geschlossen", "„Mein Konto“", "„Abmelden“")
        assert anna.leads_to == ""
        assert not anna.sees_mail
    finally:
        anna.portal.back() if trouble == "away" else anna.portal.calm()


def test_whoever_comes_back_without_the_portal_sees_the_open_receipt_first(anna: Comer) -> None:
    anna.press_sign_out()
    anna.page.open("/session/").sees("Sie sind abgemeldet", STEP)
    assert anna.page.path == "/session/signed-out"


def test_the_confirmation_of_the_portal_may_come_later(anna: Comer) -> None:
    anna.press_sign_out()
    anna.page.open("/session/signed-out").sees(STEP)
    anna.leave_at_portal()
    anna.page.open("/session/signed-out").sees("Vom Schulportal abgemeldet").misses(STEP)


def test_the_receipt_alone_is_what_the_page_asks_for_again(anna: Comer) -> None:
    anna.press_sign_out()
    anna.page.open("/session/signed-out", HX_Request="true", HX_Target="receipt")
    assert anna.page.page.find(id="receipt") is not None
    assert anna.page.page.find("html") is None


def test_the_receipt_says_that_other_devices_are_still_signed_in(anna: Comer) -> None:
    Comer(anna.site, anna.portal, anna.clock).come_in(ANNA)
    anna.leave(answer="Nein").page.sees("An einer anderen Stelle sind Sie noch angemeldet")


def test_signing_out_with_a_dead_session_still_ends_the_portals(anna: Comer) -> None:
    token = anna.page.page.select_one("form[action='/session/sign-out'] button")
    assert token is not None
    with anna.site.app.app_context():
        db.session.query(SignIn).update({"ended_at": anna.clock(), "end_reason": "idle"})
        db.session.commit()
    anna.page.press("Abmelden")
    assert "id_token_hint=" in anna.leads_to
    anna.back(leave_by_http(anna.leads_to, jar=anna.jar)).page.sees("Sie sind abgemeldet")
    assert anna.portal.signed_in() == []


def test_signing_out_without_any_cookie_leads_to_the_portal_without_a_hint(anna: Comer) -> None:
    anna.page.client.delete_cookie("session", domain="127.0.0.1")
    anna.page.press("Abmelden")
    assert "client_id=" in anna.leads_to
    assert "id_token_hint" not in anna.leads_to


def test_a_second_click_on_sign_out_leads_the_same_way_and_loses_nothing(anna: Comer) -> None:
    page = anna.page.page
    anna.press_sign_out()
    first = anna.page.path
    anna.page.page = page
    anna.page.press("Abmelden")
    assert anna.page.path == first


def test_the_hint_is_forgotten_once_the_portal_has_confirmed(anna: Comer) -> None:
    anna.leave()
    with anna.site.app.app_context():
        assert db.session.query(SignIn).one().id_token is None


def test_the_hint_of_an_open_receipt_is_forgotten_after_a_day(anna: Comer, boris: Comer) -> None:
    anna.press_sign_out()
    anna.tick(hours=25)
    Comer(boris.site, boris.portal, boris.clock).come_in(BORIS)
    with anna.site.app.app_context():
        kept = db.session.query(SignIn).filter_by(end_reason="signed_out").one()
        assert kept.id_token is None


def test_no_page_on_the_way_out_can_be_kept_by_the_browser(anna: Comer) -> None:
    for path in ("/session/sign-out", "/session/signed-out", "/session/broken", "/session/begin"):
        assert anna.page.open(path).headers["Cache-Control"] == "no-store"


def test_text_on_the_page_becomes_a_draft_before_somebody_leaves(anna: Comer, dovecot: Dovecot) -> None:
    anna.page.open("/compose/new").fill(subject="Wandertag", text="Um acht.")
    anna.press_sign_out()
    assert len(dovecot.uids(ANNA.address, "Drafts")) == 1


def test_state_and_key_of_a_receipt_are_different_things(anna: Comer) -> None:
    anna.press_sign_out()
    key = anna.page.path.rpartition("/")[2]
    state = re.search(r"state=([^&]+)", anna.leads_to)
    assert state is not None
    assert state[1] not in key
    assert key not in anna.leads_to


def test_a_foreign_state_shows_no_receipt(anna: Comer) -> None:
    anna.page.open("/session/signed-out?state=somebody-elses").misses("Postfach geschlossen")
