"""What else is asked before a message goes out: all at once, and each only as long as it is true."""

from dataclasses import replace
from datetime import UTC, datetime
from time import process_time
from typing import Any

import pytest

from tests.cast import ANNA, BORIS
from tests.letters import letter
from tests.mail.conftest import MakeMailbox, Place
from tests.mail.writing.made import stored_attachment
from webmail.mail.ref import MessageRef
from webmail.mail.writing.classes import Classes
from webmail.mail.writing.draft import Draft, Kind, StoredDraft, Writing
from webmail.mail.writing.guards.finding import Confirmed, Finding, Guard, Guarded, Remedy, Way
from webmail.mail.writing.guards.guards import Guards
from webmail.mail.writing.guards.matters import SHIPPED
from webmail.mail.writing.guards.remedies import apply
from webmail.mail.writing.guards.rules import GuardRules

WRITING = Writing("<neu@schule.example>")
CLASSES = Classes(ANNA.address, ("schule.example",))
PARENTS = [f"familie{at}@gmx.de" for at in range(6)]


class NoMailbox:
    """Whoever asks it has asked too much."""


def guards(mailbox: Any = None, **rules: Any) -> Guards:
    return Guards(mailbox=mailbox or NoMailbox(), classes=CLASSES, rules=GuardRules(**rules))


def asked(of: Guards, draft: Draft, confirmed: Confirmed | None = None) -> tuple[Finding, ...]:
    stored = StoredDraft(draft, MessageRef("Drafts", 1, 1), "p", datetime(2026, 11, 16, tzinfo=UTC), 1)
    try:
        of.check(stored, confirmed or Confirmed())
    except Guarded as error:
        return error.findings
    return ()


def a_draft(**fields: Any) -> Draft:
    fields = {"to": BORIS.address, "subject": "Elternabend", "text": "Guten Tag", **fields}
    return Draft(fields.pop("writing", WRITING), **fields)


def kinds(of: Guards, **fields: Any) -> list[Guard]:
    return [each.guard for each in asked(of, a_draft(**fields))]


def test_an_ordinary_message_asks_nothing() -> None:
    assert kinds(guards()) == []
    assert kinds(guards(), to=PARENTS[0], cc=BORIS.address) == []


def test_everything_is_asked_at_once() -> None:
    words = "Anbei die Diagnose. DE89 3704 0044 0532 0130 00"
    found = kinds(guards(), to=", ".join(PARENTS), cc="x@gmial.com", subject=" ", text=words)
    assert found == [
        Guard.SENSITIVE,
        Guard.SENSITIVE,
        Guard.VISIBLE,
        Guard.MISSPELLED,
        Guard.NO_ATTACHMENT,
        Guard.NO_SUBJECT,
    ]


def test_visible_addresses_outside_are_counted_in_to_and_cc() -> None:
    six = {"to": ", ".join(PARENTS[:3]), "cc": ", ".join(PARENTS[3:])}
    (finding,) = asked(guards(), a_draft(**six))
    assert (finding.guard, finding.remedy, finding.count, finding.most) == (
        Guard.VISIBLE,
        Remedy.BCC,
        6,
        5,
    )
    assert kinds(guards(), to=six["to"], bcc=six["cc"]) == []
    assert kinds(guards(), to=", ".join(PARENTS[:5])) == []
    assert kinds(guards(visible_external=0), **six) == []
    colleagues = ", ".join(f"kollege{at}@schule.example" for at in range(30))
    assert kinds(guards(), to=colleagues) == []


def test_an_attachment_is_missed_in_ones_own_words_only() -> None:
    assert kinds(guards(), text="anbei der Plan") == [Guard.NO_ATTACHMENT]
    assert kinds(guards(), text="anbei", attachments=(stored_attachment("a.pdf"),)) == []
    assert kinds(guards(), text="Danke\n> anbei der Plan") == []
    assert kinds(guards(attachment_words=("im beutel",)), text="Ist im Beutel") == [Guard.NO_ATTACHMENT]


def test_sensitive_words_matter_outside_only() -> None:
    assert kinds(guards(), text="Die Diagnose") == []
    assert kinds(guards(), text="Die Diagnose", bcc=PARENTS[0]) == [Guard.SENSITIVE]
    assert kinds(guards(), text="> Die Diagnose", to=PARENTS[0]) == []
    assert kinds(guards(), subject="Gutachten", to="x@amt.example") == [Guard.SENSITIVE]
    named = (stored_attachment("Notenliste_7b.xlsx"),)
    assert kinds(guards(), to=PARENTS[0], attachments=named) == [Guard.SENSITIVE]
    always = (replace(SHIPPED[0], always=True),)
    assert kinds(guards(matters=always), text="Die Diagnose") == [Guard.SENSITIVE]


def test_a_sensitive_finding_names_label_rule_and_channel() -> None:
    (finding,) = asked(guards(), a_draft(to=PARENTS[0], text="Die Diagnose, das Attest"))
    assert finding.facts == ("Diagnosis", "Diagnose", "Attest")
    assert finding.clause is not None
    assert finding.clause.paragraph == "sensitive.diagnosis"
    assert finding.channel.startswith("By post")


def test_an_answer_to_many_is_asked_about(make_mailbox: MakeMailbox, dovecot_place: Place) -> None:
    mailbox = make_mailbox(dovecot_place)
    ref = dovecot_place.append("INBOX", letter())
    reply = Writing("<neu@schule.example>", Kind.REPLY_ALL, ref)
    many = ", ".join(f"kollege{at}@schule.example" for at in range(16))
    assert kinds(guards(mailbox), writing=reply, to=many) == [Guard.REPLY_TO_MANY]
    assert kinds(guards(mailbox, reply_to_many=0), writing=reply, to=many) == []
    assert kinds(guards(mailbox), writing=reply, to=many[:200]) == []
    assert kinds(guards(), to=many) == []


@pytest.mark.parametrize("field", ["List-Id", "Mailing-List", "List-Post"])
def test_an_answer_to_a_list_is_asked_about(
    make_mailbox: MakeMailbox, dovecot_place: Place, field: str
) -> None:
    ref = dovecot_place.append("INBOX", letter(more={field: "Kollegium <kollegium.schule.example>"}))
    of = guards(make_mailbox(dovecot_place))
    (finding,) = asked(of, a_draft(writing=Writing("<neu@schule.example>", Kind.REPLY_ALL, ref)))
    assert (finding.guard, finding.facts) == (Guard.LIST, ("Kollegium <kollegium.schule.example>",))
    assert kinds(of, writing=Writing("<neu@schule.example>", Kind.REPLY, ref)) == []
    gone = replace(ref, uid=ref.uid + 7)
    assert kinds(of, writing=Writing("<neu@schule.example>", Kind.REPLY_ALL, gone)) == []


def test_what_was_confirmed_is_not_asked_again_and_what_is_new_is() -> None:
    of, draft = guards(), a_draft(to=PARENTS[0], subject="", text="Die Diagnose")
    found = asked(of, draft)
    said = Confirmed(frozenset(each.mark(WRITING.message_id) for each in found))
    assert len(found) == 2
    assert asked(of, draft, said) == ()
    assert len(asked(of, replace(draft, text="Die Diagnose und das Attest"), said)) == 2
    assert asked(of, replace(draft, text="Die Diagnose steht fest"), said) == ()
    other = replace(draft, writing=Writing("<anders@schule.example>"))
    assert len(asked(of, other, said)) == 2


def test_invented_marks_confirm_nothing() -> None:
    of, draft = guards(), a_draft(subject="")
    for mark in ("no_subject", "", "*", "0" * 32, Guard.NO_SUBJECT.value):
        assert asked(of, draft, Confirmed(frozenset({mark}), "Weil es so sein muss")) != ()


def test_one_click_puts_everybody_into_bcc() -> None:
    draft = a_draft(to="Ute <a@gmx.de>, b@gmx.de;", cc="c@gmx.de", bcc="d@gmx.de\n")
    done = apply(Remedy.BCC, draft, classes=CLASSES)
    assert (done.to, done.cc, done.bcc) == ("", "", "d@gmx.de, Ute <a@gmx.de>, b@gmx.de, c@gmx.de")


def test_one_click_corrects_domains_and_nothing_else() -> None:
    draft = a_draft(to="Ute <a@gmial.com>; quatsch", cc="b@schule.example", bcc="c@web.de,\n d@wbe.de")
    done = apply(Remedy.MEANT, draft, classes=CLASSES)
    assert (done.to, done.cc) == ("Ute <a@gmail.com>, quatsch", "b@schule.example")
    assert done.bcc == "c@web.de, d@web.de"


def test_one_click_takes_out_those_outside() -> None:
    draft = a_draft(to="Ute <a@gmx.de>, b@schule.example", cc="a@verlag.example", bcc=BORIS.address)
    done = apply(Remedy.INSIDE, draft, classes=CLASSES)
    assert (done.to, done.cc, done.bcc) == ("b@schule.example", "", BORIS.address)


def test_two_thousand_recipients_are_looked_at_in_no_time() -> None:
    everybody = ", ".join(f"familie{at}@gmx.de" for at in range(2000))
    draft = a_draft(to=everybody, text="Die Diagnose " * 1000)
    of = guards()
    started = process_time()
    (sensitive, visible) = asked(of, draft)
    assert process_time() - started < 0.5
    assert (visible.count, sensitive.count, visible.way) == (2000, 1, Way.CONFIRM)
