"""Remarks beside an opened message: one line at the thing it is about, the full address always there."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.cast import ANNA
from tests.conftest import MakeApp
from tests.letters import deliver
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.deed import message_path
from webmail.config import Config, Mail
from webmail.mail import MessageRef

OUTSIDE = "Eva Ebert <eva@verlag.example>"


def lines(visitor: Visitor, ref: MessageRef) -> list[str]:
    visitor.open(message_path(visitor.app, ref))
    return [" ".join(line.get_text().split()) for line in visitor.page.select(".remark--line")]


def test_a_colleagues_message_has_no_remark(anna: Visitor, dovecot: Dovecot) -> None:
    assert lines(anna, deliver(dovecot)) == []


@both_ways
def test_a_first_contact_is_said_at_the_sender(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, sender=OUTSIDE, subject="Angebot")
    anna.reload().follow("Angebot").sees("Erster Kontakt", "Eva Ebert <eva@verlag.example>")
    assert anna.has(".message__people .remark--warning")


def test_a_second_message_is_from_outside_only(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, sender=OUTSIDE, received=datetime(2026, 11, 9, 8, tzinfo=UTC))
    assert lines(anna, deliver(dovecot, sender=OUTSIDE)) == [
        "Von außen: Diese Adresse gehört nicht zum Dienst."
    ]


def test_a_further_official_domain_is_not_outside(make_app: MakeApp, dovecot: Dovecot) -> None:
    app = make_app(mail=Mail(official_domains=("verlag.example",)))
    visitor = Visitor(app).sign_in(ANNA)
    assert lines(visitor, deliver(dovecot, sender=OUTSIDE)) == []


def test_a_failed_proof_is_said_by_our_own_server_only(make_app: MakeApp, dovecot: Dovecot) -> None:
    visitor = Visitor(make_app(mail=Mail(authserv_id="mx.schule.example"))).sign_in(ANNA)
    failed = "dmarc=fail header.from=schule.example"
    ours = deliver(dovecot, more={"Authentication-Results": f"mx.schule.example; {failed}"})
    other = deliver(dovecot, more={"Authentication-Results": f"mx.evil.example; {failed}"})
    assert [line[:42] for line in lines(visitor, ours)] == ["Diese Nachricht gibt an, von schule.exampl"]
    assert lines(visitor, other) == []


def test_a_lookalike_is_named_with_what_it_looks_like(anna: Visitor, dovecot: Dovecot) -> None:
    (line,) = lines(anna, deliver(dovecot, sender="Amt <amt@schule-example.com>"))
    assert line.startswith("schule-example.com sieht aus wie schule.example")
    assert anna.has(".remark--danger")


@pytest.mark.parametrize(
    ("office", "advice"),
    [("", "löschen Sie die Nachricht."), ("melden@schule.example", "melden Sie die Nachricht.")],
)
def test_only_where_somebody_takes_reports_one_is_advised(
    make_app: MakeApp, dovecot: Dovecot, office: str, advice: str
) -> None:
    visitor = Visitor(make_app(mail=Mail(phishing_address=office))).sign_in(ANNA)
    for told in (
        {"sender": "Amt <amt@schule-example.com>"},
        {"more": {"Reply-To": "amt@schule-example.com"}},
    ):
        (line,) = lines(visitor, deliver(dovecot, **told))
        assert line.endswith(advice)


def test_an_answer_elsewhere_is_said_below_its_address(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, more={"Reply-To": "boris@privat.example"})
    (line,) = lines(anna, ref)
    assert line.startswith("Ihre Antwort ginge an boris@privat.example")


def test_what_nobody_sees_is_shown_as_a_sign(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, subject="Rech\u200bnung")
    (line,) = lines(anna, ref)
    assert line.startswith("Im Betreff stehen Zeichen")
    anna.sees("Rech\ufffdnung")


def test_a_line_shows_no_html_of_the_sender(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, sender='"a@b.example <img src=x>" <x@evil.example>')
    lines(anna, ref)
    assert b"<img src=x>" not in anna.body


def test_where_no_domain_is_known_nobody_is_outside(
    make_app: MakeApp, dovecot: Dovecot, config: Config
) -> None:
    visitor = Visitor(make_app(service=replace(config.service, domains=()))).sign_in(ANNA)
    assert lines(visitor, deliver(dovecot, sender=OUTSIDE)) == []
