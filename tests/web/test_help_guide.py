"""The guided sign-out: what the server has seen is confirmed, what the person says is ticked."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from tests.cast import ANNA
from tests.conftest import HeldClock, MakeApp
from tests.servers import ground
from tests.visitor import BROWSER, Visitor, both_ways
from webmail.accounts import Event, SignIn, Timeline
from webmail.config import Config, Portal
from webmail.database import db

OURS = {"Sec-Fetch-Site": "same-origin", "User-Agent": BROWSER}
Note = Callable[..., None]


@pytest.fixture
def school(make_app: MakeApp, config: Config) -> Flask:
    """The application with a school portal that does not answer."""
    folder = config.instance / "secrets"
    folder.mkdir(mode=0o700)
    (folder / "portal").touch(mode=0o600)
    (folder / "portal").write_text("dienstpost:Wacholder-Beere")
    issuer = f"http://127.0.0.1:{ground.free_port()}"
    return make_app(portal=Portal(issuer=issuer, client_id="dienstpost"))


@pytest.fixture
def caller(school: Flask, mode: str) -> Visitor:
    """Somebody on the telephone, with a browser that has no cookies."""
    return Visitor(school, mode=mode)


def timeline_of(app: Flask) -> Timeline:
    found = app.extensions["dienstpost"].timeline
    assert isinstance(found, Timeline)
    return found


@pytest.fixture
def code(school: Flask) -> str:
    """A support code under which nothing has happened yet."""
    with school.app_context():
        return timeline_of(school).code_for("K7F3QD", browser="firefox").code


@pytest.fixture
def note(school: Flask, code: str) -> Note:
    """Lets things happen under the code: note("entered", "signed_out")."""

    def happened(*kinds: str) -> None:
        with school.app_context():
            found = timeline_of(school).find(code)
            assert found is not None
            for kind in kinds:
                timeline_of(school).note(found.id, kind)

    return happened


def events(app: Flask) -> list[str]:
    with app.app_context():
        return [event.kind for event in db.session.query(Event).order_by(Event.id)]


def say(visitor: Visitor, *fields: tuple[str, str], **headers: str) -> int:
    """The POST of a tick with exactly these fields and headers; the status of its answer."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()} or OURS
    data = {name: [value for each, value in fields if each == name] for name, _ in fields}
    answer = visitor.client.post(
        "/help/guide/K7F3QD/said", base_url=visitor.base_url, data=data, headers=sent
    )
    return answer.status_code


def ticked(visitor: Visitor, kind: str) -> list[str]:
    """The steps that carry this kind of tick on the open page."""
    found = visitor.page.select(f".guide__step:has(.tick--{kind})")
    return [str(step["id"]).removeprefix("step-") for step in found]


def test_the_six_documented_steps_are_there_in_order(caller: Visitor, code: str) -> None:
    caller.open(f"/help/guide/{code}")
    assert caller.heading == "Schritt für Schritt abmelden"
    assert [step["id"] for step in caller.page.select(".guide__step")] == [f"step-{n}" for n in range(1, 7)]


@pytest.mark.parametrize("typed", ["K7F3QD", "k7f3qd", "K7F-3QD", "k7f 3qd"])
def test_a_code_is_found_however_it_is_written(caller: Visitor, code: str, typed: str) -> None:
    caller.open(f"/help/guide/{typed}").sees("Support-Code", "K7F-3QD")
    assert caller.status == 200


@pytest.mark.parametrize("typed", ["AAAAAA", "K7F3Q", "<b>K7F3QD", "%00", "K7F3QD" * 400, "ÄÖÜ"])
def test_an_unknown_code_is_answered_kindly(caller: Visitor, code: str, typed: str) -> None:
    caller.open(f"/help/guide/{typed}")
    assert caller.status == 404
    assert "<b>K7" not in caller.body.decode()
    caller.sees("Support-Code ist nicht bekannt", "14 Tage").follow("Ohne Code abmelden")
    assert caller.path == "/help/guide/"


def test_a_code_that_is_too_old_is_unknown(caller: Visitor, code: str, clock: HeldClock) -> None:
    clock.move(days=14, seconds=1)
    assert caller.open(f"/help/guide/{code}").status == 404
    assert say(caller, ("step", "2")) == 404


@pytest.mark.parametrize(
    ("kind", "step"),
    [
        ("broken_shown", "1"),
        ("entered", "1"),
        ("opened", "1"),
        ("signed_out", "3"),
        ("reset", "3"),
        ("portal_confirmed", "5"),
    ],
)
def test_the_server_confirms_what_it_has_seen(
    caller: Visitor, code: str, note: Note, kind: str, step: str
) -> None:
    note(kind)
    assert ticked(caller.open(f"/help/guide/{code}"), "seen") == [step]
    caller.sees("Vom System bestätigt: 09:30")


@pytest.mark.parametrize("kind", ["portal_returned", "portal_asked", "begun", "said_1", "said_5", "said_22"])
def test_nothing_else_confirms_or_ticks_anything(caller: Visitor, code: str, note: Note, kind: str) -> None:
    note(kind)
    caller.open(f"/help/guide/{code}")
    assert ticked(caller, "seen") == ticked(caller, "said") == []


@both_ways
def test_a_person_ticks_a_step_and_takes_it_back(caller: Visitor, code: str, school: Flask) -> None:
    caller.open(f"/help/guide/{code}").press("Schritt 4 abhaken").sees("Von Ihnen abgehakt: 09:30")
    assert (ticked(caller, "said"), ticked(caller, "seen")) == (["4"], [])
    caller.press("Haken bei Schritt 4 zurücknehmen").misses("Von Ihnen abgehakt")
    assert ticked(caller, "said") == []
    assert events(school) == ["said_4", "unsaid_4"]


def test_only_2_4_and_6_can_be_ticked_by_the_person(caller: Visitor, code: str) -> None:
    caller.open(f"/help/guide/{code}")
    assert [field["value"] for field in caller.page.select(".own [name=step]")] == ["2", "4", "6"]


def test_ticking_twice_is_ticking_once(caller: Visitor, code: str, school: Flask) -> None:
    assert say(caller, ("step", "2")) == say(caller, ("step", "2")) == 303
    assert say(caller, ("step", "6"), ("undo", "yes")) == 303
    assert events(school) == ["said_2"]


@pytest.mark.parametrize(
    "fields",
    [
        [],
        [("step", "1")],
        [("step", "3")],
        [("step", "²")],
        [("step", "2\x00")],
        [("step", "2" * 100_000)],
        [("step", "2"), ("step", "2")],
        [("step", "2"), ("undo", "yes"), ("undo", "yes")],
    ],
)
def test_nonsense_is_refused_and_not_noted(
    caller: Visitor, code: str, school: Flask, fields: list[tuple[str, str]]
) -> None:
    assert say(caller, *fields) == 400
    assert events(school) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"User_Agent": BROWSER},
    ],
)
def test_another_page_cannot_tick(caller: Visitor, code: str, school: Flask, headers: dict[str, str]) -> None:
    assert say(caller, ("step", "2"), **headers) == 403
    assert events(school) == []


def test_a_browser_that_says_only_its_origin_can_tick(caller: Visitor, code: str, school: Flask) -> None:
    assert say(caller, ("step", "2"), Origin=caller.base_url.rstrip("/")) == 303
    assert events(school) == ["said_2"]


def test_ticks_are_bounded_so_that_room_is_left_for_what_really_happens(
    caller: Visitor, code: str, note: Note, school: Flask
) -> None:
    answers = [say(caller, ("step", "2"), *[("undo", "yes")] * (turn % 2)) for turn in range(70)]
    assert answers.count(303) == 60
    assert set(answers[60:]) == {429}
    note("signed_out")
    assert ticked(caller.open(f"/help/guide/{code}"), "seen") == ["3"]


def test_whoever_is_in_again_has_the_whole_way_before_them(caller: Visitor, code: str, note: Note) -> None:
    note("entered", "said_2", "signed_out", "said_4", "portal_confirmed", "broken_shown")
    caller.open(f"/help/guide/{code}")
    assert (ticked(caller, "seen"), ticked(caller, "said")) == (["1"], [])


def test_the_error_page_on_the_way_takes_no_tick_away(caller: Visitor, code: str, note: Note) -> None:
    note("entered", "said_2", "broken_shown")
    caller.open(f"/help/guide/{code}")
    assert (ticked(caller, "seen"), ticked(caller, "said")) == (["1"], ["2"])


def test_the_page_sets_no_cookie_and_needs_none(caller: Visitor, code: str) -> None:
    caller.open(f"/help/guide/{code}").press("Schritt 2 abhaken").reload()
    assert ticked(caller, "said") == ["2"]
    assert not caller.client._cookies  # type: ignore[union-attr]


def test_the_page_knows_nobody_and_does_not_follow_a_sign_out_elsewhere(anna: Visitor) -> None:
    for path in (f"/help/guide/{code_in(anna.app)}", "/help/guide/"):
        anna.open(path).misses(ANNA.name, ANNA.address)
        assert not anna.has('[data-behavior="tabs"]')


def code_in(app: Flask) -> str:
    with app.app_context():
        return timeline_of(app).code_for(None, browser="firefox").code


def test_looking_and_ticking_do_not_extend_a_sign_in(anna: Visitor, clock: HeldClock) -> None:
    clock.move(minutes=20)
    anna.open(f"/help/guide/{code_in(anna.app)}").press("Schritt 2 abhaken")
    with anna.app.app_context():
        assert db.session.query(SignIn).one().last_seen == clock() - timedelta(minutes=20)


@both_ways
def test_a_real_sign_out_ticks_1_and_3(anna: Visitor) -> None:
    code = shown_code(anna.open("/session/broken"))
    anna.sign_out().open(f"/help/guide/{code}")
    assert ticked(anna, "seen") == ["1", "3"]


def test_a_portal_that_does_not_answer_confirms_nothing(caller: Visitor) -> None:
    code = shown_code(caller.open("/session/broken"))
    caller.press("Abmelden").sees("Sie sind abgemeldet").open(f"/help/guide/{code}")
    assert ticked(caller, "seen") == ["1", "3"]


def shown_code(visitor: Visitor) -> str:
    shown = visitor.page.select_one(".code")
    assert shown is not None
    return shown.get_text()


def poll(visitor: Visitor, **args: str) -> tuple[int, str]:
    """What htmx gets when the page asks by itself."""
    answer = visitor.client.get(
        "/help/guide/K7F3QD",
        base_url=visitor.base_url,
        query_string=args,
        headers={**OURS, "HX-Request": "true", "HX-Target": "ticks"},
    )
    return answer.status_code, answer.text


def test_a_page_that_shows_it_all_is_left_alone(caller: Visitor, code: str, note: Note) -> None:
    note("entered", "said_2")
    assert poll(caller, shown="12") == (204, "")


def test_a_page_that_asks_gets_the_facts_and_none_of_its_forms(
    caller: Visitor, code: str, note: Note
) -> None:
    note("entered", "signed_out")
    status, text = poll(caller, shown="1")
    assert status == 200
    assert 'id="fact-3" hx-swap-oob="true"' in text
    assert "2 von 6 Schritten sind erledigt" in text
    assert "<form" not in text
    assert "<html" not in text


def test_a_page_stops_asking_when_nothing_more_is_to_come(
    caller: Visitor, code: str, note: Note, clock: HeldClock
) -> None:
    note("entered")
    assert poll(caller, shown="1")[0] == 204
    clock.move(hours=12, seconds=1)
    assert poll(caller, shown="1") == (286, "")
    note("signed_out", "portal_confirmed", "said_6")
    assert poll(caller, shown="1356") == (286, "")


def test_looking_changes_nothing(caller: Visitor, code: str, note: Note, school: Flask) -> None:
    note("entered")
    caller.open(f"/help/guide/{code}").open("/help/guide/")
    poll(caller)
    assert events(school) == ["entered"]


def test_without_a_portal_the_steps_there_are_left_out(visitor: Visitor, app: Flask) -> None:
    for path in ("/help/guide/", f"/help/guide/{code_in(app)}"):
        visitor.open(path).misses("Mein Konto", "Schulportal")
        numbers = [number.get_text() for number in visitor.page.select(".guide__number")]
        assert numbers == ["1", "2", "3", "4"]
    visitor.press("Schritt 4 abhaken")
    assert ticked(visitor, "said") == ["6"]
