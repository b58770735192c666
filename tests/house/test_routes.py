"""Every view is guarded or says that it is public, every deed needs a token, no GET changes anything."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask, Response

from tests.cast import ANNA, CAST, DARIO
from tests.conftest import HeldClock, close, settings
from tests.contacts.seed import fill_book
from tests.house.test_templates import beside_nothing, inline, literal_addresses, targets, without_token
from tests.house.walk import Tags, Walk, ask, furnish, kept_by_database, kept_by_store, walk
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink
from tests.tables import make_tables
from tests.visitor import BROWSER, Visitor
from tests.web.deed import sealed
from webmail import create_app
from webmail.accounts import Submissions
from webmail.accounts.lookup import find_by_address
from webmail.config import Config
from webmail.web.search_state import SearchState

# Who is not signed in may come here; a new name in this list is a decision.
PUBLIC = {
    "manifest",
    "root",
    "session.start",
    "session.begin",
    "session.returned",
    "session.arrived",
    "session.waited",
    "session.enter",
    "session.leave",
    "session.sign_out",
    "session.leaving",
    "session.signed_out",
    "session.broken",
    "session.ask_reset",
    "session.reset",
    "session.back_channel",
    "session.language",
    "help.index",
    "help.topic",
    "help.sign_out",
    "help.guide",
    "help.say",
}
# What a walk cannot reach without a deed before it, or what only the portal asks for.
AFTER_A_DEED = {
    "compose.remedy",
    "manifest",
    "contacts.confirm",
    "compose.add_picture",
    "compose.forget",
    "compose.keep_both",
    "compose.picture",
    "compose.later",
    "compose.blocks",
    "compose.insert",
    "compose.sign",
    "settings.block",
    "settings.change_block",
    "settings.change_signature",
    "settings.choose_sender",
    "settings.move_block",
    "settings.move_signature",
    "settings.remove_block",
    "settings.remove_signature",
    "settings.signature",
    "compose.anew",
    "compose.chips",
    "compose.mailto",
    "compose.share",
    "compose.write_to",
    "contacts.add",
    "contacts.forget",
    "contacts.forget_all",
    "contacts.suggest",
    "live.events",
    "mailbox.change_tag",
    "mailbox.delete_older",
    "mailbox.drop",
    "mailbox.imported",
    "mailbox.take",
    "message.follow_up",
    "message.forget_follow_up",
    "message.forget_trusted",
    "message.report",
    "mailbox.undo",
    "message.opened",
    "message.seen",
    "session.signed_out",
    "session.enter",
    "session.arrived",
    "session.waited",
    "session.begin",
    "session.returned",
    "session.leaving",
    "session.back_channel",
    "session.end_mine",
    "session.end_others",
    "session.end_earlier",
    "helpdesk.found",
    "helpdesk.end",
    "helpdesk.guide",
    "helpdesk.picture",
    "help.guide",
    "help.say",
}
# Not every message can be taken apart; which, shows when it is looked at.
REFUSED = {("message.strip", 422)}
STARTS = (
    "/mailbox/",
    "/help/",
    "/",
    "/session/",
    "/session/mine",
    "/session/remaining",
    "/session/reset",
    "/live/since",
)
BROKEN = "/session/broken"
AT_THE_DESK = ("/helpdesk/", "/helpdesk/account/1", "/admin/", "/admin/audit")
# Blocks of pages that nobody who is in comes to; tests/door and tests/web/test_help_guide have them.
AFTER_SIGNING_OUT = {"#receipt", "#ticks"}
# These need a click on a page of ours, and no token.
TOKENLESS = {"session.reset", "session.back_channel", "help.say", "compose.share"}
# Reading may set Seen, looking is what last_seen means; what happens is noted for helpdesk and admins.
MAY_CHANGE = ("sign_in.last_seen", "event", "support_code", "audit_entry")


@dataclass(frozen=True, slots=True)
class House:
    """An application with one of everything in it, through which Anna has walked once, and only looked."""

    app: Flask
    config: Config
    store: Dovecot
    walked: Walk
    before: tuple[object, object]
    after: tuple[object, object]

    def visitor(self) -> Visitor:
        """Somebody who is not signed in there."""
        return Visitor(self.app, base_url=self.config.server.url)

    def anna(self) -> Visitor:
        """Anna, signed in once more."""
        return self.visitor().sign_in(ANNA)

    def kept(self) -> tuple[object, object]:
        """What store and database hold now, but for what looking may change."""
        return kept_by_store(self.store), kept_by_database(self.config.instance, but=MAY_CHANGE)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sink: Sink) -> Iterator[House]:
    """A walk takes as long as a hundred other tests, so there is one: who goes in later changes nothing."""
    with Dovecot(users={person.address: person.typed for person in CAST}) as store:
        config = settings(store, sink, tmp_path_factory.mktemp("house") / "instance")
        app = create_app(config, clock=HeldClock())
        with app.app_context():
            make_tables()
        anna = Visitor(app, base_url=config.server.url).sign_in(ANNA)
        furnish(store)
        fill_book(anna, ANNA)
        starts = (*STARTS, *sent_by(anna), searched_by(anna))
        before = kept_by_store(store), kept_by_database(config.instance, but=MAY_CHANGE)
        found = walk(anna, *starts)
        assert len(found.seen) > 20, "the walk ended too early"
        after = kept_by_store(store), kept_by_database(config.instance, but=MAY_CHANGE)
        yield House(app, config, store, found, before, after)
        close(app)


@pytest.fixture
def walked(house: House) -> Walk:
    """What Anna came to."""
    return house.walked


@pytest.fixture
def walked_at_the_desk(house: House) -> Walk:
    """What Dario reaches besides, who may open more than his own mailbox; Anna has been there before."""
    dario = house.visitor().sign_in(DARIO)
    code = dario.open("/session/broken").page.select_one("code")
    assert code is not None
    dario.open("/mailbox/")
    return walk(dario, *AT_THE_DESK, f"/helpdesk/code/{code.get_text().replace('-', '')}")


def sent_by(person: Visitor) -> list[str]:
    """Where a message of this person's is on its way, and where it is not known whether one was sent."""
    paths = []
    with person.app.app_context():
        account = find_by_address(ANNA.address)
        assert account is not None
        parts = person.app.extensions["dienstpost"]
        for number, last in enumerate(("submitting", "unclear")):
            name = f"<{number}@schule.example>"
            ledger = Submissions(account.id, clock=parts.clock)
            ledger.claim(name, page="x" * 22)
            ledger.advance(name, to="submitting", seconds=600)
            if last == "unclear":
                ledger.advance(name, to=last)
            text = json.dumps([name, "new", None], separators=(",", ":"))
            paths.append(f"/compose/{parts.seal('draft', text, account.id)}/state")
    return paths


def searched_by(person: Visitor) -> str:
    """Where a search of this person's begins."""
    return f"/mailbox/search/{sealed(person.app, SearchState('schlüssel').told(), purpose='search')}"


def is_public(app: Flask, endpoint: str) -> bool:
    return bool(getattr(app.view_functions[endpoint], "public", False))


def unguarded(app: Flask) -> set[str]:
    """Views that strangers may open."""
    return {name for name in app.view_functions if name != "static" and is_public(app, name)}


def deeds(app: Flask) -> set[str]:
    """Views that something other than looking can be done with."""
    return {rule.endpoint for rule in app.url_map.iter_rules() if rule.methods and "POST" in rule.methods}


def post(visitor: Visitor, url: str, **data: str) -> Any:
    headers = {"User-Agent": BROWSER, "Sec-Fetch-Site": "same-origin", "Origin": visitor.base_url.rstrip("/")}
    return visitor.client.post(url, base_url=visitor.base_url, data=data, headers=headers)


def test_the_public_views_are_those_we_decided_on(app: Flask) -> None:
    assert unguarded(app) == PUBLIC


def test_the_walks_come_to_every_view(house: House, walked_at_the_desk: Walk) -> None:
    reached = house.walked.endpoints | walked_at_the_desk.endpoints
    assert set(house.app.view_functions) - {"static"} - reached - AFTER_A_DEED == {"session.broken"}


def test_the_page_that_heals_changes_nothing_but_what_is_noted(anna: Visitor, config: Any) -> None:
    before = kept_by_database(config.instance, but=MAY_CHANGE)
    anna.open(BROKEN).sees("Authentifizierungsfehler")
    assert kept_by_database(config.instance, but=MAY_CHANGE) == before
    anna.open("/mailbox/").sees("Posteingang")


def test_nothing_that_was_reached_is_broken(walked: Walk) -> None:
    assert [
        (seen.url, seen.response.status)
        for seen in walked.seen
        if seen.response.status_code >= 400 and (seen.endpoint, seen.response.status_code) not in REFUSED
    ] == []
    well = {seen.endpoint for seen in walked.seen if seen.response.status_code == 200}
    assert {endpoint for endpoint, _ in REFUSED} <= well


def test_a_stranger_gets_no_page_behind_the_guard(house: House) -> None:
    stranger = house.visitor()
    let_in = [
        (seen.endpoint, ask(stranger, seen.url).status)
        for seen in house.walked.seen
        if seen.endpoint != "static"
        and not is_public(house.app, seen.endpoint)
        and ask(stranger, seen.url).status_code not in (303, 401)
    ]
    assert let_in == []


def test_a_stranger_can_do_nothing(house: House) -> None:
    before, stranger = house.kept(), house.visitor()
    done = [
        endpoint
        for url, endpoint in house.walked.posts.items()
        if not is_public(house.app, endpoint) and post(stranger, url).status_code != 401
    ]
    assert done == []
    assert house.kept()[0] == before[0]


def test_a_deed_without_a_token_is_refused(house: House) -> None:
    anna = house.anna()
    before = house.kept()
    done = [
        endpoint
        for url, endpoint in house.walked.posts.items()
        if endpoint not in TOKENLESS and post(anna, url).status_code != 400
    ]
    assert done == []
    assert house.kept() == before
    assert anna.open("/mailbox/").status == 200


def test_a_deed_is_never_a_link(app: Flask) -> None:
    looking = {rule.endpoint for rule in app.url_map.iter_rules() if rule.methods and "GET" in rule.methods}
    assert looking & deeds(app) == set()


def test_no_get_changes_anything(house: House) -> None:
    assert house.after[1] == house.before[1]
    assert house.after[0] == house.before[0]


def test_every_page_as_it_arrives_keeps_the_rules_of_templates(walked: Walk) -> None:
    wrong = []
    for seen in walked.seen:
        if seen.is_page and seen.response.status_code < 300:
            text = seen.response.text
            wrong += [(seen.endpoint, each) for check in (without_token, inline) for each in check(text)]
            wrong += [(seen.endpoint, each) for each in beside_nothing(text)]
    assert wrong == []


def test_every_page_has_one_main_heading_and_no_name_twice(walked: Walk) -> None:
    wrong = []
    for seen in walked.seen:
        if not seen.is_page or seen.response.status_code >= 300:
            continue
        names = seen.tags.ids
        if len([*seen.tags.named("h1")]) != 1 or len(names) != len(set(names)):
            wrong.append((seen.endpoint, sorted({name for name in names if names.count(name) > 1})))
    assert wrong == []


def test_every_region_stands_alone(house: House) -> None:
    anna = house.anna()
    names = {target[1:].partition("--")[0] for target in targets()}
    alone: set[str] = set()
    for seen in house.walked.seen:
        if not seen.is_page or seen.response.status_code >= 300:
            continue
        # Of regions that stand on a page several times the first one.
        there = {each.partition("--")[0]: each for each in reversed(seen.tags.ids)}
        for name in names & there.keys():
            response = ask(anna, seen.url, "empty", HX_Request="true", HX_Target=there[name])
            if "HX-Retarget" not in response.headers:
                fragment = Tags(response.text)
                assert there[name] in fragment.ids, f"{seen.url}: no {name}"
                assert not [*fragment.named("html")], f"{seen.url}: a whole page for {name}"
                alone.add(f"#{name}")
    assert {target.partition("--")[0] for target in targets()} - AFTER_SIGNING_OUT <= alone


def test_a_view_without_guard_a_missing_token_and_a_get_that_writes_are_noticed() -> None:
    small = Flask("small")
    small.config["TESTING"] = True
    visitor = Visitor(small)

    def careless() -> Response:
        return Response('<form method="post" action="/"></form>', mimetype="text/html")

    careless.public = True  # type: ignore[attr-defined]
    small.add_url_rule("/", "careless", careless, methods=["GET", "POST"])
    found = walk(visitor, "/")
    assert unguarded(small) == {"careless"}
    assert deeds(small) == {"careless"}
    assert found.posts == {visitor.base_url: "careless"}
    assert post(visitor, visitor.base_url).status_code == 200
    assert list(without_token(found.seen[0].response.text)) != []
    assert list(literal_addresses(found.seen[0].response.text)) != []


def test_a_change_in_store_or_database_is_noticed(dovecot: Dovecot, anna: Visitor, config: Any) -> None:
    before = kept_by_store(dovecot), kept_by_database(config.instance)
    furnish(dovecot)
    assert kept_by_store(dovecot) != before[0]
    assert kept_by_database(config.instance)["sign_in"] != []
