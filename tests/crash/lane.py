"""Lane: one person with an application, and with ways to the servers which can fail."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.cast import Person
from tests.crash.aftermath import Aftermath
from tests.crash.application import PRODUCT, Application, Nursery
from tests.crash.evidence import DRAFTS, OUTBOX, SENT, Evidence, Piece, findings, ledger, piece, stored
from tests.crash.notebook import Notebook
from tests.crash.plan import Deed, Mishap, Plan
from tests.crash.tripwire import Trip, Tripwire
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink

CONFIG = """
[service]
domains = ["schule.example"]
[server]
url = "http://127.0.0.1:{port}/"
[store]
port = {store}
connect_seconds = 0.5
read_seconds = 0.7
request_seconds = 1.5
[submission]
port = {submission}
connect_seconds = 1.0
data_seconds = 1.2
hold_seconds = {hold}
"""
# Longer than any lease.
LEASE = 300.0
# And a hand-over that fails as late as it can.
HELD_MARGIN = 2.0


@dataclass(slots=True, repr=False)
class Outcome:
    """What a run came to; findings should be empty."""

    plan: Plan
    findings: list[str]
    fired: bool
    notebook: Notebook
    evidence: Evidence = field(default_factory=Evidence)
    log: str = field(default="", repr=False)

    def __repr__(self) -> str:
        said = [f"run {self.plan.seed}: {'; '.join(self.findings)}", f"  {self.plan}"]
        said += [f"  {line}" for line in self.notebook.diary]
        said.append(f"  drafts {len(self.evidence.drafts)}, sent {len(self.evidence.sent)}, ")
        said[-1] += f"received {len(self.evidence.received)}, ledger {sorted(self.evidence.row_states)}"
        said += [f"  | {line}" for line in self.log.splitlines()[-40:] if " route=static" not in line]
        return "\n".join(said)


class Lane:
    """The world of one run; servers are shared, the application and the ways to them are its own."""

    def __init__(
        self,
        person: Person,
        *,
        application: Application,
        store: Dovecot,
        sink: Sink,
        store_way: Tripwire,
        submission_way: Tripwire,
        hold: int = 0,
    ) -> None:
        self.hold = hold
        self.person = person
        self.application = application
        self.ways = {"store": store_way, "submission": submission_way}
        self._store = store
        self._sink = sink
        self._fired: list[threading.Event] = []
        self._timers: list[threading.Timer] = []
        self._arming = threading.Lock()

    def arm(
        self,
        mishap: Mishap,
        notebook: Notebook,
        *,
        kill_browser: Callable[[], None] = lambda: None,
        when: Callable[[], None] = lambda: None,
    ) -> None:
        """Lets the mishap happen at its moment; when is told of it."""
        way, moment = self.ways[mishap.server], mishap.moment

        def happen() -> None:
            notebook.note(f"mishap: {mishap.deed.value} ({mishap.server})")
            when()
            self._deed(mishap, kill_browser)()

        if not moment.mark and not moment.octets:
            happen()
            self._fired.append(threading.Event())
            self._fired[-1].set()
            return
        # A stalled line must stay open to be stalled.
        passes = moment.passes or mishap.deed is Deed.STALL
        trip = Trip(
            moment.side,
            happen,
            mark=moment.mark,
            octets=moment.octets,
            nth=moment.nth,
            after=moment.after,
            passes=passes,
        )
        self._fired.append(way.trip(trip))

    def _deed(self, mishap: Mishap, kill_browser: Callable[[], None]) -> Callable[[], None]:
        way = self.ways[mishap.server]
        deeds: dict[Deed, Callable[[], None]] = {
            Deed.KILL: self.application.kill,
            Deed.KILL_SOON: lambda: self._later(mishap.seconds, self.application.kill),
            Deed.KILL_BROWSER: kill_browser,
            Deed.CUT: way.drop,
            Deed.REFUSE: way.refuse,
            Deed.STALL: way.stall,
        }
        return deeds[mishap.deed]

    def calm(self) -> None:
        """Everything passes again, and nothing more is going to happen."""
        for way in self.ways.values():
            way.disarm()
            way.let_pass()

    def begin(self) -> None:
        """Nothing is broken, nothing is armed."""
        self.calm()
        self._fired.clear()
        self.application.revive()

    def end(self, plan: Plan, notebook: Notebook) -> Outcome:
        """Lets the dust settle, looks as the person would, and then at the servers."""
        self.calm()
        with self._arming:
            timers = list(self._timers)
        for timer in timers:
            timer.join()
        self._timers.clear()
        self.application.revive()
        held = self.is_held if self.hold else lambda: False
        aftermath = Aftermath(self.application, self.person, notebook, finishes=plan.finishes, held=held)
        aftermath.settle(self._quiet, pass_time=lambda: self.application.pass_time(LEASE))
        evidence = self.evidence(plan.subject)
        evidence.shown_unclear = aftermath.shown_unclear
        fired = any(each.is_set() for each in self._fired)
        return Outcome(plan, findings(notebook, evidence), fired, notebook, evidence)

    def evidence(self, subject: str) -> Evidence:
        """What the servers have of this run."""
        received = [piece(each.content) for each in self._sink.received if each.login == self.person.address]
        return Evidence(
            drafts=self.drafts(subject),
            sent=stored(self._store, self.person.address, SENT, subject),
            received=[each for each in received if each.subject == subject],
            rows=ledger(self.application.database, now=self.application.now),
        )

    def drafts(self, subject: str) -> list[Piece]:
        """The drafts of this run now."""
        folders = (DRAFTS, OUTBOX) if self.hold else (DRAFTS,)
        return [each for name in folders for each in stored(self._store, self.person.address, name, subject)]

    def is_held(self) -> bool:
        """Whether something waits, or is on its way."""
        states = ledger(self.application.database, now=self.application.now).values()
        return bool({"waiting", "held", "submitting"} & set(states))

    def wait_while_held(self) -> None:
        """Until what waits has gone, or has had the time for it: somebody may have died over it."""
        end = time.monotonic() + self.hold + HELD_MARGIN
        while self.is_held() and time.monotonic() < end:
            time.sleep(0.02)

    def _quiet(self) -> bool:
        return self.ways["submission"].open_lines == 0

    def _later(self, seconds: float, deed: Callable[[], None]) -> None:
        timer = threading.Timer(seconds, deed)
        with self._arming:
            self._timers.append(timer)
            timer.start()


@contextmanager
def lane(
    person: Person,
    folder: Path,
    *,
    nursery: Nursery,
    store: Dovecot,
    sink: Sink,
    builds: str = PRODUCT,
    hold: int = 0,
) -> Iterator[Lane]:
    """A lane for this person, with an instance folder of its own."""
    instance = folder / "instance"
    instance.mkdir(mode=0o700, parents=True)
    with Tripwire((store.host, store.port)) as store_way, Tripwire((sink.host, sink.port)) as submission_way:
        application = Application(nursery, instance, builds=builds)
        ports = {"store": store_way.port, "submission": submission_way.port}
        config = CONFIG.format(port=application.port, **ports, hold=hold)
        (instance / "config.toml").write_text(config)
        application.revive()
        try:
            yield Lane(
                person,
                application=application,
                store=store,
                sink=sink,
                store_way=store_way,
                submission_way=submission_way,
                hold=hold,
            )
        finally:
            application.kill()
