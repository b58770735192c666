"""The administrators' pages: what is in force, and who did what to whose account; for nobody else."""

import tomllib

import pytest
from flask import Flask

from tests.cast import ANNA, CARLA, DARIO
from tests.conftest import HeldClock, MakeApp
from tests.house.source import ROOT
from tests.visitor import Visitor, both_ways
from tests.web.audit import number_of, trail_of
from tests.web.desk import in_english
from webmail.accounts import AuditEntry
from webmail.config import SignInRules
from webmail.database import db
from webmail.policy import REGISTRY, Feature
from webmail.version import VERSION


@pytest.fixture
def office(dario: Visitor) -> Visitor:
    """Dario before his pages, in English."""
    return in_english(dario).open("/admin/")


def look_at_anna(carla: Visitor) -> None:
    assert carla.open(f"/helpdesk/account/{number_of(carla.app)}").status == 200


@both_ways
def test_dario_sees_what_is_in_force(office: Visitor) -> None:
    office.sees(VERSION, "60 minutes", "12 hours", "at most 25 MB", "by what the person types at the form")
    office.sees("Mail is never forwarded automatically", "no mail program")
    for entry in REGISTRY.values():
        office.sees(entry.clause.paragraph)


def test_what_is_switched_off_is_shown_with_its_clause(make_app: MakeApp) -> None:
    app = make_app(features={Feature.UNDO: False})
    dario = in_english(Visitor(app).sign_in(DARIO)).open("/admin/")
    states = {
        rule.select_one("code").get_text(): rule.select_one(".rule__state").get_text()  # type: ignore[union-attr]
        for rule in dario.page.select(".rule:has(code)")
    }
    assert states == {
        f"features.{feature.value}": "off" if feature is Feature.UNDO else "on" for feature in REGISTRY
    }
    dario.sees("Taking a step back is switched off in this service.")


def test_doubts_about_the_settings_are_told(make_app: MakeApp) -> None:
    app = make_app(sign_in=SignInRules(shared_idle_minutes=90))
    Visitor(app).sign_in(DARIO).open("/admin/").sees("sign_in.shared_idle_minutes is longer")


def test_the_version_is_the_one_of_the_project() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == VERSION


@both_ways
def test_dario_reads_who_looked_at_whom(anna: Visitor, carla: Visitor, office: Visitor) -> None:
    look_at_anna(carla)
    office.follow("Audit trail").sees("Carla Clausen · looked at the account", "Account: Anna Arnold")
    office.reload().sees("Dario Dorn · read the audit trail")


def test_a_reason_is_shown_with_its_deed(anna: Visitor, carla: Visitor, office: Visitor) -> None:
    look_at_anna(in_english(carla))
    carla.fill(reason="Gerät verloren <b>").press("End all sign-ins")
    office.open("/admin/audit").sees("ended all sign-ins", "Reason: Gerät verloren <b>")


def test_a_name_narrows_the_trail_to_that_person(anna: Visitor, carla: Visitor, office: Visitor) -> None:
    look_at_anna(carla)
    office.open("/admin/audit").open("/admin/audit").follow("Anna Arnold")
    office.sees("Only what was done to the account of Anna Arnold.", "looked at the account")
    office.misses("read the audit trail")
    office.open(f"/admin/audit?by={number_of(office.app, CARLA)}").sees("Only what Carla Clausen has done.")
    office.follow("Show everything").sees("read the audit trail")


def test_older_entries_are_one_click_away(office: Visitor, clock: HeldClock) -> None:
    with office.app.app_context():
        db.session.add_all(AuditEntry(at=clock(), deed="looked_for", reason=str(each)) for each in range(101))
        db.session.commit()
    office.open("/admin/audit").sees("found: 100").follow("Older entries").sees("found: 0")
    assert len(office.page.select(".entries > li")) == 1
    office.misses("Older entries")


def test_a_query_that_means_nothing_is_refused(office: Visitor) -> None:
    for query in (
        "account=x",
        "account=-1",
        "account=1&account=2",
        "before=99999999999999999999",
        "by=2147483648",
        "by=",
        "by=²",
    ):
        assert office.open(f"/admin/audit?{query}").status == 400, query


def test_neither_teachers_nor_the_helpdesk_nor_strangers_may_look(
    anna: Visitor, carla: Visitor, visitor: Visitor
) -> None:
    for path in ("/admin/", "/admin/audit"):
        for person in (anna, carla):
            assert person.open(path).status == 403
            assert person.has("#notice_text")
        assert visitor.open(path).path == "/session/"
    assert trail_of(anna.app) == []


def test_nothing_can_be_changed_here(office: Visitor, app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("admin.")]
    assert rules
    assert all(not {"POST", "PUT", "PATCH", "DELETE"} & (rule.methods or set()) for rule in rules)


def test_the_menu_leads_there_for_administrators_alone(carla: Visitor, office: Visitor) -> None:
    assert office.open("/help/").follow("Administration").path == "/admin/"
    in_english(carla).misses("Administration")


def test_no_word_of_the_cast_is_looked_for_in_the_trail(
    anna: Visitor, carla: Visitor, office: Visitor
) -> None:
    in_english(carla).open("/helpdesk/").fill(person="arnold").press("Find a person")
    office.open("/admin/audit").sees("searched for people; found: 1").misses("arnold", ANNA.address)
