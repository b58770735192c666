"""Applications that may be killed, and the ways to their servers."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.cast import ANNA, CAST, SERVICE, Person
from tests.crash.application import PRODUCT, Nursery
from tests.crash.handmade import SENDS, OutcomeOf
from tests.crash.lane import Lane, Outcome, lane
from tests.crash.plan import Habit, Mishap, Plan, Step
from tests.crash.run import Run
from tests.letters import deliver
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink

LaneFor = Callable[..., Lane]


@pytest.fixture(scope="package")
def nursery() -> Iterator[Nursery]:
    """Where applications are born."""
    with Nursery() as running:
        yield running


@pytest.fixture(scope="package")
def crash_store() -> Iterator[Dovecot]:
    """A store whose mailboxes stay: each run knows its own messages by their subject."""
    users = {person.address: person.typed for person in CAST}
    with Dovecot(users=users, masters=dict([SERVICE])) as running:
        for person in CAST:
            deliver(running, person=person, files={"Plan.bin": ("application/octet-stream", b"Plan" * 500)})
        yield running


@pytest.fixture(scope="package")
def crash_sink() -> Iterator[Sink]:
    """A submission server that takes everything, once it gets it."""
    users = {person.address: person.typed for person in CAST}
    with Sink(users=users, masters=dict([SERVICE])) as running:
        yield running


@pytest.fixture(scope="package")
def lane_for(
    nursery: Nursery, crash_store: Dovecot, crash_sink: Sink, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LaneFor]:
    """Opens a lane for somebody: lane_for(ANNA), lane_for(ANNA, builds="…")."""
    with ExitStack() as open_lanes:

        def opened(person: Person, builds: str = PRODUCT, hold: int = 0) -> Lane:
            folder: Path = tmp_path_factory.mktemp("lane")
            servers = {"nursery": nursery, "store": crash_store, "sink": crash_sink}
            made = lane(person, folder, **servers, builds=builds, hold=hold)
            return open_lanes.enter_context(made)

        yield opened


@pytest.fixture
def outcome_of(lane_for: LaneFor, request: pytest.FixtureRequest) -> OutcomeOf:
    """Takes one run through some application: outcome_of("module:builder", …)."""

    def outcome(
        builds: str,
        *mishaps: Mishap,
        steps: tuple[Step, ...] = SENDS,
        habit: Habit = Habit.ONCE,
        hold: int = 0,
    ) -> Outcome:
        plan = Plan(
            seed=request.node.name,
            kind="new",
            script=False,
            steps=steps,
            habit=habit,
            mishaps=mishaps,
            patience=1,
            finishes=False,
        )
        return Run(lane_for(ANNA, builds=builds, hold=hold), plan).go()

    return outcome
