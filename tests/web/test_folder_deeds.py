"""Every view that changes a folder: done, wrong method, nobody, a stranger's, store away."""

from collections.abc import Callable, Mapping

import pytest
from flask import Flask

from tests.cast import ANNA, BORIS
from tests.house.walk import kept_by_database, kept_by_store
from tests.letters import deliver, folders
from tests.servers.dovecot import Dovecot
from tests.servers.fault import Fault
from tests.visitor import Visitor
from tests.web.folder_deed import FOLDER, FOLDER_DEEDS, do_to_folder, marks, path_of
from webmail.config import Config
from webmail.mail import MessageRef

State = Callable[[], object]
Refs = Mapping[str, MessageRef]
each_deed = pytest.mark.parametrize("name", FOLDER_DEEDS)


@pytest.fixture
def refs(dovecot: Dovecot) -> Refs:
    """A folder of Anna's own and the trash, a letter in each."""
    folders(dovecot, FOLDER)
    return {name: deliver(dovecot, folder=name) for name in (FOLDER, "Trash")}


@pytest.fixture
def state(config: Config, dovecot: Dovecot, refs: Refs) -> State:
    """What store and database hold of folders."""
    return lambda: _state(config, dovecot, refs)


def _state(config: Config, store: Dovecot, refs: Refs) -> object:
    kept = kept_by_store(store)
    seen = marks(store, ANNA.address, refs[FOLDER]) if FOLDER in kept else None
    return kept, seen, kept_by_database(config.instance).get("folder_choice")


@each_deed
def test_a_deed_is_done_and_said(name: str, anna: Visitor, refs: Refs, state: State) -> None:
    before = state()
    answer = do_to_folder(anna, name, refs)
    assert answer.status_code == 303
    assert state() != before
    anna.open(answer.headers["Location"])
    assert anna.has(".notice p")


@each_deed
def test_a_deed_is_not_done_by_looking(name: str, anna: Visitor, refs: Refs, state: State) -> None:
    before = state()
    anna.open(path_of(anna, name))
    assert anna.status in (200, 405)
    assert state() == before


@each_deed
def test_nobody_can_do_it_without_being_signed_in(
    name: str, anna: Visitor, visitor: Visitor, refs: Refs, state: State
) -> None:
    before = state()
    visitor.open("/session/")
    assert do_to_folder(visitor, name, refs).status_code == 401
    assert state() == before


@pytest.mark.parametrize("name", [name for name, (folder, *_) in FOLDER_DEEDS.items() if folder])
def test_boris_cannot_do_it_to_annas_folder(
    name: str, anna: Visitor, boris: Visitor, dovecot: Dovecot, refs: Refs, state: State
) -> None:
    """Boris has a folder of the same name; Anna's address opens neither."""
    folders(dovecot, FOLDER, person=BORIS)
    before = state()
    assert do_to_folder(boris, name, refs).status_code == 404
    assert state() == before


@each_deed
def test_with_the_store_away_nothing_is_done_and_it_says_so(
    name: str, app_before_fault: Flask, fault: Fault, refs: Refs, state: State
) -> None:
    anna = Visitor(app_before_fault).sign_in(ANNA)
    before = state()
    fault.refuse()
    assert do_to_folder(anna, name, refs).status_code == 503
    assert state() == before
