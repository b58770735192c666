"""The portal's own tokens open the mailbox, from its sign-in page to Dovecot; renewed, never shown."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import requests
from joserfc.jwk import KeySet

from tests.browser.site import Site
from tests.cast import ANNA, CAST
from tests.conftest import RunningClock
from tests.door.comer import Comer
from tests.door.conftest import MakeSite
from tests.door.settings import portal_settings, register
from tests.servers.dovecot import Dovecot
from tests.servers.portal import PortalServer
from webmail.accounts import SignIn
from webmail.config import SignInRules, Store
from webmail.database import db

RULES = SignInRules(credentials="oauthbearer", form=False)
ACCESS_SECONDS = 600


@pytest.fixture(scope="module")
def tokens() -> Iterator[PortalServer]:
    """A portal whose access tokens a mail store can read."""
    with PortalServer(tokens="jwt", access_seconds=ACCESS_SECONDS) as running:
        yield running


@pytest.fixture(scope="module")
def believer(tokens: PortalServer) -> Iterator[Dovecot]:
    """A store that believes this portal, and knows no other way in for anybody."""
    jwks = requests.get(f"{tokens.issuer}/jwks", timeout=5).json()
    users = {person.address: person.typed for person in CAST}
    with Dovecot(users=users, issuer=tokens.issuer, audience=tokens.client_id) as running:
        for key in KeySet.import_key_set(jwks).keys:
            if key.key_type == "RSA":
                pem = key.as_pem(private=False).decode()
                running.add_key(str(key.kid), pem, azp=tokens.client_id)
        yield running


@pytest.fixture
def clock() -> RunningClock:
    """Behind the machine's: Dovecot has a clock of its own, and takes no token of a moment to come."""
    return RunningClock(ahead=timedelta(seconds=-20))


@pytest.fixture
def by_token(
    make_site: MakeSite, tokens: PortalServer, believer: Dovecot, clock: RunningClock
) -> Iterator[Comer]:
    """Anna, in by her token."""
    tokens.fresh()
    tokens.behave(access_seconds=ACCESS_SECONDS)
    tokens.set_clock(clock())
    settings = replace(portal_settings(tokens), scopes=("openid", "profile", "email", "offline_access"))
    site: Site = make_site(
        sign_in=RULES,
        store=Store(host=believer.host, port=believer.port),
        portal=settings,
    )
    register(tokens, site.url)
    yield Comer(site, tokens, clock).come_in(ANNA)
    tokens.fresh()


def close_lines(comer: Comer) -> None:
    """The store's connections end, so that the next page must enter anew."""
    pool = comer.site.app.extensions["dienstpost"].pool
    with pool._changed:
        shelves = list(pool._shelves.values())
        pool._shelves.clear()
    for shelf in shelves:
        pool._end(shelf)


def test_the_token_of_the_portal_opens_the_mailbox(by_token: Comer) -> None:
    by_token.page.sees("Posteingang")
    assert by_token.page.path == "/mailbox/"


def test_a_token_that_runs_out_is_renewed_and_nobody_notices(by_token: Comer) -> None:
    # Nobody can hold Dovecot's clock, so the tokens are short instead of the time long.
    by_token.portal.behave(access_seconds=50)
    by_token.come_again()
    with by_token.site.app.app_context():
        before = db.session.query(SignIn).one().sealed
    close_lines(by_token)
    assert by_token.sees_mail
    with by_token.site.app.app_context():
        assert db.session.query(SignIn).one().sealed != before


def test_when_nothing_opens_any_more_the_page_heals_with_one_click(by_token: Comer) -> None:
    with by_token.site.app.app_context():
        row = db.session.query(SignIn).one()
        row.sealed = row.sealed[:-1] + bytes([row.sealed[-1] ^ 1])
        db.session.commit()
    close_lines(by_token)
    by_token.page.open("/mailbox/").sees("Authentifizierungsfehler").press("Alles abmelden und neu beginnen")
    assert by_token.leads_to.startswith(by_token.portal.issuer)


def test_no_token_is_ever_in_a_page_or_in_the_database(by_token: Comer) -> None:
    from_portal = base64.urlsafe_b64encode(b'{"typ":"JWT","alg":"RS256"').rstrip(b"=")[:20]
    pages = [by_token.page.open(path).body for path in ("/mailbox/", "/session/mine", "/help/")]
    settings = by_token.site.app.extensions["dienstpost"].settings
    with by_token.site.app.app_context():
        sealed = db.session.query(SignIn).one().sealed
    assert not any(from_portal in page or b"eyJ" in page for page in pages)
    assert b"eyJ" not in sealed
    assert settings.sign_in.credentials == "oauthbearer"


def test_what_was_kept_is_gone_after_signing_out(by_token: Comer) -> None:
    by_token.leave()
    with by_token.site.app.app_context():
        assert db.session.query(SignIn).one().sealed == b""
