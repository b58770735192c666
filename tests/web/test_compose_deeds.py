"""Every view of writing that changes something: wrong method, nobody, a stranger's, store away, done."""

from collections.abc import Mapping

import pytest
from flask import Flask

from tests.cast import ANNA
from tests.house.walk import kept_by_store
from tests.servers.dovecot import Dovecot
from tests.servers.fault import Fault
from tests.servers.smtp import Sink
from tests.visitor import Visitor
from tests.web.deed import post
from tests.web.desk import begin, form_of_page, in_english, lying, place, press

# What each is sent besides the form.
VERBS: dict[str, Mapping[str, str]] = {
    "save": {},
    "attach": {},
    "detach": {"section": "2"},
    "order": {"forward": "2"},
    "send": {},
    "discard": {},
    "both": {},
    "remedy": {"remedy": "bcc"},
    "card": {},
    "sign": {"signature": ""},
    "blocks": {},
    "insert": {"block": "own-1"},
    "format": {"to_be": "formatted"},
    "picture": {"picture": f"{7:032x}@inline"},
}
ENDPOINTS = {
    "card": "attach_card",
    "blocks": "look_for_block",
    "format": "format_as",
    "picture": "add_picture",
    "both": "keep_both",
}
# What these do is told in the files of their own; the last three change nothing that is kept.
ELSEWHERE = {"settle", "write_to", "later", "forget", "chips", "check", "share"}
# Its address is a page too, which changes nothing.
ALSO_LOOKED_AT = {"blocks"}
each_verb = pytest.mark.parametrize("verb", VERBS)


@pytest.fixture
def writer(anna: Visitor) -> Visitor:
    """Anna on the page of a draft that is stored and has a file."""
    return with_a_draft(in_english(anna))


def with_a_draft(person: Visitor) -> Visitor:
    """On the page of a draft that is stored and has a file, with a text block at hand."""
    person.open("/settings/blocks/new").fill(name="Invitation", text="You are invited.").press("Save")
    return press(begin(person).choose(plan=b"%PDF"), "save")


def do(visitor: Visitor, page: Visitor, verb: str) -> int:
    """The deed as the page would send it, by whoever is signed in there."""
    fields = {**form_of_page(page), **VERBS[verb]}
    return post(visitor, f"{place(page)}/{verb}", fields).status_code


def test_the_table_knows_every_deed_of_writing(app: Flask) -> None:
    posted = {
        rule.endpoint.removeprefix("compose.")
        for rule in app.url_map.iter_rules()
        if rule.methods and "POST" in rule.methods and rule.endpoint.startswith("compose.")
    }
    assert posted == {ENDPOINTS.get(verb, verb) for verb in VERBS} | ELSEWHERE


@each_verb
def test_a_deed_is_done(verb: str, writer: Visitor, dovecot: Dovecot) -> None:
    before = kept_by_store(dovecot)
    assert do(writer, writer, verb) == 303
    assert kept_by_store(dovecot) != before


@pytest.mark.parametrize("verb", sorted(VERBS.keys() - ALSO_LOOKED_AT | {"settle"}))
def test_a_deed_is_no_address_to_open(verb: str, writer: Visitor, dovecot: Dovecot) -> None:
    before = kept_by_store(dovecot)
    assert writer.twin().open(f"{place(writer)}/{verb}").status == 405
    assert kept_by_store(dovecot) == before


@each_verb
def test_nobody_can_do_it_without_being_signed_in(
    verb: str, writer: Visitor, visitor: Visitor, dovecot: Dovecot, smtp: Sink
) -> None:
    before = kept_by_store(dovecot)
    assert do(visitor.open("/session/"), writer, verb) == 401
    assert (kept_by_store(dovecot), smtp.received) == (before, [])


@each_verb
def test_boris_cannot_do_it_to_annas_draft(
    verb: str, writer: Visitor, boris: Visitor, dovecot: Dovecot, smtp: Sink
) -> None:
    before = kept_by_store(dovecot)
    assert do(boris, writer, verb) == 404
    assert (kept_by_store(dovecot), smtp.received) == (before, [])


@each_verb
def test_with_the_store_away_nothing_is_lost_and_afterwards_it_is_done(
    verb: str, app_before_fault: Flask, fault: Fault, dovecot: Dovecot, smtp: Sink
) -> None:
    writer = with_a_draft(in_english(Visitor(app_before_fault).sign_in(ANNA)))
    before = kept_by_store(dovecot)
    fault.refuse()
    assert do(writer, writer, verb) == 503
    assert (kept_by_store(dovecot), smtp.received) == (before, [])
    fault.let_pass()
    assert do(writer, writer, verb) == 303
    assert kept_by_store(dovecot) != before


def test_an_unknown_way_to_settle_is_refused(writer: Visitor) -> None:
    assert post(writer, f"{place(writer)}/settle", {"how": "anyhow"}).status_code == 400


@pytest.mark.parametrize("how", ["file", "again", "sent", "edit"])
def test_nothing_is_settled_that_was_never_sent(
    writer: Visitor, dovecot: Dovecot, smtp: Sink, how: str
) -> None:
    assert post(writer, f"{place(writer)}/settle", {"how": how}).status_code < 500
    assert (len(lying(dovecot)), lying(dovecot, "Sent"), smtp.received) == (1, [], [])


def test_boris_cannot_settle_what_anna_sent(writer: Visitor, boris: Visitor, smtp: Sink) -> None:
    assert post(boris, f"{place(writer)}/settle", {"how": "again"}).status_code == 404
    assert smtp.received == []
