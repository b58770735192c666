"""Ending a mailing as a person does it: nothing is asked of anybody before it is confirmed."""

from collections.abc import Mapping, Sequence

import pytest
from flask import Flask

import webmail.wiring.mail
from tests.cast import ANNA
from tests.conftest import MakeApp
from tests.letters import deliver, subjects
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.deed import message_path, post
from webmail.config import Mail
from webmail.mail import MessageRef, OneClick, one_click

URL = "https://lists.example/u?id=7"


class Asked:
    """Stands before the internet: nobody gets through, and who was looked for is known."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def resolve(self, name: str) -> Sequence[str]:
        self.names.append(name)
        return ["127.0.0.1"]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Stands before the internet of every application that is made from now on."""
    nobody, real = Asked(), one_click()
    monkeypatch.setattr(
        webmail.wiring.mail, "one_click", lambda: OneClick(nobody.resolve, real.dial, real.context)
    )
    return nobody


@pytest.fixture
def app(make_app: MakeApp, asked: Asked) -> Flask:
    return make_app()


def mailing(
    store: Dovecot,
    offer: str = f"<{URL}>",
    *,
    folder: str = "INBOX",
    one_click: bool = True,
    more: Mapping[str, str] | None = None,
) -> MessageRef:
    more = {"List-Unsubscribe": offer, **(more or {})}
    if one_click:
        more["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return deliver(store, sender="Eva <eva@verlag.example>", subject="Angebot", more=more, folder=folder)


@both_ways
def test_one_click_is_done_after_a_page_that_explains_it(
    anna: Visitor, dovecot: Dovecot, asked: Asked
) -> None:
    mailing(dovecot)
    anna.open("/mailbox/?only=unread").follow("Angebot").follow("Abbestellen …").sees(
        "Eva <eva@verlag.example>"
    )
    assert asked.names == []
    anna.press("Abbestellen")
    assert asked.names == ["lists.example"]
    anna.sees("Nicht abbestellt: Die Adresse dafür ist keine, die angefragt werden darf.")
    assert "only=unread" in anna.url


def test_where_origins_are_proven_no_click_of_an_unproven_sender_is_done(
    make_app: MakeApp, dovecot: Dovecot, asked: Asked
) -> None:
    anna = Visitor(make_app(mail=Mail(authserv_id="mx.schule.example"))).sign_in(ANNA)
    path = message_path(anna.app, mailing(dovecot))
    anna.open(f"{path}/unsubscribe").sees(URL)
    assert post(anna, f"{path}/unsubscribe/now").status_code == 404
    proven = {"Authentication-Results": "mx.schule.example; dmarc=pass header.from=verlag.example"}
    post(anna, f"{message_path(anna.app, mailing(dovecot, more=proven))}/unsubscribe/now")
    assert asked.names == ["lists.example"]


@both_ways
def test_a_letter_is_prepared_and_not_sent(anna: Visitor, dovecot: Dovecot, asked: Asked) -> None:
    mailing(dovecot, "<mailto:ab@verlag.example?subject=abmelden>")
    anna.open("/mailbox/?only=unread").follow("Angebot").follow("Abbestellen …").press(
        "Nachricht vorbereiten"
    )
    assert "only=unread" in str(anna.page.select_one("#compose [name=back], [name=back][form=compose]"))
    assert subjects(dovecot, "Drafts") == ["abmelden"]
    assert asked.names == []


def test_a_page_of_the_senders_is_shown_before_it_is_opened(anna: Visitor, dovecot: Dovecot) -> None:
    ref = mailing(dovecot, one_click=False)
    anna.open(f"{message_path(anna.app, ref)}/unsubscribe").sees(URL)
    link = anna.page.select_one(f'a[href="{URL}"]')
    assert link is not None
    assert "noreferrer" in link["rel"]


def test_an_ordinary_message_offers_nothing(anna: Visitor, dovecot: Dovecot, asked: Asked) -> None:
    path = message_path(anna.app, deliver(dovecot))
    anna.open(path).misses("Abbestellen")
    assert anna.open(f"{path}/unsubscribe").status == 404
    assert post(anna, f"{path}/unsubscribe/now").status_code == 404
    assert asked.names == []


def test_what_is_in_junk_learns_nothing_of_its_reader(anna: Visitor, dovecot: Dovecot, asked: Asked) -> None:
    anna.open("/mailbox/")
    ref = mailing(dovecot, folder="Junk")
    anna.open(message_path(anna.app, ref)).misses("Abbestellen")
    assert post(anna, f"{message_path(anna.app, ref)}/unsubscribe/now").status_code == 404


def test_looking_at_the_page_or_the_message_asks_nobody(
    anna: Visitor, dovecot: Dovecot, asked: Asked
) -> None:
    path = message_path(anna.app, mailing(dovecot))
    for more in ("", "/body", "/unsubscribe"):
        anna.open(path + more)
    assert asked.names == []


def test_boris_cannot_end_what_anna_gets(
    anna: Visitor, boris: Visitor, dovecot: Dovecot, asked: Asked
) -> None:
    path = message_path(anna.app, mailing(dovecot))
    assert post(boris, f"{path}/unsubscribe/now").status_code == 404
    assert asked.names == []
