"""Every feature, three ways: switched off, the deed refuses, the address answers 403, the button is gone."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.cast import ANNA, BORIS
from tests.conftest import MONDAY, MakeApp
from tests.contacts.ways import OF_CONTACTS
from tests.house.walk import kept_by_store
from tests.invitations import invitation
from tests.letters import deliver
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.block_ways import OF_TEXT_BLOCKS
from tests.web.deed import list_path, message_path, post, sealed
from tests.web.desk import send_asking, send_later
from webmail.accounts import check_language, choose, choose_language, choose_notifications
from webmail.config import Mail
from webmail.mail import (
    Answered,
    Hold,
    Invitations,
    Kept,
    Login,
    Mailbox,
    MessageRef,
    Moved,
    Official,
    Participation,
    Pool,
    ReadReceipts,
    Reporter,
    StoreAddress,
    Unsubscriber,
    Writing,
    take_back,
    wait_anew,
)
from webmail.mail.writing.draft import Ask, require_asks
from webmail.policy import REGISTRY, Feature, Forbidden, Policy

OFFICE = "melden@schule.example"
NOWHERE = StoreAddress("127.0.0.1", 1, "none")
REF = MessageRef("INBOX", 1, 1)
AT = {"when": "2026-12-01T07:30"}
MOVED = Moved("INBOX", "Archive", 1, (1,), 1)


@dataclass(frozen=True, slots=True)
class ThreeWays:
    """The verbs that ask, the requests that are refused, and where the button would stand."""

    verbs: tuple[Callable[[Mailbox, Policy], Any], ...]
    requests: tuple[Callable[[Visitor, MessageRef], TestResponse], ...]
    button: str
    shown_at: Callable[[Visitor, MessageRef], Any]


def get(visitor: Visitor, path: str) -> TestResponse:
    visitor.open(path)
    assert visitor.response is not None
    return visitor.response


def chosen(ref: MessageRef) -> Mapping[str, str]:
    return {"uidvalidity": str(ref.uidvalidity), "uid": str(ref.uid)}


def _later(verb: str, **fields: str) -> Callable[[Visitor, MessageRef], TestResponse]:
    return lambda visitor, ref: post(visitor, f"{message_path(visitor.app, ref)}/{verb}", fields)


def step_back(visitor: Visitor, _ref: MessageRef) -> TestResponse:
    step = sealed(visitor.app, json.dumps([["moved", "Archive", 1, "1", 1, "INBOX"]]), purpose="step")
    return post(visitor, "/mailbox/undo", {"step": step})


def put_into_trash(visitor: Visitor, ref: MessageRef) -> None:
    visitor.open(post(visitor, f"{message_path(visitor.app, ref)}/delete").headers["Location"])


def reporter(mailbox: Mailbox, policy: Policy) -> Reporter:
    """Its way out is never taken, so it has none."""
    return Reporter(
        mailbox=mailbox,
        dispatch=None,
        policy=policy,
        address=OFFICE,
        limit=1,  # type: ignore[arg-type]
    )


def unsubscriber(mailbox: Mailbox, policy: Policy) -> Unsubscriber:
    """Its way out is never taken, so it has none."""
    return Unsubscriber(mailbox=mailbox, one_click=None, policy=policy, official=Official())  # type: ignore[arg-type]


def read_receipts(mailbox: Mailbox, policy: Policy) -> ReadReceipts:
    """Its way out is never taken, so it has none."""
    return ReadReceipts(
        mailbox=mailbox,
        dispatch=None,  # type: ignore[arg-type]
        official=Official(),
        policy=policy,
        answered=Answered(),
    )


def invitations(mailbox: Mailbox, policy: Policy) -> Invitations:
    """Its way out is never taken, so it has none."""
    return Invitations(
        mailbox=mailbox,
        dispatch=None,  # type: ignore[arg-type]
        official=Official(),
        policy=policy,
    )


def hold(policy: Policy) -> Hold:
    """Nothing comes as far as to wait there."""
    return Hold(
        outbox=None,  # type: ignore[arg-type]
        ledger=None,  # type: ignore[arg-type]
        policy=policy,
        clock=lambda: MONDAY,
        seal=str,
        unseal=str,
        sign_in=None,
        seconds=0,
    )


THREE_WAYS: dict[Feature, ThreeWays] = {
    Feature.REMOTE_IMAGES: ThreeWays(
        verbs=(
            lambda mailbox, _policy: mailbox.read(REF, images=True),
            lambda mailbox, _policy: mailbox.body(REF, images=True),
            lambda _mailbox, policy: choose(None, {"images": "ask"}, policy=policy),  # type: ignore[arg-type]
        ),
        requests=(
            lambda visitor, ref: get(visitor, f"{message_path(visitor.app, ref)}?images=1"),
            lambda visitor, ref: get(visitor, f"{message_path(visitor.app, ref)}/body?images=1"),
        ),
        button="Bilder laden",
        shown_at=lambda visitor, ref: visitor.open(message_path(visitor.app, ref)),
    ),
    Feature.ARCHIVE: ThreeWays(
        verbs=(lambda mailbox, _policy: mailbox.archive([REF]),),
        requests=(
            lambda visitor, ref: post(visitor, f"{list_path(visitor.app)}/archive", chosen(ref)),
            lambda visitor, ref: post(visitor, f"{message_path(visitor.app, ref)}/archive"),
        ),
        button="Archivieren",
        shown_at=lambda visitor, ref: visitor.open(message_path(visitor.app, ref)),
    ),
    Feature.SNOOZE: ThreeWays(
        verbs=(
            lambda mailbox, _policy: mailbox.snooze([REF]),
            lambda mailbox, _policy: wait_anew(mailbox, [REF]),
        ),
        requests=tuple(_later(verb, **fields) for verb in ("snooze", "follow-up") for fields in ({}, AT)),
        button="Wiedervorlage …",
        shown_at=lambda visitor, ref: visitor.open(message_path(visitor.app, ref)),
    ),
    Feature.SEND_LATER: ThreeWays(
        verbs=(
            lambda _mailbox, policy: hold(policy).require_later(),
            lambda _mailbox, policy: hold(policy).check_later(MONDAY),
        ),
        requests=(send_later,),
        button="Später senden",
        shown_at=lambda visitor, _ref: visitor.open("/compose/new"),
    ),
    Feature.REQUEST_RECEIPTS: ThreeWays(
        verbs=(lambda _mailbox, policy: require_asks(frozenset({Ask.READ}), policy),),
        requests=(send_asking,),
        button="Lesebestätigung anfordern",
        shown_at=lambda visitor, _ref: visitor.open("/compose/new"),
    ),
    Feature.UNDO: ThreeWays(
        verbs=(lambda mailbox, _policy: take_back(mailbox, [MOVED]),),
        requests=(step_back,),
        button="Rückgängig",
        shown_at=put_into_trash,
    ),
    Feature.REPORT_PHISHING: ThreeWays(
        verbs=(lambda mailbox, policy: reporter(mailbox, policy).report(REF, subject="", text=""),),
        requests=(
            lambda visitor, ref: post(visitor, f"{message_path(visitor.app, ref)}/report"),
            lambda visitor, ref: post(visitor, f"{message_path(visitor.app, ref)}/report", {"sure": "yes"}),
        ),
        button="Phishing melden …",
        shown_at=lambda visitor, ref: visitor.open(message_path(visitor.app, ref)),
    ),
    Feature.UNSUBSCRIBE: ThreeWays(
        verbs=(
            lambda mailbox, policy: unsubscriber(mailbox, policy).end(REF),
            lambda mailbox, policy: unsubscriber(mailbox, policy).draft(REF, Writing("<a@b>")),
        ),
        requests=(
            lambda visitor, ref: post(visitor, f"{message_path(visitor.app, ref)}/unsubscribe/now"),
            lambda visitor, ref: post(visitor, f"{message_path(visitor.app, ref)}/unsubscribe/letter"),
        ),
        button="Abbestellen …",
        shown_at=lambda visitor, ref: visitor.open(message_path(visitor.app, ref)),
    ),
    Feature.READ_RECEIPTS: ThreeWays(
        verbs=(
            lambda mailbox, policy: read_receipts(mailbox, policy).send(REF, subject="", text=""),
            lambda mailbox, policy: read_receipts(mailbox, policy).decline(REF),
        ),
        requests=(
            lambda visitor, ref: post(visitor, f"{message_path(visitor.app, ref)}/receipt"),
            lambda visitor, ref: post(
                visitor, f"{message_path(visitor.app, ref)}/receipt", {"answer": "send"}
            ),
        ),
        button="Nicht senden",
        shown_at=lambda visitor, ref: visitor.open(message_path(visitor.app, ref)),
    ),
    Feature.INVITATIONS: ThreeWays(
        verbs=(
            lambda mailbox, policy: invitations(mailbox, policy).answer(
                REF, Participation.ACCEPTED, subject=str, text=""
            ),
        ),
        requests=(
            lambda visitor, ref: post(
                visitor, f"{message_path(visitor.app, ref)}/invitation", {"answer": "ACCEPTED"}
            ),
        ),
        button="Zusagen",
        shown_at=lambda visitor, ref: visitor.open(message_path(visitor.app, ref)),
    ),
    Feature.ENGLISH: ThreeWays(
        verbs=(
            lambda _mailbox, policy: check_language("en", policy=policy),
            lambda _mailbox, policy: choose_language(None, "en", policy=policy),  # type: ignore[arg-type]
            lambda _mailbox, policy: choose(None, {"language": "en"}, policy=policy),  # type: ignore[arg-type]
        ),
        requests=(lambda visitor, _ref: post(visitor, "/session/language", {"language": "en"}),),
        button="English",
        shown_at=lambda visitor, _ref: visitor.open("/mailbox/"),
    ),
    Feature.NOTIFICATIONS: ThreeWays(
        verbs=(
            lambda _mailbox, policy: choose_notifications(None, on=True, policy=policy),  # type: ignore[arg-type]
        ),
        requests=(lambda visitor, _ref: post(visitor, "/live/notifications", {"notifications": "on"}),),
        button="Benachrichtigungen auf diesem Gerät",
        shown_at=lambda visitor, _ref: visitor.open("/mailbox/"),
    ),
    **{
        feature: ThreeWays(
            verbs=tuple(lambda _mailbox, policy, verb=verb: verb(policy) for verb in verbs),
            requests=tuple(
                lambda visitor, _ref, way=way: get(visitor, way[0]) if way[1] is None else post(visitor, *way)
                for way in requests
            ),
            button=button,
            shown_at=lambda visitor, _ref, at=at: at(visitor) if callable(at) else visitor.open(at),
        )
        for feature, (verbs, requests, button, at) in {**OF_CONTACTS, **OF_TEXT_BLOCKS}.items()
    },
}
each_feature = pytest.mark.parametrize("feature", THREE_WAYS, ids=lambda feature: feature.value)
SENTENCES = {
    Feature.REMOTE_IMAGES: "Bilder aus dem Internet sind in diesem Dienst ausgeschaltet.",
    Feature.ARCHIVE: "Das Archivieren ist in diesem Dienst ausgeschaltet.",
    Feature.SNOOZE: "Wiedervorlage und Erinnerungen sind in diesem Dienst ausgeschaltet.",
    Feature.SEND_LATER: "Späteres Senden ist in diesem Dienst ausgeschaltet.",
    Feature.UNDO: "Das Rückgängigmachen ist in diesem Dienst ausgeschaltet.",
    Feature.REPORT_PHISHING: "Das Melden von Phishing ist in diesem Dienst ausgeschaltet.",
    Feature.UNSUBSCRIBE: "Das Abbestellen ist in diesem Dienst ausgeschaltet.",
    Feature.READ_RECEIPTS: "Lesebestätigungen sind in diesem Dienst ausgeschaltet.",
    Feature.INVITATIONS: "Das Beantworten von Einladungen ist in diesem Dienst ausgeschaltet.",
    Feature.ENGLISH: "Diesen Dienst gibt es nur auf Deutsch.",
    Feature.CONTACTS: "Das Adressbuch ist in diesem Dienst ausgeschaltet.",
    Feature.STAFF_DIRECTORY: "Das Personalverzeichnis ist in diesem Dienst ausgeschaltet.",
    Feature.SCHOOL_LISTS: "Die Listen der Schulen sind in diesem Dienst ausgeschaltet.",
    Feature.COLLECT_ADDRESSES: "Das Sammeln von Adressen ist in diesem Dienst ausgeschaltet.",
    Feature.TEXT_BLOCKS: "Textbausteine sind in diesem Dienst ausgeschaltet.",
    Feature.REQUEST_RECEIPTS: "Das Anfordern von Bestätigungen ist in diesem Dienst ausgeschaltet.",
    Feature.NOTIFICATIONS: "Benachrichtigungen des Geräts sind in diesem Dienst ausgeschaltet.",
}


def mailbox_to_nowhere(policy: Policy) -> Mailbox:
    """A refusal must not need the store, so this one has none."""

    def authenticate(_client: Any, _login: Login) -> None:
        raise AssertionError("the store was asked")

    login = Login(1, ANNA.address, "", "key", b"sealed")
    pool = Pool(store=NOWHERE, authenticate=authenticate)
    return Mailbox(
        pool=pool,
        kept=Kept(),
        login=login,
        policy=policy,
        part_url=lambda _ref, section: section,
        quoted_label="…",
    )


def enter(make_app: MakeApp, feature: Feature, *, on: bool, mode: str = "plain") -> Visitor:
    app: Flask = make_app(features={feature: on}, mail=Mail(phishing_address=OFFICE))
    return Visitor(app, mode=mode).sign_in(ANNA)


def newsletter(store: Dovecot, feature: Feature) -> MessageRef:
    """What has every button; of a newsletter nobody is asked for a receipt."""
    if feature is Feature.INVITATIONS:
        return deliver(store, invitation())
    html = '<p>Hallo</p><img src="https://elsewhere.example/x.png" alt="">'
    more = {"List-Unsubscribe": "<mailto:ab@verlag.example>"}
    if feature is Feature.READ_RECEIPTS:
        more = {"Disposition-Notification-To": BORIS.address}
    return deliver(store, html=html, more=more)


def buttons(visitor: Visitor) -> set[str]:
    return {" ".join(e.get_text(" ").split()) for e in visitor.page.select("button, a, summary, .asks label")}


def test_every_feature_is_tried_three_ways_and_has_a_sentence() -> None:
    assert set(THREE_WAYS) == set(Feature) == set(REGISTRY) == set(SENTENCES)
    for ways in THREE_WAYS.values():
        assert ways.verbs
        assert ways.requests


@each_feature
def test_switched_off_the_deed_itself_refuses(feature: Feature) -> None:
    policy = Policy({feature: False})
    for verb in THREE_WAYS[feature].verbs:
        with pytest.raises(Forbidden) as refusal:
            verb(mailbox_to_nowhere(policy), policy)
        assert refusal.value.clause == REGISTRY[feature].clause


@each_feature
def test_switched_off_the_address_answers_403_with_the_rule(
    feature: Feature, make_app: MakeApp, dovecot: Dovecot
) -> None:
    ref = newsletter(dovecot, feature)
    visitor = enter(make_app, feature, on=False)
    before = kept_by_store(dovecot)
    for request in THREE_WAYS[feature].requests:
        answer = request(visitor, ref)
        assert answer.status_code == 403
        assert SENTENCES[feature] in answer.text
        assert REGISTRY[feature].clause.paragraph in answer.text
        visitor.open("/mailbox/")
    assert kept_by_store(dovecot) == before


@both_ways
@each_feature
def test_switched_off_there_is_no_button(
    feature: Feature, make_app: MakeApp, dovecot: Dovecot, mode: str
) -> None:
    ref = newsletter(dovecot, feature)
    visitor = enter(make_app, feature, on=False, mode=mode)
    THREE_WAYS[feature].shown_at(visitor, ref)
    assert THREE_WAYS[feature].button not in buttons(visitor)
    assert visitor.open("/mailbox/").status == 200
    assert THREE_WAYS[feature].button not in buttons(visitor)


@each_feature
def test_switched_on_the_button_is_there(feature: Feature, make_app: MakeApp, dovecot: Dovecot) -> None:
    """Otherwise its absence would prove nothing."""
    ref = newsletter(dovecot, feature)
    visitor = enter(make_app, feature, on=True)
    THREE_WAYS[feature].shown_at(visitor, ref)
    assert THREE_WAYS[feature].button in buttons(visitor)


def test_a_language_chosen_before_is_not_spoken_once_it_is_switched_off(make_app: MakeApp) -> None:
    enter(make_app, Feature.ENGLISH, on=True).press("English").sees("Inbox")
    enter(make_app, Feature.ENGLISH, on=False).sees("Posteingang").misses("Inbox", "English")


@pytest.mark.parametrize("feature", Feature, ids=lambda feature: feature.value)
def test_a_feature_is_as_its_registry_says_until_switched(feature: Feature) -> None:
    default = REGISTRY[feature].default
    assert Policy({}).allows(feature) is default
    assert Policy({feature: not default}).allows(feature) is not default


def test_german_is_never_refused() -> None:
    check_language("de", policy=Policy({Feature.ENGLISH: False}))
