"""Images from the internet: nothing is fetched before somebody wants it, and who is trusted can be seen."""

import pytest

from tests.cast import ANNA, BORIS
from tests.conftest import MakeApp
from tests.letters import deliver
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.deed import message_path, post, sealed
from webmail.config import Mail
from webmail.mail import MessageRef
from webmail.policy import Feature

PICTURE = '<p>Hallo</p><img src="https://elsewhere.example/x.png" alt="Bild">'
EVA = "eva@verlag.example"
OURS = "mx.schule.example"


def newsletter(
    store: Dovecot, verdict: str = "", *, subject: str = "Angebot", sender: str = EVA
) -> MessageRef:
    more = (
        {"Authentication-Results": f"{OURS}; dmarc={verdict} header.from=verlag.example"} if verdict else {}
    )
    return deliver(store, html=PICTURE, sender=f"Eva <{sender}>", subject=subject, more=more)


def shows_images(visitor: Visitor, ref: MessageRef) -> bool:
    visitor.open(message_path(visitor.app, ref))
    return b"https://elsewhere.example/x.png" in visitor.frame().body


@both_ways
def test_a_sender_is_remembered_and_forgotten(anna: Visitor, dovecot: Dovecot) -> None:
    newsletter(dovecot)
    anna.reload().follow("Angebot").press("Immer für diesen Absender")
    anna.sees(f"Bilder von {EVA} werden von jetzt an angezeigt.")
    later = newsletter(dovecot, subject="Noch eins")
    assert shows_images(anna, later)
    anna.open(message_path(anna.app, later)).follow("Vertraute Absender").sees(EVA)
    anna.press(f"Entfernen: {EVA}").sees("Noch keine.")
    assert not shows_images(anna, later)


def test_what_annas_list_says_is_nothing_to_boris(anna: Visitor, boris: Visitor, dovecot: Dovecot) -> None:
    post(anna.open("/mailbox/"), f"{message_path(anna.app, newsletter(dovecot))}/trust")
    ref = deliver(dovecot, html=PICTURE, sender=EVA, person=BORIS)
    path = f"/message/{sealed(boris.app, 'INBOX', person=BORIS)}/{ref.uidvalidity}.{ref.uid}"
    boris.open(path)
    assert b"https://elsewhere.example" not in boris.frame().body


def test_another_senders_images_stay_hidden(anna: Visitor, dovecot: Dovecot) -> None:
    post(anna.open("/mailbox/"), f"{message_path(anna.app, newsletter(dovecot))}/trust")
    assert not shows_images(anna, newsletter(dovecot, sender="eva@verlag.example.evil.example"))


@pytest.mark.parametrize(
    ("verdict", "shown"), [("pass", True), ("fail", False), ("none", False), ("", False)]
)
def test_the_operators_list_needs_a_passed_proof(
    make_app: MakeApp, dovecot: Dovecot, verdict: str, shown: bool
) -> None:
    mail = Mail(authserv_id=OURS, trusted_image_senders=("verlag.example",))
    visitor = Visitor(make_app(mail=mail)).sign_in(ANNA)
    assert shows_images(visitor, newsletter(dovecot, verdict)) is shown


def test_a_remembered_sender_whose_proof_failed_shows_none(make_app: MakeApp, dovecot: Dovecot) -> None:
    visitor = Visitor(make_app(mail=Mail(authserv_id=OURS))).sign_in(ANNA)
    post(visitor.open("/mailbox/"), f"{message_path(visitor.app, newsletter(dovecot))}/trust")
    assert shows_images(visitor, newsletter(dovecot, "pass"))
    assert not shows_images(visitor, newsletter(dovecot, "fail"))


def test_switched_off_nobody_is_trusted_any_more(make_app: MakeApp, dovecot: Dovecot) -> None:
    visitor = Visitor(make_app()).sign_in(ANNA)
    ref = newsletter(dovecot)
    path = f"{message_path(visitor.app, ref)}/trust"
    post(visitor.open("/mailbox/"), path)
    off = Visitor(make_app(features={Feature.REMOTE_IMAGES: False})).sign_in(ANNA)
    assert not shows_images(off, ref)
    off.misses("Immer für diesen Absender")
    assert post(off, f"{message_path(off.app, ref)}/trust").status_code == 403


def test_a_message_without_images_asks_nobody(anna: Visitor, dovecot: Dovecot) -> None:
    anna.open(message_path(anna.app, deliver(dovecot))).misses("Immer für diesen Absender")
