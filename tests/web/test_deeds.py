"""Every view that changes mail, six ways: done, wrong method, nobody, a stranger's, gone, store away."""

from urllib.parse import urlsplit

import pytest
from flask import Flask

from tests.cast import ANNA, BORIS
from tests.conftest import MakeApp
from tests.house.walk import kept_by_store
from tests.letters import deliver, folders
from tests.servers.dovecot import Dovecot
from tests.servers.fault import Fault
from tests.visitor import Visitor
from tests.web.deed import DEEDS, TARGET, do, message_path, post, sealed
from tests.web.folder_deed import FOLDER_DEEDS
from webmail.mail import MessageRef

# What begins elsewhere than in the inbox, reaches beyond the store or changes no message has its own tests.
OTHERS = {
    "mailbox.arrange",
    "mailbox.change_tag",
    "mailbox.count_older",
    "mailbox.delete_older",
    "mailbox.drop",
    "mailbox.find",
    "mailbox.make_tag",
    "mailbox.not_junk",
    "mailbox.save",
    "mailbox.tag",
    "mailbox.take",
    "mailbox.undo",
    "message.end_mailing",
    "message.follow_up",
    "message.forget_follow_up",
    "message.forget_trusted",
    "message.not_junk",
    "message.answer_invitation",
    "message.receipt",
    "message.report",
    "message.resend",
    "message.seen",
    "message.stripped",
    "message.trust",
    "message.write_letter",
}
each_deed = pytest.mark.parametrize("name", DEEDS)


@pytest.fixture
def ref(dovecot: Dovecot) -> MessageRef:
    """One letter of Anna's, and a folder to move it to."""
    folders(dovecot, TARGET, "Snoozed")
    return deliver(dovecot)


def test_the_table_knows_every_deed_of_list_and_message(app: Flask) -> None:
    posted = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.methods and "POST" in rule.methods and rule.endpoint.startswith(("mailbox.", "message."))
    }
    assert posted == {name.partition(" ")[0] for name in DEEDS} | OTHERS | FOLDER_DEEDS.keys()


@each_deed
def test_a_deed_is_done_and_said(name: str, anna: Visitor, dovecot: Dovecot, ref: MessageRef) -> None:
    before = kept_by_store(dovecot)
    answer = do(anna, name, ref)
    assert answer.status_code == 303
    assert kept_by_store(dovecot) != before
    anna.open(answer.headers["Location"])
    assert anna.has(".notice p")


@each_deed
def test_a_deed_is_no_address_to_open(
    name: str, anna: Visitor, app: Flask, dovecot: Dovecot, ref: MessageRef
) -> None:
    before = kept_by_store(dovecot)
    anna.open(DEEDS[name].path(app, ref))
    assert anna.status == 405
    assert "POST" in anna.headers["Allow"]
    assert kept_by_store(dovecot) == before


@each_deed
def test_nobody_can_do_it_without_being_signed_in(
    name: str, anna: Visitor, visitor: Visitor, dovecot: Dovecot, ref: MessageRef
) -> None:
    before = kept_by_store(dovecot)
    visitor.open("/session/")
    assert do(visitor, name, ref).status_code == 401
    assert kept_by_store(dovecot) == before


@each_deed
def test_boris_cannot_do_it_to_annas_message(
    name: str, anna: Visitor, boris: Visitor, dovecot: Dovecot, ref: MessageRef
) -> None:
    """Boris has a message at the same place with the same number."""
    folders(dovecot, TARGET, person=BORIS)
    deliver(dovecot, person=BORIS)
    before = kept_by_store(dovecot), dovecot.uids(BORIS.address, "INBOX")
    assert do(boris, name, ref).status_code == 404
    assert (kept_by_store(dovecot), dovecot.uids(BORIS.address, "INBOX")) == before


@each_deed
def test_a_message_gone_meanwhile_is_told_and_no_other_is_touched(
    name: str, anna: Visitor, dovecot: Dovecot, ref: MessageRef
) -> None:
    before = kept_by_store(dovecot)
    answer = do(anna, name, MessageRef(ref.folder, ref.uidvalidity, ref.uid + 7))
    assert answer.status_code == 410
    assert "nicht mehr hier" in answer.text
    assert kept_by_store(dovecot) == before


@each_deed
def test_a_renumbered_folder_is_told_and_no_other_message_is_touched(
    name: str, anna: Visitor, dovecot: Dovecot, ref: MessageRef
) -> None:
    before = kept_by_store(dovecot)
    answer = do(anna, name, MessageRef(ref.folder, ref.uidvalidity + 1, ref.uid))
    assert answer.status_code == 410
    assert "Die Liste hat sich geändert" in answer.text
    assert kept_by_store(dovecot) == before


@each_deed
def test_with_the_store_away_nothing_is_lost_and_afterwards_it_is_done(
    name: str, app_before_fault: Flask, fault: Fault, dovecot: Dovecot, ref: MessageRef
) -> None:

    anna = Visitor(app_before_fault).sign_in(ANNA)
    before = kept_by_store(dovecot)
    fault.refuse()
    answer = do(anna, name, ref)
    assert answer.status_code == 503
    assert "Ihre Nachrichten sind sicher" in answer.text
    assert kept_by_store(dovecot) == before
    fault.let_pass()
    assert do(anna, name, ref).status_code == 303
    assert kept_by_store(dovecot) != before


@pytest.mark.parametrize("folder", ["Gibt es nicht", "Klassen/Weg"])
def test_moving_to_a_folder_that_vanished_is_told(
    folder: str, anna: Visitor, app: Flask, dovecot: Dovecot, ref: MessageRef
) -> None:
    answer = post(anna, f"{message_path(app, ref)}/move", {"to": sealed(app, folder)})
    assert answer.status_code == 404
    assert dovecot.uids(ANNA.address, "INBOX") == [ref.uid]


def test_moving_to_where_it_is_already_changes_nothing(
    anna: Visitor, app: Flask, dovecot: Dovecot, ref: MessageRef
) -> None:
    before = kept_by_store(dovecot)
    answer = post(anna, f"{message_path(app, ref)}/move", {"to": sealed(app, "INBOX")})
    assert answer.status_code in (422, 502)
    assert kept_by_store(dovecot) == before


def test_annas_step_back_is_nobody_elses(
    anna: Visitor, boris: Visitor, app: Flask, dovecot: Dovecot, ref: MessageRef
) -> None:
    anna.open(do(anna, "message.archive", ref).headers["Location"])
    step = anna.page.select_one("input[name=step]")["value"]  # type: ignore[index]
    assert post(boris, "/mailbox/undo", {"step": str(step)}).status_code == 404
    assert dovecot.uids(ANNA.address, "INBOX") == []
    assert post(anna, "/mailbox/undo", {"step": str(step)}).status_code == 303
    assert len(dovecot.uids(ANNA.address, "INBOX")) == 1


@pytest.mark.parametrize("step", ["", "x", "A" * 60])
def test_a_step_back_that_is_none_of_ours_is_404(anna: Visitor, step: str) -> None:
    assert post(anna, "/mailbox/undo", {"step": step}).status_code == 404


def test_a_step_back_is_no_address_to_open(anna: Visitor) -> None:
    assert anna.open("/mailbox/undo").status == 405


def test_an_unknown_flag_is_refused(anna: Visitor, app: Flask, dovecot: Dovecot, ref: MessageRef) -> None:
    before = kept_by_store(dovecot)
    answer = post(anna, f"{message_path(app, ref)}/flag", {"flag": "\\Deleted"})
    assert answer.status_code == 400
    assert kept_by_store(dovecot) == before


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "/session/sign-out", "/\\evil"])
def test_after_a_deed_nobody_is_led_away(
    anna: Visitor, app: Flask, dovecot: Dovecot, ref: MessageRef, back: str
) -> None:
    fields = {**DEEDS["mailbox.flag"].fields(app, ref), "back": back}
    answer = post(anna, DEEDS["mailbox.flag"].path(app, ref), fields)
    assert answer.status_code == 303
    assert urlsplit(answer.headers["Location"]).path.startswith("/mailbox/")
    assert not urlsplit(answer.headers["Location"]).netloc


def test_more_than_can_be_selected_does_nothing(
    anna: Visitor, app: Flask, dovecot: Dovecot, make_app: MakeApp, ref: MessageRef
) -> None:
    before = kept_by_store(dovecot)
    path = DEEDS["mailbox.delete"].path(app, ref)
    token = anna.page.select_one("input[name=csrf_token]")["value"]  # type: ignore[index]
    answer = anna.client.post(
        path,
        base_url=anna.base_url,
        data={"csrf_token": token, "uidvalidity": ref.uidvalidity, "uid": list(range(1, 700))},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status_code < 500
    assert kept_by_store(dovecot) == before
