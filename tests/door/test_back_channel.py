"""The portal ends sign-ins without a browser: which ones, which not, and whom it is believed."""

import time
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.cast import ANNA, BORIS
from tests.conftest import HeldClock, close
from tests.door.comer import Comer
from tests.door.conftest import MakeSite
from tests.servers.portal import PortalServer
from webmail import create_app
from webmail.accounts import Account, SignIn
from webmail.database import db

WHERE = "/session/back-channel"


def post(comer: Comer, **form: str) -> int:
    answer = comer.page.client.post(WHERE, base_url=comer.site.url, data=form)
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.status_code


@pytest.fixture
def token(anna: Comer) -> str:
    """A logout token of the real portal, already obeyed once."""
    anna.leave_at_portal()
    return anna.portal.posted()[-1].token


def test_leaving_at_the_portal_closes_the_mailbox(anna: Comer, boris: Comer) -> None:
    anna.leave_at_portal()
    assert [posted.status for posted in anna.portal.posted()] == [200]
    assert not anna.sees_mail
    assert boris.sees_mail
    anna.page.sees("Schulportal")


def test_only_the_session_that_was_left_there_ends(anna: Comer) -> None:
    phone = Comer(anna.site, anna.portal, anna.clock).come_in(ANNA)
    phone.leave_at_portal()
    assert not phone.sees_mail
    assert anna.sees_mail


def test_an_order_that_names_only_the_person_ends_all_of_them(
    make_site: MakeSite, portal: PortalServer, comer: Comer
) -> None:
    site = make_site()
    portal.register(
        [f"{site.url}session/returned"],
        post_logout_uris=[f"{site.url}session/signed-out"],
        backchannel_uri=f"{site.url}session/back-channel",
        by_sid=False,
    )
    computer, phone = (Comer(site, portal, comer.clock).come_in(ANNA) for _ in range(2))
    boris = Comer(site, portal, comer.clock).come_in(BORIS)
    phone.leave_at_portal()
    assert not computer.sees_mail
    assert not phone.sees_mail
    assert boris.sees_mail


def test_whoever_comes_in_again_afterwards_is_not_thrown_out_by_the_old_order(
    anna: Comer, token: str
) -> None:
    anna.come_in(ANNA)
    assert post(anna, logout_token=token) == 400
    assert anna.sees_mail


def test_an_order_is_obeyed_once(anna: Comer, token: str) -> None:
    assert post(anna, logout_token=token) == 400


def test_a_late_order_does_not_end_a_newer_sign_in_of_the_same_session(anna: Comer) -> None:
    ended = anna.site.app.extensions["dienstpost"].sign_ins
    with anna.site.app.app_context():
        row = db.session.query(SignIn).one()
        assert ended.end_told(sid=row.sid, subject=None, issued_at=row.issued_at - 1) == 0
        assert ended.end_told(sid=row.sid, subject=None, issued_at=row.issued_at) == 1


@pytest.mark.parametrize(
    "form",
    [{}, {"logout_token": ""}, {"logout_token": "a.b.c"}, {"logout_token": "x" * 20_000}, {"other": "x"}],
)
def test_what_is_no_order_is_refused(anna: Comer, form: dict[str, str]) -> None:
    assert post(anna, **form) == 400
    assert anna.sees_mail


def test_two_orders_in_one_post_are_none(anna: Comer, token: str) -> None:
    answer = anna.page.client.post(
        WHERE, base_url=anna.site.url, data=f"logout_token={token}&logout_token={token}",
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip
    assert answer.status_code == 400


def test_an_altered_order_is_refused(anna: Comer, boris: Comer) -> None:
    boris.leave_at_portal()
    head, body, signature = boris.portal.posted()[-1].token.split(".")
    assert post(anna, logout_token=f"{head}.{body}.{signature[:-4]}AAAA") == 400
    assert post(anna, logout_token=f"{head}.{body}.") == 400


def test_a_get_ends_nothing(anna: Comer) -> None:
    assert anna.page.client.get(WHERE, base_url=anna.site.url).status_code == 405


@pytest.fixture
def second_process(anna: Comer, clock: HeldClock) -> Iterator[Flask]:
    """Another process of the same installation: its own pool, the same database."""
    settings = anna.site.app.extensions["dienstpost"].settings
    app = create_app(settings, clock=clock)
    yield app
    close(app)


def test_another_process_shows_no_mail_either(anna: Comer, second_process: Flask) -> None:
    there = anna.page.twin()
    there.app, there.client = second_process, second_process.test_client()
    for cookie in anna.page.client._cookies.values():  # type: ignore[union-attr]
        there.client._cookies[cookie._storage_key] = cookie  # type: ignore[index]
    there.open("/mailbox/").sees("Posteingang")
    anna.leave_at_portal()
    there.open("/mailbox/")
    assert there.path == "/session/"


def test_many_sign_ins_do_not_make_it_slow(anna: Comer) -> None:
    """How long it takes is measured in bench/; here, that it does not look at every row."""
    sign_ins = anna.site.app.extensions["dienstpost"].sign_ins
    with anna.site.app.app_context():

        def spent() -> float:
            began = time.perf_counter()
            assert sign_ins.end_told(sid="nobody's", subject="nobody", issued_at=2**40) == 0
            return time.perf_counter() - began

        few = min(spent() for _ in range(5))
        account = db.session.query(Account).one().id
        at = anna.clock()
        rows = [
            {"account_id": account, "key_hash": number.to_bytes(32), "opened_at": at, "last_seen": at,
             "sealed": b"", "device": "", "origin": "", "shared": False, "roles": "", "sid": f"sid-{number}"}
            for number in range(20_000)
        ]  # fmt: skip
        db.session.execute(db.insert(SignIn), rows)
        db.session.commit()
        assert min(spent() for _ in range(5)) < 20 * few
