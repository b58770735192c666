"""The commands of `flask`: accounts add and show, sign-ins end, config check."""

from itertools import chain

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from tests.cast import ANNA, BORIS
from tests.conftest import MakeApp
from tests.visitor import Visitor
from webmail import cli
from webmail.accounts import Account, AuditEntry, SignIn
from webmail.accounts.lookup import find_by_address
from webmail.config import SignInRules
from webmail.database import db

ADD = ("accounts", "add", "--address", ANNA.address, "--name", ANNA.name, "--subject")


@pytest.fixture
def app(app: Flask) -> Flask:
    cli.install(app)
    return app


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=[*words])


def written_down(app: Flask) -> list[tuple[str, int | None, int | None, str]]:
    with app.app_context():
        rows = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        return [(row.deed, row.actor_id, row.account_id, row.reason) for row in rows]


def account(app: Flask, address: str = ANNA.address) -> Account:
    with app.app_context():
        found = find_by_address(address)
        assert found is not None
        return found


def end_reasons(app: Flask, address: str) -> set[str | None]:
    number = account(app, address).id
    with app.app_context():
        rows = db.session.scalars(select(SignIn).where(SignIn.account_id == number)).all()
        return {row.end_reason for row in rows}


def test_an_account_is_made_with_all_that_was_said(app: Flask) -> None:
    said = run(app, *ADD, "a1", "--personnel-number", "4711")
    made = account(app)
    assert (said.exit_code, said.output) == (0, f"Account {made.id} was made.\n")
    assert (made.name, made.subject, made.personnel_number) == (ANNA.name, "a1", "4711")
    assert written_down(app) == [("made_account", None, made.id, "")]


def test_the_same_again_changes_nothing(app: Flask) -> None:
    run(app, *ADD, "a1")
    said = run(app, *ADD, "a1")
    assert said.exit_code == 0
    assert "nothing was changed" in said.output
    assert len(written_down(app)) == 1


def test_a_new_subject_signs_the_person_out_everywhere_and_says_so(
    app: Flask, anna: Visitor, boris: Visitor
) -> None:
    said = run(app, *ADD, "a2")
    assert said.output == f"Account {account(app).id} was changed: subject. 1 sign-in was ended.\n"
    assert end_reasons(app, ANNA.address) == {"account_changed"}
    assert end_reasons(app, BORIS.address) == {None}
    assert written_down(app) == [("changed_account", None, account(app).id, "subject")]
    assert anna.open("/mailbox/").path == "/session/"
    assert boris.open("/mailbox/").path == "/mailbox/"


def test_a_new_address_signs_the_person_out_too(app: Flask, anna: Visitor) -> None:
    run(app, *ADD, "a1")
    anna.sign_in(ANNA)
    new = "anna.neumann@schule.example"
    said = run(app, "accounts", "add", "--address", new, "--name", ANNA.name, "--subject", "a1")
    assert "changed: address. 1 sign-in was ended." in said.output
    assert anna.open("/mailbox/").path == "/session/"


def test_a_new_name_leaves_people_where_they_are(app: Flask, anna: Visitor) -> None:
    run(app, *ADD, "a1")
    anna.sign_in(ANNA)
    said = run(app, "accounts", "add", "--address", ANNA.address, "--name", "Anna Neumann", "--subject", "a1")
    assert "changed: name. 0 sign-ins were ended." in said.output
    assert anna.open("/mailbox/").path == "/mailbox/"


IMPOSSIBLE = (
    ({"address": "anna@elsewhere.example"}, "--address: this address does not belong"),
    ({"address": "anna"}, "--address: this address does not belong"),
    ({"address": ""}, "--address: this is empty"),
    ({"name": "  "}, "--name: this is empty"),
    ({"name": "Anna\u202eArnold"}, "--name: this is empty"),
    ({"subject": "a\0b"}, "--subject: this is empty"),
    ({"subject": "x" * 256}, "--subject: this is too long"),
    ({"subject": "b1"}, "--subject: this belongs to another account"),
    ({"personnel-number": "1"}, "--personnel-number: this belongs to another account"),
)


def test_what_cannot_be_is_refused_with_a_sentence(app: Flask) -> None:
    run(app, *ADD, "a1")
    boris = ("--address", BORIS.address, "--name", BORIS.name, "--subject", "b1", "--personnel-number", "1")
    run(app, "accounts", "add", *boris)
    before = written_down(app)
    for changed, sentence in IMPOSSIBLE:
        wanted = {"address": ANNA.address, "name": "Anders", "subject": "a1", **changed}
        said = run(app, "accounts", "add", *chain(*((f"--{name}", value) for name, value in wanted.items())))
        assert (said.exit_code, sentence in said.output) == (1, True), said.output
        assert "Nothing was changed." in said.output
    assert account(app).name == ANNA.name
    assert written_down(app) == before


def test_an_account_is_shown_with_its_sign_ins_and_without_what_opens_them(app: Flask, anna: Visitor) -> None:
    said = run(app, "accounts", "show", "--address", ANNA.address.upper())
    assert said.exit_code == 0
    for words in (ANNA.name, "signed in now     1", "not linked to the portal"):
        assert words in said.output
    assert written_down(app) == [("looked_at", None, account(app).id, "")]


def test_an_account_that_is_not_there_is_said(app: Flask) -> None:
    for command in (("accounts", "show"), ("sign-ins", "end", "--reason", "restart")):
        said = run(app, *command, "--address", "nobody@schule.example")
        assert said.exit_code == 1
        assert "There is no account with this address." in said.output


def test_all_sign_ins_of_a_person_are_ended_for_the_reason_said(
    app: Flask, anna: Visitor, boris: Visitor
) -> None:
    said = run(app, "sign-ins", "end", "--address", ANNA.address, "--reason", "helpdesk")
    assert (said.exit_code, said.output) == (0, "1 sign-in was ended.\n")
    assert end_reasons(app, ANNA.address) == {"helpdesk"}
    assert end_reasons(app, BORIS.address) == {None}
    assert ("ended_all", None, account(app).id, "helpdesk") in written_down(app)


def test_everybodys_sign_ins_are_ended_before_a_restart(app: Flask, anna: Visitor, boris: Visitor) -> None:
    said = run(app, "sign-ins", "end", "--everybody", "--reason", "restart")
    assert said.output == "2 sign-ins were ended.\n"
    assert end_reasons(app, ANNA.address) == end_reasons(app, BORIS.address) == {"restart"}
    assert written_down(app) == [("ended_everybodys", None, None, "restart")]


def test_ending_half_said_ends_nothing(app: Flask, anna: Visitor) -> None:
    for words in (
        ("--reason", "restart"),
        ("--address", ANNA.address, "--everybody", "--reason", "restart"),
        ("--everybody",),
        ("--everybody", "--reason", "idle"),
    ):
        assert run(app, "sign-ins", "end", *words).exit_code == 2
    assert end_reasons(app, ANNA.address) == {None}


def test_settings_without_a_doubt_are_said_to_be_sound(app: Flask) -> None:
    said = run(app, "config", "check")
    assert (said.exit_code, said.output) == (0, "The settings are sound.\n")


def test_what_is_probably_not_meant_is_said_in_the_words_of_the_file(make_app: MakeApp) -> None:
    app = make_app(sign_in=SignInRules(shared_idle_minutes=90))
    cli.install(app)
    assert "Please look: sign_in.shared_idle_minutes is longer" in run(app, "config", "check").output
