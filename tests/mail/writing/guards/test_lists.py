"""An answer that goes to a mailing list, though it was meant for one."""

from dataclasses import replace

import pytest

from tests.letters import letter
from tests.mail.conftest import MakeMailbox, Place
from tests.mail.writing.guards.test_guards import a_draft, asked, guards, kinds
from webmail.mail.mailbox import Mailbox
from webmail.mail.ref import MessageRef
from webmail.mail.writing.draft import Kind, Writing
from webmail.mail.writing.guards.finding import Guard

LIST, BORIS = "Kollegium@schule.example", "boris.becker@schule.example"
POST = {"List-Post": f"<mailto:{LIST}>", "List-Id": "Kollegium <kollegium.schule.example>"}


@pytest.fixture
def mailbox(make_mailbox: MakeMailbox, dovecot_place: Place) -> Mailbox:
    return make_mailbox(dovecot_place)


def answer(ref: MessageRef) -> Writing:
    return Writing("<neu@schule.example>", Kind.REPLY, ref)


@pytest.mark.parametrize(
    "post",
    [
        f"<mailto:{LIST}>",
        f"<MAILTO:{LIST.upper()}?subject=Antwort> (an alle)",
        f"<https://x.example/post>,\r\n <mailto:{LIST.replace('@', '%40')}>",
    ],
)
def test_an_answer_that_is_led_to_the_list_is_asked_about(
    mailbox: Mailbox, dovecot_place: Place, post: str
) -> None:
    more = {"Reply-To": LIST, "List-Id": POST["List-Id"]}
    content = letter(more=more).replace(b"List-Id:", f"List-Post: {post}\r\nList-Id:".encode())
    writing = answer(dovecot_place.append("INBOX", content))
    (finding,) = asked(guards(mailbox), a_draft(writing=writing, to=LIST.lower()))
    assert (finding.guard, finding.count) == (Guard.LIST, 1)
    assert finding.facts


@pytest.mark.parametrize("field", ["cc", "bcc"])
def test_it_is_so_in_every_field(mailbox: Mailbox, dovecot_place: Place, field: str) -> None:
    writing = answer(dovecot_place.append("INBOX", letter(more=POST)))
    draft = replace(a_draft(writing=writing, to=BORIS), **{field: LIST})
    assert [each.guard for each in asked(guards(mailbox), draft)] == [Guard.LIST]


@pytest.mark.parametrize("seen", [True, False], ids=["the list of messages was shown", "it was not"])
def test_an_answer_to_who_wrote_through_the_list_is_not_asked_about(
    mailbox: Mailbox, dovecot_place: Place, *, seen: bool
) -> None:
    writing = answer(dovecot_place.append("INBOX", letter(to=LIST, more=POST)))
    if seen:
        mailbox.list("INBOX")
    assert kinds(guards(mailbox), writing=writing, to=BORIS) == []


def test_a_list_that_writes_in_the_name_of_its_people_is_one(mailbox: Mailbox, dovecot_place: Place) -> None:
    content = letter(sender=f"Boris Becker über Kollegium <{LIST}>", to=LIST, more=POST)
    writing = answer(dovecot_place.append("INBOX", content))
    mailbox.list("INBOX")
    assert kinds(guards(mailbox), writing=writing, to=LIST) == [Guard.LIST]


@pytest.mark.parametrize("post", ["NO", "<mailto:anders@schule.example>", "<mailto:>", ""])
def test_a_list_that_takes_no_letters_there_is_not_answered(
    mailbox: Mailbox, dovecot_place: Place, post: str
) -> None:
    more = {"Reply-To": LIST, "List-Id": POST["List-Id"], "List-Post": post}
    writing = answer(dovecot_place.append("INBOX", letter(more=more)))
    assert kinds(guards(mailbox), writing=writing, to=LIST) == []
