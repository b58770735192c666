"""Where the service enters for everybody, what is posted into a dead sign-in is a draft at once."""

from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage

import pytest
from flask import Flask

from tests.cast import ANNA, BORIS, CAST
from tests.conftest import HeldClock, MakeApp
from tests.servers.dovecot import Dovecot
from tests.servers.fault import Fault
from tests.servers.smtp import Sink
from tests.visitor import Visitor
from tests.web.dead import MASTER, PASSWORD, WORDS, come_in, end, key_of, let_the_service_in, sign_in_of
from tests.web.desk import autosave, begin, lying, place, press, second_tab, text_of, value
from tests.web.test_compose_kept import way_out
from webmail.accounts import Submissions
from webmail.config import Config, Store
from webmail.web import dead_text

KEPT = "Ihr Text ist als Entwurf gesichert."
GIVEN_BACK = "Ihr Text steht noch hier."


@pytest.fixture(scope="module")
def school() -> Iterator[Dovecot]:
    """A store where the service may enter for everybody."""
    users = {person.address: person.typed for person in CAST}
    with Dovecot(users=users, masters={MASTER: PASSWORD}) as running:
        yield running


@pytest.fixture(scope="module")
def gate() -> Iterator[Sink]:
    """A submission server where it may do so too."""
    with Sink(users={ANNA.address: ANNA.typed}, masters={MASTER: PASSWORD}) as running:
        yield running


@pytest.fixture
def smtp(gate: Sink) -> Sink:
    gate.empty()
    return gate


@pytest.fixture
def post(school: Dovecot) -> Dovecot:
    for user in school.users:
        school.empty(user)
    return school


@pytest.fixture
def app(make_app: MakeApp, config: Config, post: Dovecot) -> Flask:
    return app_before(make_app, config, post)


def app_before(make_app: MakeApp, config: Config, at: Dovecot | Fault) -> Flask:
    let_the_service_in(config)
    rules = replace(config.sign_in, credentials="service", form=False)
    return make_app(sign_in=rules, store=Store(host=at.host, port=at.port))


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dead_text, "EVERY", 0.0)


@pytest.fixture
def writer(app: Flask) -> Visitor:
    """Anna with words on her page, and an earlier version of them stored."""
    return begun(come_in(app))


def begun(visitor: Visitor) -> Visitor:
    press(begin(visitor, text="Zuerst."), "save")
    return visitor.fill(WORDS)


def texts(store: Dovecot) -> list[str]:
    return [text_of(each).strip() for each in lying(store)]


def test_words_become_the_draft_that_they_were_however_the_sign_in_ended_by_itself(
    app: Flask, post: Dovecot
) -> None:
    for reason in ("idle", "absolute", "portal", "restart"):
        writer = begun(come_in(app))
        end(writer, reason)
        press(writer.fill(text=reason), "save").sees(KEPT, "Entwurf gespeichert 09:30")
        assert writer.status == 401
    drafts = lying(post)
    assert {(draft["Subject"], draft["Cc"]) for draft in drafts} == {("Wandertag", "c@x.example")}
    assert texts(post) == ["idle", "absolute", "portal", "restart"]


def test_whoever_was_put_out_on_purpose_leaves_nothing(app: Flask, post: Dovecot) -> None:
    reasons = ("signed_out", "other_device", "helpdesk", "account_changed", "replaced")
    for reason in reasons:
        writer = begun(come_in(app))
        end(writer, reason)
        press(writer, "save").sees(GIVEN_BACK)
        assert (writer.status, value(writer, "text").strip()) == (401, "Danach.")
    assert texts(post) == ["Zuerst."] * len(reasons)


def test_quiet_time_itself_is_such_an_end(writer: Visitor, post: Dovecot, clock: HeldClock) -> None:
    clock.move(minutes=61)
    press(writer, "save").sees(KEPT)
    assert texts(post) == ["Danach."]


@pytest.mark.parametrize("deed", ["save", "send", "attach", "discard"])
def test_whatever_was_pressed_only_keeps_the_words(
    writer: Visitor, post: Dovecot, smtp: Sink, deed: str
) -> None:
    end(writer)
    press(writer, deed)
    assert (writer.status, texts(post), smtp.received) == (401, ["Danach."], [])
    assert lying(post, "Trash") == []
    if deed == "send":
        writer.sees("Die Nachricht wurde nicht gesendet")


def test_signing_out_with_words_keeps_them_too(writer: Visitor, post: Dovecot) -> None:
    end(writer)
    writer.submit(way_out(writer))
    assert writer.path == "/session/signed-out"
    assert texts(post) == ["Danach."]


def test_after_coming_in_again_writing_goes_on_where_it_was(writer: Visitor, post: Dovecot) -> None:
    press(writer.choose(plan=b"%PDF"), "attach")
    end(writer)
    press(writer.fill(text="Danach."), "send")
    link = writer.page.select_one("a.button--first")
    assert link is not None
    come_in(writer.app, into=writer)
    writer.open(str(link["href"]))
    assert (value(writer, "text").strip(), value(writer, "cc")) == ("Danach.", "c@x.example")
    writer.sees("plan.bin")
    assert [part.get_filename() for draft in lying(post) for part in draft.iter_attachments()] == ["plan.bin"]


def test_another_person_does_not_come_to_it_by_that_link(writer: Visitor, post: Dovecot) -> None:
    end(writer)
    press(writer, "save")
    link = writer.page.select_one("a.button--first")
    assert link is not None
    come_in(writer.app, BORIS, into=writer)
    writer.open(str(link["href"])).misses("Danach.")
    assert writer.status == 404


def test_the_same_page_sends_again_and_there_is_one_draft(writer: Visitor, post: Dovecot) -> None:
    end(writer)
    for words in ("Eins.", "Zwei.", "Drei."):
        answer = autosave(writer.fill(text=words), text=words)
        assert (answer.status_code, KEPT in answer.text) == (401, True)
    assert texts(post) == ["Drei."]


def test_a_script_hears_it_in_place_and_is_led_away_by_nothing(writer: Visitor) -> None:
    end(writer)
    answer = autosave(writer)
    assert answer.status_code == 401
    assert "HX-Redirect" not in answer.headers
    assert 'target="_blank"' in answer.text
    assert "data-put-by" in answer.text


def test_what_another_page_has_stored_since_stays_beside_it(writer: Visitor, post: Dovecot) -> None:
    other = writer.twin()
    other.open(writer.url)
    press(other.fill(text="Von der anderen Seite."), "save")
    end(writer)
    for _ in range(2):
        autosave(writer)
    assert sorted(texts(post)) == ["Danach.", "Von der anderen Seite."]
    assert len({draft["Message-ID"] for draft in lying(post)}) == 2


def message_id(draft: EmailMessage) -> str:
    return str(draft["Message-ID"])


def hand_over(writer: Visitor, post: Dovecot, *states: str) -> None:
    """The message goes as far on its way out, from elsewhere."""
    with sign_in_of(writer) as sign_in:
        ledger = Submissions(sign_in.account_id, clock=writer.app.extensions["dienstpost"].clock)
        ledger.claim(message_id(lying(post)[0]), page="y" * 22)
        for state in states:
            ledger.advance(message_id(lying(post)[0]), to=state, seconds=600)


@pytest.mark.parametrize("states", [(), ("submitting",), ("submitting", "accepted", "filed")])
def test_what_was_handed_over_is_not_touched(writer: Visitor, post: Dovecot, states: tuple[str, ...]) -> None:
    hand_over(writer, post, *states)
    end(writer)
    press(writer, "save").sees(KEPT)
    assert texts(post) == ["Zuerst.", "Danach."]


def test_words_that_went_out_are_no_draft(writer: Visitor, post: Dovecot) -> None:
    press(second_tab(writer), "send")
    end(writer)
    press(writer, "send").sees("schon zum Versand übergeben")
    assert texts(post) == []


def test_files_are_named_and_not_stored(writer: Visitor, post: Dovecot, config: Config) -> None:
    end(writer)
    press(writer.choose(plan=b"%PDF", bild=b"x" * 300_000), "send").sees("plan.bin, bild.bin")
    (draft,) = lying(post)
    assert list(draft.iter_attachments()) == []
    assert list((config.instance / "spool").iterdir()) == []


def test_an_unknown_cookie_gets_the_words_back(writer: Visitor, post: Dovecot) -> None:
    with writer.client.session_transaction(base_url=writer.base_url) as cookie:
        cookie["key"] = "nobody's"
    press(writer, "save").sees(GIVEN_BACK)
    assert value(writer, "text").strip() == "Danach."
    assert texts(post) == ["Zuerst."]
    assert key_of(writer) == ""


def test_words_from_elsewhere_are_no_draft(writer: Visitor, post: Dovecot) -> None:
    end(writer)
    token = writer.page.select_one("#compose [name=csrf_token]")
    assert token is not None
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "same-site"}, {}):
        answer = writer.client.post(
            f"{place(writer)}/save",
            base_url=writer.base_url,
            data={"csrf_token": str(token["value"]), "text": "Untergeschoben", "page": "x" * 22},
            headers=headers,
        )
        assert answer.status_code in (401, 403)
    assert texts(post) == ["Zuerst."]


def test_a_page_of_another_cookie_is_given_back(writer: Visitor, post: Dovecot) -> None:
    token = writer.page.select_one("#compose [name=csrf_token]")
    assert token is not None
    token["value"] = "dead"
    end(writer)
    press(writer, "save").sees(GIVEN_BACK)
    assert texts(post) == ["Zuerst."]


def test_another_persons_page_in_a_dead_sign_in_is_given_back(writer: Visitor, post: Dovecot) -> None:
    come_in(writer.app, BORIS, into=writer)
    end(writer)
    press(writer, "save").sees(GIVEN_BACK)
    assert (texts(post), lying(post, person=BORIS)) == (["Zuerst."], [])


def test_a_quarter_of_a_megabyte_is_kept_and_more_is_given_back(writer: Visitor, post: Dovecot) -> None:
    end(writer)
    press(writer.fill(text="ä" * 130_000), "save").sees(KEPT)
    assert len(texts(post)[0]) == 130_000
    come_in(writer.app, into=writer)
    end(begun(writer))
    press(writer.fill(text="ä" * 131_072), "save").sees(GIVEN_BACK)
    assert len(value(writer, "text")) == 131_072


def test_a_day_after_the_end_nothing_is_taken_any_more(
    writer: Visitor, post: Dovecot, clock: HeldClock
) -> None:
    end(writer)
    clock.move(hours=24)
    press(writer, "save").sees(GIVEN_BACK)
    assert texts(post) == ["Zuerst."]


def test_an_empty_page_leaves_nothing(app: Flask, post: Dovecot) -> None:
    visitor = come_in(app).open("/compose/new")
    end(visitor)
    press(visitor, "save")
    assert (visitor.status, texts(post)) == (401, [])


def test_a_store_that_is_away_costs_no_word(make_app: MakeApp, config: Config, post: Dovecot) -> None:
    with Fault((post.host, post.port)) as fault:
        writer = begun(come_in(app_before(make_app, config, fault)))
        end(writer)
        fault.refuse()
        press(writer, "save").sees(GIVEN_BACK)
        assert (writer.status, value(writer, "text").strip()) == (401, "Danach.")


def test_no_line_to_the_store_is_left(writer: Visitor) -> None:
    end(writer)
    press(writer, "save")
    assert writer.app.extensions["dienstpost"].pool._shelves == {}


def test_a_dead_sign_in_fills_no_mailbox(
    writer: Visitor, post: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dead_text, "MESSAGES_AT_MOST", 1)
    second = writer.twin()
    second.open("/compose/new").fill(WORDS)
    end(writer)
    again = second_tab(writer)
    press(writer, "save").sees(KEPT)
    press(second, "save").sees(GIVEN_BACK)
    press(again, "save").sees(KEPT)
    assert texts(post) == ["Danach."]


def test_one_visit_a_second_and_nobody_waits_behind_another(
    writer: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dead_text, "EVERY", 60.0)
    waited: list[float] = []
    monkeypatch.setattr(dead_text, "sleep", waited.append)
    end(writer)
    answers = [autosave(writer) for _ in range(3)]
    assert [KEPT in answer.text for answer in answers] == [True, True, False]
    assert [round(seconds, -1) for seconds in waited] == [0, 60]
