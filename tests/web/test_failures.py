"""The store fails in every way: a clear page in time, nothing lost, and well again without a restart."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from time import monotonic

import pytest
from flask import Flask

from tests.cast import ANNA
from tests.conftest import MakeApp
from tests.house.walk import kept_by_store
from tests.letters import deliver
from tests.servers.dovecot import Dovecot
from tests.servers.fault import Fault
from tests.servers.recorder import SELECTED, Recorder
from tests.visitor import Visitor, both_ways
from tests.web.deed import do, list_path, message_path, post, sealed
from webmail.config import Config
from webmail.mail import Hits, Mark, MessageRef, Scope, StoreUnavailable
from webmail.web.search_state import SearchState

# Five seconds of waiting for the store, and what the page itself takes on a busy machine.
PATIENCE = 7.0
WAYS: dict[str, Callable[[Fault], None]] = {
    "refuses": lambda fault: fault.refuse(),
    "stalls": lambda fault: fault.stall(),
    "drips": lambda fault: fault.drip(0.05),
    "is cut in a literal": lambda fault: fault.cut_at(b"Guten Tag"),
    "is cut in the list": lambda fault: fault.cut_at(b"INTERNALDATE"),
    "is cut at once": lambda fault: fault.cut_after(1),
    "talks rubbish": lambda fault: fault.garble(),
}
each_way = pytest.mark.parametrize("way", WAYS)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    began = monotonic()
    yield
    assert monotonic() - began < seconds


@pytest.fixture
def hasty(make_app: MakeApp, config: Config, fault: Fault) -> Flask:
    """The application with the faulty proxy before the store, and less than half of the patience."""
    store = replace(
        config.store,
        host=fault.host,
        port=fault.port,
        connect_seconds=1.0,
        read_seconds=1.0,
        request_seconds=1.5,
    )
    return make_app(store=store)


@each_way
@both_ways
def test_a_clear_page_comes_in_time_and_afterwards_all_is_well(
    hasty: Flask, fault: Fault, dovecot: Dovecot, mode: str, way: str
) -> None:
    ref = deliver(dovecot)
    anna = Visitor(hasty, mode=mode).sign_in(ANNA)
    before = kept_by_store(dovecot)
    WAYS[way](fault)
    with within(4.0):
        anna.open(message_path(hasty, ref))
    assert anna.status == 503
    anna.sees("Das Postfach antwortet gerade nicht", "Ihre Nachrichten sind sicher", "Noch einmal versuchen")
    assert kept_by_store(dovecot) == before
    fault.let_pass()
    anna.follow("Noch einmal versuchen").sees("Guten Tag.")


@both_ways
@pytest.mark.parametrize("way", ["refuses", "is cut at once", "talks rubbish"])
def test_the_list_is_well_again_by_itself(
    hasty: Flask, fault: Fault, dovecot: Dovecot, mode: str, way: str
) -> None:
    deliver(dovecot)
    anna = Visitor(hasty, mode=mode).sign_in(ANNA)
    WAYS[way](fault)
    assert anna.reload().status == 503
    fault.let_pass()
    anna.open("/mailbox/").sees("Elternabend")
    assert anna.status == 200


def test_with_the_settings_of_production_no_page_takes_longer_than_five_seconds(
    app_before_fault: Flask, fault: Fault, dovecot: Dovecot
) -> None:
    deliver(dovecot)
    anna = Visitor(app_before_fault).sign_in(ANNA)
    fault.stall()
    with within(PATIENCE):
        assert anna.reload().status == 503


def test_a_dripping_store_does_not_make_a_page_of_many_questions_wait_for_each(
    app_before_fault: Flask, fault: Fault, dovecot: Dovecot
) -> None:
    """A page asks for list and folders: five seconds are for both together."""
    for _letter in range(3):
        deliver(dovecot)
    anna = Visitor(app_before_fault).sign_in(ANNA)
    fault.drip(0.008)
    with within(PATIENCE):
        anna.reload()


def test_a_line_that_died_in_the_night_is_not_noticed(hasty: Flask, fault: Fault, dovecot: Dovecot) -> None:
    deliver(dovecot)
    anna = Visitor(hasty).sign_in(ANNA)
    fault.drop()
    anna.reload().sees("Elternabend")


def test_a_restarted_store_needs_no_restart_of_ours(hasty: Flask, fault: Fault, dovecot: Dovecot) -> None:
    deliver(dovecot)
    anna = Visitor(hasty).sign_in(ANNA)
    dovecot.stop()
    fault.drop()
    assert anna.reload().status == 503
    dovecot.start()
    anna.reload().sees("Elternabend")


def test_a_download_cut_in_its_middle_is_never_ended_as_if_whole(
    hasty: Flask, fault: Fault, dovecot: Dovecot
) -> None:
    ref = deliver(dovecot, files={"gross.bin": ("application/octet-stream", b"\x00" * 4_000_000)})
    anna = Visitor(hasty).sign_in(ANNA)
    path = message_path(hasty, ref) + "/part/2"
    answer = anna.client.get(path, base_url=anna.base_url, buffered=False)
    next(answer.response)  # type: ignore[call-overload]
    fault.refuse()
    with pytest.raises(StoreUnavailable):
        list(answer.response)
    answer.close()


@pytest.mark.parametrize("more", ["/part/2", "/source", "/body"])
def test_a_download_that_cannot_begin_is_a_page_that_says_so(
    hasty: Flask, fault: Fault, dovecot: Dovecot, more: str
) -> None:
    ref = deliver(dovecot, files={"x.txt": ("text/plain", b"x")})
    anna = Visitor(hasty).sign_in(ANNA)
    fault.refuse()
    anna.open(message_path(hasty, ref) + more).sees("Das Postfach antwortet gerade nicht")
    assert anna.status == 503


def test_signing_in_while_the_store_is_away_says_so_and_counts_as_no_mistake(
    hasty: Flask, fault: Fault
) -> None:
    visitor = Visitor(hasty)
    fault.refuse()
    for _try in range(7):
        assert visitor.sign_in(ANNA).status == 503
    fault.let_pass()
    visitor.sign_in(ANNA).sees("Posteingang")


def test_after_a_deed_nothing_more_is_asked_that_could_turn_it_into_a_failure(
    app_before_fault: Flask, fault: Fault, dovecot: Dovecot
) -> None:
    ref = deliver(dovecot)
    anna = Visitor(app_before_fault).sign_in(ANNA)
    fault.forget()
    assert post(anna, message_path(anna.app, ref) + "/delete").status_code == 303
    assert b"MOVE" in fault.commands[-1]


def test_signing_out_works_while_the_store_is_away(hasty: Flask, fault: Fault) -> None:
    anna = Visitor(hasty).sign_in(ANNA)
    fault.stall()
    with within(2.0):
        anna.press("Abmelden").sees("Sie sind abgemeldet")


def test_a_password_changed_elsewhere_leads_to_the_page_that_heals(
    hasty: Flask, fault: Fault, dovecot: Dovecot
) -> None:
    anna = Visitor(hasty).sign_in(ANNA)
    with dovecot.retyped(ANNA.address, "Quittenbaum-70-Anna"):
        fault.drop()
        anna.reload().sees("Authentifizierungsfehler", "Alles abmelden und neu beginnen")
        assert anna.status == 503
        anna.press("Alles abmelden und neu beginnen").sees("Sie sind abgemeldet")
        anna.sign_in(ANNA, typed="Quittenbaum-70-Anna").sees("Posteingang")


def test_a_sign_in_ended_while_a_page_is_on_its_way_is_said_to_be_ended(hasty: Flask) -> None:
    anna = Visitor(hasty).sign_in(ANNA)
    hasty.extensions["dienstpost"].pool.close(1)
    anna.reload().sees("Sie sind abgemeldet").misses("Authentifizierungsfehler")
    assert anna.status == 401


@pytest.mark.parametrize(
    "nonsense",
    [
        b"* BYE going down\r\n@TAG@ OK bye\r\n",
        b"* 1 FETCH (UID 1 FLAGS () BODY[] {99999999999}\r\n",
        b"ZZ99 OK not yours\r\n@TAG@ OK done\r\n",
        b"@TAG@ NO [SERVERBUG] internal error\r\n",
        b"@TAG@ BAD what\r\n",
    ],
)
def test_whatever_the_store_answers_is_never_an_error_of_ours(
    make_app: MakeApp, config: Config, nonsense: bytes
) -> None:
    with Recorder() as recorder:
        store = replace(
            config.store,
            host=recorder.host,
            port=recorder.port,
            connect_seconds=0.4,
            read_seconds=0.4,
            request_seconds=1.0,
        )
        anna = Visitor(make_app(store=store)).sign_in(ANNA)
        recorder.answers["EXAMINE"] = SELECTED + nonsense
        anna.reload()
        assert anna.status in (404, 502, 503)
        recorder.answers["EXAMINE"] = SELECTED + b"@TAG@ OK [READ-ONLY] selected\r\n"
        assert anna.open("/mailbox/").status == 200


# -- no field becomes a command --------------------------------------------------------------

INJECTED = ["a\r\nX1 DELETE INBOX", "a\nX1 EXPUNGE", "a\rX1 EXPUNGE", "a\x00b", '"\r\nX1 DELETE INBOX\r\n"']


def searched(anna: Visitor, state: SearchState) -> int:
    path = f"/mailbox/search/{sealed(anna.app, state.told(), purpose='search')}"
    return anna.open(path).status


FIELDS: dict[str, Callable[[Visitor, str], int]] = {
    "search words": lambda anna, bad: post(anna, "/mailbox/search", {"words": bad}).status_code,
    "search scope": lambda anna, bad: (
        post(anna, "/mailbox/search", {"words": "wort", "scope": f"all{bad}"}).status_code
    ),
    "search folder": lambda anna, bad: (
        post(
            anna, "/mailbox/search", {"words": "wort", "scope": "folder", "folder": sealed(anna.app, bad)}
        ).status_code
    ),
    "sealed search words": lambda anna, bad: searched(anna, SearchState(bad)),
    "sealed search folder": lambda anna, bad: searched(anna, SearchState("wort", Scope(f"INBOX{bad}"))),
    "sealed search mark": lambda anna, bad: searched(
        anna, SearchState("wort", mark=Mark(folder=f"INBOX{bad}", uidvalidity=7, below=2))
    ),
    "sealed search hits": lambda anna, bad: searched(
        anna, SearchState("wort", hits=(Hits(f"INBOX{bad}", 7, (1,)),), looks=False)
    ),
    "sealed folder": lambda anna, bad: anna.open(list_path(anna.app, bad)).status,
    "target folder": lambda anna, bad: (
        post(
            anna,
            f"{message_path(anna.app, MessageRef('INBOX', 7, 1))}/move",
            {"to": sealed(anna.app, bad)},
        ).status_code
    ),
    "uid": lambda anna, bad: (
        post(anna, f"{list_path(anna.app)}/archive", {"uidvalidity": "7", "uid": f"1{bad}"}).status_code
    ),
    "uidvalidity": lambda anna, bad: (
        post(anna, f"{list_path(anna.app)}/archive", {"uidvalidity": f"7{bad}", "uid": "1"}).status_code
    ),
    "flag": lambda anna, bad: (
        post(
            anna,
            f"{list_path(anna.app)}/flag",
            {"uidvalidity": "7", "uid": "1", "flag": f"seen{bad}"},
        ).status_code
    ),
    "star": lambda anna, bad: (
        post(anna, f"{list_path(anna.app)}/flag", {"uidvalidity": "7", "star": f"1{bad}"}).status_code
    ),
    "back": lambda anna, bad: (
        post(
            anna,
            f"{list_path(anna.app)}/flag",
            {"uidvalidity": "7", "uid": "1", "flag": "seen", "back": f"/mailbox/{bad}"},
        ).status_code
    ),
    "language": lambda anna, bad: post(anna, "/session/language", {"language": f"de{bad}"}).status_code,
    "step": lambda anna, bad: post(anna, "/mailbox/undo", {"step": bad}).status_code,
    "page": lambda anna, bad: anna.open("/mailbox/?page=1%0d%0aX1%20DELETE%20INBOX").status,
}


@pytest.fixture(scope="module")
def recorder() -> Iterator[Recorder]:
    with Recorder() as running:
        yield running


@pytest.fixture
def recorded(make_app: MakeApp, config: Config, recorder: Recorder) -> Visitor:
    """Anna at a store that writes down every command."""
    store = replace(config.store, host=recorder.host, port=recorder.port)
    return Visitor(make_app(store=store)).sign_in(ANNA)


@pytest.mark.parametrize("field", FIELDS)
def test_no_field_of_any_form_becomes_a_second_command(
    recorded: Visitor, recorder: Recorder, field: str
) -> None:
    for bad in INJECTED:
        status = FIELDS[field](recorded, bad)
        assert status < 500, f"{bad!r}: {status}"
    assert not any(line.startswith(b"X1") for line in recorder.lines)
    assert not {"DELETE", "EXPUNGE"} & set(recorder.verbs)


@pytest.mark.parametrize("bad", INJECTED)
def test_neither_address_nor_password_becomes_a_second_command(
    make_app: MakeApp, config: Config, recorder: Recorder, bad: str
) -> None:
    store = replace(config.store, host=recorder.host, port=recorder.port)
    visitor = Visitor(make_app(store=store))
    for address, typed in ((f"anna{bad}@schule.example", "x"), (ANNA.address, f"x{bad}")):
        visitor.open("/session/")
        answer = post(visitor, "/session/sign-in", {"address": address, "typed": typed})
        assert 400 <= answer.status_code < 500
    assert not any(line.startswith(b"X1") for line in recorder.lines)


def test_a_clean_refusal_leaves_the_mailbox_as_it_was(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot)
    for bad in INJECTED:
        anna.open(list_path(anna.app, f"INBOX{bad}"))
        assert 400 <= anna.status < 500
        anna.open("/mailbox/")
    assert do(anna, "message.archive", ref).status_code == 303
