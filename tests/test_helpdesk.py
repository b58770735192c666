"""The helpdesk's domain: finding people, seeing sign-ins, ending them; every look and act is written down."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.accounts.racing import opened
from tests.conftest import HeldClock
from tests.tables import make_tables
from webmail.accounts import (
    Account,
    Audit,
    AuditEntry,
    Limits,
    Networks,
    Preferences,
    Role,
    SignIn,
    SignIns,
    Timeline,
)
from webmail.accounts.sign_ins import hash_of
from webmail.database import db
from webmail.helpdesk import FOUND_AT_MOST, Actor, Desk, ReasonMissing
from webmail.policy import Feature, Forbidden, Policy

SCHOOL, HOME = "192.0.2.1", "198.51.100.7"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"
REASON = "Anruf: kommt nicht mehr hinein"


@pytest.fixture(autouse=True)
def database(tmp_path: Path) -> Iterator[None]:
    with opened(f"sqlite:///{tmp_path / 'rows.db'}"):
        make_tables()
        yield


@pytest.fixture
def closed() -> list[int]:
    return []


@pytest.fixture
def sign_ins(clock: HeldClock, closed: list[int]) -> SignIns:
    limits = Limits(idle=timedelta(minutes=60), absolute=timedelta(hours=12))
    return SignIns(limits=limits, clock=clock, close=closed.append)


@pytest.fixture
def timeline(clock: HeldClock) -> Timeline:
    return Timeline(clock=clock)


@pytest.fixture
def desk(sign_ins: SignIns, timeline: Timeline, clock: HeldClock) -> Desk:
    return Desk(
        policy=Policy({Feature.ENGLISH: False}),
        sign_ins=sign_ins,
        timeline=timeline,
        audit=Audit(clock=clock),
        networks=Networks({"Schulnetz": ["192.0.2.0/24"]}),
        clock=clock,
    )


def account(clock: HeldClock, name: str, address: str, **more: str) -> Account:
    made = Account(name=name, address=address, created_at=clock(), preferences=Preferences(), **more)
    db.session.add(made)
    db.session.commit()
    return made


@pytest.fixture
def anna(clock: HeldClock) -> Account:
    return account(clock, "Anna Arnold", "anna.arnold@schule.example", subject="a1")


@pytest.fixture
def carla(clock: HeldClock) -> Actor:
    made = account(clock, "Carla Clausen", "carla.clausen@schule.example")
    return Actor(made.id, frozenset({Role.EVERYONE, Role.HELPDESK}))


@pytest.fixture
def dario(clock: HeldClock) -> Actor:
    made = account(clock, "Dario Dorn", "dario.dorn@schule.example")
    return Actor(made.id, frozenset({Role.EVERYONE, Role.ADMIN}))


def come_in(
    sign_ins: SignIns,
    who: Account,
    key: str,
    *,
    device: str = FIREFOX,
    origin: str = SCHOOL,
    code: int | None = None,
) -> SignIn:
    return sign_ins.open(who, key=key, sealed=b"sealed", device=device, origin=origin, code_id=code)


def written_down() -> list[tuple[int | None, str, int | None, str | None, str]]:
    """The audit trail as another connection reads it: what is not committed is not in it."""
    with db.engine.connect() as connection:
        table = AuditEntry.__table__
        columns = table.c["actor_id", "deed", "account_id", "code", "reason"]
        return [tuple(row) for row in connection.execute(db.select(*columns).order_by(table.c.id))]


# Looking


def test_no_more_than_fifty_are_found_and_it_is_said_that_there_are_more(
    desk: Desk, carla: Actor, clock: HeldClock
) -> None:
    for number in range(FOUND_AT_MOST + 1):
        account(clock, f"Schmidt {number:02}", f"schmidt{number}@schule.example")
    found = desk.find("schmidt", actor=carla)
    assert len(found.people) == FOUND_AT_MOST
    assert found.more
    assert not desk.find("schmidt 07", actor=carla).more


def test_who_has_no_role_is_refused_and_learns_nothing(desk: Desk, anna: Account, clock: HeldClock) -> None:
    teacher = Actor(anna.id, frozenset({Role.EVERYONE, Role.CLERK}))
    for look in (
        lambda: desk.find("anna", actor=teacher),
        lambda: desk.state(anna.id, actor=teacher),
        lambda: desk.find_code("K7F3QD", actor=teacher),
        lambda: desk.story("K7F3QD", actor=teacher),
        lambda: desk.make_guide_link("K7F3QD", actor=teacher),
        lambda: desk.end(1, account=anna.id, reason=REASON, actor=teacher),
        lambda: desk.end_all(anna.id, reason=REASON, actor=teacher),
        lambda: desk.trail(actor=teacher),
    ):
        with pytest.raises(Forbidden):
            look()
    assert written_down() == []


def test_the_audit_trail_is_for_administrators_alone(desk: Desk, carla: Actor, dario: Actor) -> None:
    with pytest.raises(Forbidden) as refused:
        desk.trail(actor=carla)
    assert refused.value.clause.sentence == "This page is for administrators."
    assert desk.trail(actor=dario).entries == []


def test_administrators_may_do_what_the_helpdesk_may(desk: Desk, dario: Actor, anna: Account) -> None:
    assert desk.state(anna.id, actor=dario) is not None


def test_a_search_is_written_down_without_its_words(desk: Desk, carla: Actor, anna: Account) -> None:
    desk.find("arnold", actor=carla)
    desk.find("niemand", actor=carla)
    assert written_down() == [
        (carla.account, "looked_for", None, None, "1"),
        (carla.account, "looked_for", None, None, "0"),
    ]


def test_an_account_tells_its_state_and_that_somebody_looked(
    desk: Desk, carla: Actor, anna: Account, sign_ins: SignIns, clock: HeldClock
) -> None:
    come_in(sign_ins, anna, "old")
    clock.move(minutes=61)
    come_in(sign_ins, anna, "new", device=IPHONE, origin=HOME)
    state = desk.state(anna.id, actor=carla)
    assert state is not None
    assert (state.name, state.bound, state.language) == ("Anna Arnold", True, None)
    (living,), (ended,) = state.sign_ins.living, state.sign_ins.ended
    assert (living.device.word, living.network, living.end_reason) == ("phone Safari", None, None)
    assert (ended.device.word, ended.network, ended.end_reason) == ("computer Firefox", "Schulnetz", "idle")
    assert state.sign_ins.last_opened_at == living.opened_at == clock()
    assert written_down() == [(carla.account, "looked_at", anna.id, None, "")]


def test_what_ended_more_than_fourteen_days_ago_is_not_shown(
    desk: Desk, carla: Actor, anna: Account, sign_ins: SignIns, clock: HeldClock
) -> None:
    sign_ins.end(come_in(sign_ins, anna, "old"))
    clock.move(days=14, seconds=1)
    state = desk.state(anna.id, actor=carla)
    assert state is not None
    assert state.sign_ins.ended == ()


def test_an_account_that_does_not_exist_is_none(desk: Desk, carla: Actor) -> None:
    assert desk.state(4711, actor=carla) is None
    assert desk.end_all(4711, reason=REASON, actor=carla) is None


def test_a_support_code_tells_its_story_however_it_is_read_out(
    desk: Desk, carla: Actor, anna: Account, timeline: Timeline, sign_ins: SignIns, clock: HeldClock
) -> None:
    code = timeline.code_for(None, browser="computer Firefox")
    timeline.note(code.id, "begun", request="ab12")
    timeline.belongs_to(code.id, anna.id)
    sign_in = come_in(sign_ins, anna, "key", code=code.id)
    clock.move(minutes=5)
    sign_ins.end_for(sign_in, "portal")
    typed = f" {code.code[:3].lower()}-{code.code[3:]} "
    assert desk.find_code(typed, actor=carla) == code.code
    story = desk.story(typed, actor=carla)
    assert story is not None
    assert [(each.kind, each.detail, each.request) for each in story.events] == [
        ("begun", "", "ab12"),
        ("ended", "portal", ""),
    ]
    assert (story.browser, story.account, story.name) == ("computer Firefox", anna.id, "Anna Arnold")
    assert (Feature.ENGLISH, False) in story.features
    assert (Feature.UNDO, True) in story.features
    assert written_down() == [(carla.account, "looked_at_code", anna.id, code.code, "")]


def test_a_code_nobody_has_or_an_old_one_tells_nothing_but_that_it_was_tried(
    desk: Desk, carla: Actor, timeline: Timeline, clock: HeldClock
) -> None:
    code = timeline.code_for(None, browser="-").code
    clock.move(days=14)
    for typed in (code, "AAAAAA", "x' OR 1=1", ""):
        assert desk.find_code(typed, actor=carla) is None
        assert desk.story(typed, actor=carla) is None
    assert {each[1:] for each in written_down()} == {("looked_at_code", None, None, "")}


# Acting


def test_one_sign_in_is_ended_with_its_reason_in_the_same_transaction(
    desk: Desk, carla: Actor, anna: Account, sign_ins: SignIns, closed: list[int]
) -> None:
    first, second = come_in(sign_ins, anna, "1"), come_in(sign_ins, anna, "2")
    assert desk.end(first.id, account=anna.id, reason=f"  {REASON}\n\0 ", actor=carla)
    assert sign_ins.find("1") is None
    assert first.end_reason == "helpdesk"
    assert sign_ins.find("2") is second
    assert closed == [first.id]
    assert written_down() == [(carla.account, "ended_sign_in", anna.id, None, REASON)]


def test_an_end_that_cannot_be_written_down_does_not_happen(
    desk: Desk, carla: Actor, anna: Account, sign_ins: SignIns
) -> None:
    sign_in = come_in(sign_ins, anna, "1")
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE audit_entry")
    for act in (
        lambda: desk.end(sign_in.id, account=anna.id, reason=REASON, actor=carla),
        lambda: desk.end_all(anna.id, reason=REASON, actor=carla),
    ):
        with pytest.raises(Exception, match="audit_entry"):
            act()
        db.session.rollback()
        assert sign_ins.lives(sign_in.id)


def test_all_sign_ins_of_a_person_are_ended_and_nobody_elses(
    desk: Desk, carla: Actor, anna: Account, sign_ins: SignIns, clock: HeldClock
) -> None:
    boris = account(clock, "Boris Becker", "boris.becker@schule.example")
    mine = [come_in(sign_ins, anna, key) for key in "123"]
    come_in(sign_ins, boris, "b")
    assert desk.end_all(anna.id, reason=REASON, actor=carla) == 3
    assert {each.end_reason for each in mine} == {"helpdesk"}
    assert sign_ins.find("b") is not None
    assert desk.end_all(anna.id, reason=REASON, actor=carla) == 0
    assert [each[1] for each in written_down()] == ["ended_all", "ended_all"]


def test_a_sign_in_is_ended_under_its_own_account_only(
    desk: Desk, carla: Actor, anna: Account, sign_ins: SignIns, clock: HeldClock
) -> None:
    boris = account(clock, "Boris Becker", "boris.becker@schule.example")
    his = come_in(sign_ins, boris, "b")
    assert not desk.end(his.id, account=anna.id, reason=REASON, actor=carla)
    assert sign_ins.lives(his.id)
    assert written_down() == []


def test_without_a_reason_nothing_is_ended(
    desk: Desk, carla: Actor, anna: Account, sign_ins: SignIns
) -> None:
    sign_in = come_in(sign_ins, anna, "1")
    for reason in ("", "  ", "ab", "\0\0\0\0", "x" * 501):
        with pytest.raises(ReasonMissing):
            desk.end(sign_in.id, account=anna.id, reason=reason, actor=carla)
        with pytest.raises(ReasonMissing):
            desk.end_all(anna.id, reason=reason, actor=carla)
    assert sign_ins.lives(sign_in.id)
    assert written_down() == []


def test_a_guide_that_is_sent_is_written_down(desk: Desk, carla: Actor, timeline: Timeline) -> None:
    code = timeline.code_for(None, browser="-").code
    assert desk.make_guide_link(code.lower(), actor=carla) == code
    assert desk.make_guide_link("AAAAAA", actor=carla) is None
    assert written_down() == [(carla.account, "made_guide_link", None, code, "")]


# The audit trail


def test_the_trail_is_read_newest_first_with_names_and_is_written_on_by_reading(
    desk: Desk, carla: Actor, dario: Actor, anna: Account
) -> None:
    desk.find("anna", actor=carla)
    desk.state(anna.id, actor=carla)
    trail = desk.trail(actor=dario)
    assert [each.deed for each in trail.entries] == ["looked_at", "looked_for"]
    assert trail.names == {carla.account: "Carla Clausen", anna.id: "Anna Arnold"}
    assert desk.trail(actor=dario).entries[0].deed == "looked_at_trail"
    assert [each.deed for each in desk.trail(actor=dario, account=anna.id).entries] == ["looked_at"]
    assert [each.deed for each in desk.trail(actor=dario, by=carla.account).entries] == [
        "looked_at",
        "looked_for",
    ]


def test_older_entries_follow_on_the_next_page(desk: Desk, carla: Actor, dario: Actor) -> None:
    for _number in range(101):
        desk.find("x", actor=carla)
    first = desk.trail(actor=dario, by=carla.account).entries
    assert len(first) == 100
    assert len(desk.trail(actor=dario, by=carla.account, before=first[-1].id).entries) == 1


def test_nothing_that_opens_anything_is_handed_out(
    desk: Desk, carla: Actor, anna: Account, sign_ins: SignIns
) -> None:
    come_in(sign_ins, anna, "very-random-key")
    shown = repr(desk.state(anna.id, actor=carla))
    assert "sealed" not in shown
    assert repr(hash_of("very-random-key")) not in shown
    assert SCHOOL not in shown
