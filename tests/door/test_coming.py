"""Coming in through the portal: who gets in as whom, several tabs, late and repeated answers, lies."""

from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from tests.cast import ANNA, BORIS, CARLA
from tests.door.comer import Comer
from tests.door.conftest import MakeSite
from tests.servers.portal import ELLA, Known, PortalServer
from webmail.accounts import Account, PendingSignIn, SignIn
from webmail.accounts.lookup import find_by_subject
from webmail.config import Service
from webmail.database import db

MAIL = "Posteingang"


def living(app: Flask) -> list[str]:
    """Whose sign-ins live."""
    with app.app_context():
        rows = db.session.query(SignIn).filter_by(ended_at=None).all()
        return sorted(row.account.address for row in rows)


def test_a_stranger_sees_the_button_and_nothing_begins(comer: Comer) -> None:
    comer.page.open("/mailbox/").sees("Mit dem Schulportal anmelden", "Gemeinsam genutztes Gerät")
    assert comer.page.path == "/session/"
    assert comer.leads_to == ""
    assert not comer.page.has("input[name=typed]")


def test_the_portal_is_asked_as_the_standards_want(comer: Comer) -> None:
    asked = parse_qs(urlsplit(comer.begin()).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [f"{comer.site.url}session/returned"]
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    assert comer.begin() != comer.begin()


def test_the_page_asked_for_opens_after_signing_in(comer: Comer) -> None:
    comer.page.open("/compose/outbox")
    comer.back(comer.pass_portal(comer.begin("/session/begin?next=/compose/outbox"), ANNA))
    assert comer.page.path == "/compose/outbox"


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "/session/sign-out", "/session/broken", "/\\evil"]
)
def test_only_own_pages_are_opened_afterwards(comer: Comer, target: str) -> None:
    comer.back(comer.pass_portal(comer.begin(f"/session/begin?next={target}"), ANNA))
    assert comer.page.path == "/mailbox/"


def test_a_shared_device_is_left_sooner_and_shows_the_way_out(comer: Comer) -> None:
    comer.come_in(ANNA, shared=True)
    assert comer.page.has(".header__out")
    comer.tick(minutes=9)
    assert comer.sees_mail
    comer.tick(minutes=11)
    assert not comer.sees_mail


def test_the_first_visit_makes_an_account_where_the_settings_say_so(comer: Comer) -> None:
    comer.come_in(ELLA).page.sees(MAIL)
    with comer.site.app.app_context():
        account = find_by_subject(ELLA.subject)
        assert account is not None
        assert (account.name, account.address) == (ELLA.name, ELLA.address)


def test_whom_we_do_not_know_is_told_so_and_whom_to_ask(make_site: MakeSite, comer: Comer) -> None:
    site = make_site(portal_changes={"first_sign_in": "refuse"})
    ella = Comer(site, comer.portal, comer.clock).come_in(ELLA)
    assert ella.page.status == 403
    ella.page.sees("Kein Postfach gefunden", "Helpdesk")
    assert living(site.app) == []


@pytest.mark.parametrize(
    "person",
    [
        Known("p-x", "x", "typed", "Xaver", "xaver@schule.example", verified=False),
        Known("p-y", "y", "typed", "Yvonne", "yvonne@elsewhere.example"),
    ],
)
def test_an_address_that_is_unverified_or_of_elsewhere_makes_no_account(
    make_site: MakeSite, portal: PortalServer, comer: Comer, person: Known
) -> None:
    with PortalServer(people=(person,)) as other:
        other.set_clock(comer.clock())
        site = make_site(portal_changes={"issuer": other.issuer})
        other.register([f"{site.url}session/returned"], post_logout_uris=[f"{site.url}session/signed-out"])
        stranger = Comer(site, other, comer.clock).come_in(person)
        assert stranger.page.status == 403
        assert living(site.app) == []


def test_afterwards_the_subject_alone_counts(anna: Comer, boris: Comer) -> None:
    with anna.site.app.app_context():
        # HR has given Anna another name and address since.
        account = db.session.query(Account).filter_by(subject="p-anna").one()
        account.address = "anna.neumann@schule.example"
        db.session.commit()
        number = account.id
    Comer(anna.site, anna.portal, anna.clock).come_in(ANNA)
    with anna.site.app.app_context():
        assert db.session.query(SignIn).filter_by(account_id=number).count() == 2


def test_an_address_of_somebody_else_is_not_taken_over(make_site: MakeSite, comer: Comer) -> None:
    site = make_site()
    with site.app.app_context():
        from webmail.accounts.lookup import account_for

        account_for(ANNA.address, at=comer.clock()).subject = "somebody-else"
        db.session.commit()
    thief = Comer(site, comer.portal, comer.clock).come_in(ANNA)
    assert thief.page.status == 403


def test_roles_come_from_the_claim(comer: Comer) -> None:
    comer.come_in(CARLA)
    with comer.site.app.app_context():
        assert "helpdesk" in db.session.query(SignIn).one().roles.split()


def test_several_tabs_may_sign_in_at_once(comer: Comer) -> None:
    addresses = [comer.begin() for _tab in range(3)]
    answers = [comer.pass_portal(address, ANNA) for address in addresses]
    for answer in answers:
        comer.back(answer)
        assert comer.page.path == "/mailbox/"
    assert living(comer.site.app) == [ANNA.address]


def test_a_tab_whose_page_comes_late_takes_nobodys_sign_in_away(comer: Comer) -> None:
    parts = urlsplit(comer.pass_portal(comer.begin(), ANNA))
    entered = comer.page.client.get(f"{parts.path}?{parts.query}", base_url=comer.site.url)
    # It asked before there was a cookie, and its answer was held back until now.
    late = Comer(comer.site, comer.portal, comer.clock)
    late.begin()
    comer.page.client = late.page.client

    comer.page.open(entered.headers["Location"])
    assert comer.back(comer.pass_portal(comer.begin(comer.leads_to), None)).page.path == "/mailbox/"
    assert comer.sees_mail


@pytest.fixture
def late(comer: Comer) -> Comer:
    """Whose answer came after another tab had taken the cookie for a way of its own."""
    answer = comer.pass_portal(comer.begin(), ANNA)
    other = Comer(comer.site, comer.portal, comer.clock)
    other.begin()
    comer.page.client = other.page.client
    return comer.back(answer)


def test_a_late_answer_waits_and_goes_no_way_of_its_own_once_another_tab_is_in(late: Comer) -> None:
    afterwards = late.leads_to
    assert late.come_again().sees_mail
    late.page.open(afterwards)
    assert (late.page.path, late.leads_to) == ("/mailbox/", "")
    assert living(late.site.app) == [ANNA.address]


def test_a_late_answer_goes_to_the_portal_once_more_where_no_tab_is_in(late: Comer) -> None:
    assert late.page.headers["Refresh"].startswith("1; url=/session/waited")
    assert late.back(late.pass_portal(late.begin(late.leads_to), None)).sees_mail


def test_a_used_answer_leads_to_the_inbox_while_the_person_is_in(comer: Comer) -> None:
    answer = comer.pass_portal(comer.begin(), ANNA)
    comer.back(answer).back(answer)
    assert comer.page.path == "/mailbox/"


@pytest.mark.parametrize("out", ["left", "ended"])
def test_a_used_answer_begins_anew_for_whoever_is_out(comer: Comer, out: str) -> None:
    answer = comer.pass_portal(comer.begin(), ANNA)
    comer.back(answer)
    if out == "left":
        comer.leave(answer="Nein")
    else:
        with comer.site.app.app_context():
            comer.site.app.extensions["dienstpost"].sign_ins.end_everybodys("restart")
    comer.back(answer)
    assert comer.leads_to.startswith(comer.portal.issuer)
    assert living(comer.site.app) == []


def test_the_same_person_at_the_tile_stays_in_with_one_sign_in(anna: Comer) -> None:
    anna.come_again().come_again().come_again()
    assert anna.page.path == "/mailbox/"
    assert living(anna.site.app) == [ANNA.address]


def test_somebody_else_at_the_same_browser_gets_the_own_mailbox(anna: Comer) -> None:
    before = anna.page.twin()
    anna.portal.behave(back_channel=False)
    anna.leave_at_portal().come_in(BORIS)
    assert living(anna.site.app) == [BORIS.address]
    before.open("/mailbox/")
    assert before.path == "/session/"
    before.sees("jemand anderes")


def test_an_answer_for_another_browser_signs_nobody_in(comer: Comer) -> None:
    thief = Comer(comer.site, comer.portal, comer.clock)
    answer = thief.pass_portal(thief.begin(), BORIS)
    comer.back(answer)
    assert living(comer.site.app) == []
    assert comer.leads_to.startswith(comer.portal.issuer)


def test_a_cancelled_sign_in_is_said_and_can_be_tried_again(comer: Comer) -> None:
    state = parse_qs(urlsplit(comer.begin()).query)["state"][0]
    comer.page.open(f"/session/returned?error=access_denied&state={state}")
    comer.page.sees("abgebrochen", "Mit dem Schulportal anmelden")


def test_an_old_state_is_answered_with_the_start_page(comer: Comer) -> None:
    answer = comer.pass_portal(comer.begin(), ANNA)
    comer.tick(hours=2)
    comer.back(answer).page.sees("zu lange gedauert")


@pytest.mark.parametrize("at", ["/.well-known", "/token", "/jwks"])
def test_a_portal_in_trouble_is_said_and_nothing_is_lost(
    make_site: MakeSite, portal: PortalServer, comer: Comer, at: str
) -> None:
    site = make_site()
    anna = Comer(site, portal, comer.clock)
    if at == "/.well-known":
        portal.trouble(failing=True, at=[at])
        anna.page.open("/session/begin")
    else:
        answer = anna.pass_portal(anna.begin(), ANNA)
        portal.trouble(failing=True, at=[at])
        anna.back(answer)
    assert anna.page.status == 503
    anna.page.sees("Das Schulportal antwortet im Moment nicht")
    portal.calm()
    assert anna.come_in(ANNA).sees_mail


def test_new_keys_of_the_portal_are_fetched(anna: Comer) -> None:
    anna.portal.rotate_keys(keep=False)
    other = Comer(anna.site, anna.portal, anna.clock)
    anna.tick(seconds=15)
    assert other.come_in(BORIS).sees_mail


@pytest.mark.parametrize("seconds", [-90, 90])
def test_clocks_that_differ_a_little_are_no_hindrance(comer: Comer, seconds: int) -> None:
    comer.portal.behave(offset=seconds)
    comer.back(comer.pass_portal(comer.begin(), ANNA))
    assert comer.sees_mail


def test_no_more_of_a_pending_sign_in_is_kept_than_an_hour(comer: Comer) -> None:
    comer.begin()
    comer.tick(minutes=61)
    comer.begin()
    with comer.site.app.app_context():
        assert db.session.query(PendingSignIn).count() == 1


def test_names_of_the_service_in_the_settings_do_not_matter_for_the_way_back(
    make_site: MakeSite, portal: PortalServer, comer: Comer
) -> None:
    site = make_site(service=Service(domains=("schule.example",)))
    assert Comer(site, portal, comer.clock).come_in(ANNA).sees_mail
