"""Plan: one run, drawn from a seed: what somebody writes, what goes wrong, and when."""

from dataclasses import dataclass, replace
from enum import Enum
from random import Random

from tests.crash.tripwire import Side

# What a mail may hold: a lone dot ends a message for SMTP, "From " begins one for mbox, and the rest is text.
WORDS = (
    *("Guten", "Tag", "wir", "treffen", "uns", "am", "Montag", "um", "neun", "im", "Lehrerzimmer"),
    "Größe",
    "日本",
    "🎒",
    "\n.\n",
    "\nFrom",
)
SIZES = (10, 3_000, 200_000)


class Act(Enum):
    """What somebody does next."""

    TYPE = "type"
    SAVE = "save"
    ATTACH = "attach"
    SEND = "send"


class Habit(Enum):
    """How somebody sends."""

    ONCE = "once"
    DOUBLE_CLICK = "double click"
    AGAIN = "again after the answer"
    TWO_TABS = "from two tabs"
    OTHER_TAB = "from one tab, while another one goes on writing"
    LEAVES = "not at all: the tab is closed"


class Deed(Enum):
    """What goes wrong."""

    KILL = "kill the application"
    KILL_SOON = "kill the application after a moment"
    KILL_BROWSER = "kill the browser"
    CUT = "cut the line"
    REFUSE = "refuse lines"
    STALL = "stall"


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in what a server and the application say to each other."""

    side: Side
    mark: bytes = b""
    octets: int = 0
    nth: int = 1
    after: bytes = b""
    passes: bool = True


@dataclass(frozen=True, slots=True)
class Mishap:
    """What goes wrong before which server: from which step to which, at which moment of the first."""

    deed: Deed
    server: str
    step: int
    until: int
    moment: Moment
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Step:
    """One act, and how much of it."""

    act: Act
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """One run. script: the page works with htmx. patience: how often somebody tries again after a failure.

    takes_back: whether somebody thinks better of it once it was sent, where it waits for that.
    """

    seed: str
    kind: str
    script: bool
    steps: tuple[Step, ...]
    habit: Habit
    mishaps: tuple[Mishap, ...]
    patience: int
    finishes: bool
    takes_back: bool = False

    @property
    def subject(self) -> str:
        """Finds this run's messages again, in folders that hold those of all runs."""
        return f"Lauf {self.seed}."


STORE_MOMENTS = (
    *(Moment(Side.UP, mark) for mark in (b" APPEND ", b"UID SEARCH", b"UID STORE", b"EXPUNGE", b"MOVE ")),
    *(Moment(Side.UP, mark) for mark in (b"UID FETCH", b" SELECT ", b"X-Dienstpost-Draft")),
    *(Moment(Side.DOWN, mark) for mark in (b"APPENDUID", b"COPYUID", b"* SEARCH", b" EXPUNGE", b" OK ")),
)
SUBMISSION_MOMENTS = (
    *(Moment(Side.UP, mark) for mark in (b"EHLO", b"AUTH", b"MAIL FROM", b"RCPT TO", b"DATA\r\n")),
    *(Moment(Side.UP, mark) for mark in (b"Subject:", b"\r\n.\r\n", b"\r\n.\r\n", b"\r\n.\r\n", b"QUIT")),
    *(Moment(Side.DOWN, mark) for mark in (b"220", b"354", b"250 ")),
    *(Moment(Side.DOWN, b"250 ", after=b"\r\n.\r\n") for _ in range(3)),
    # A part of the last answer: "2" and "25" mean nothing.
    *(Moment(Side.DOWN, octets=octets, after=b"\r\n.\r\n", passes=False) for octets in (1, 2, 3, 5)),
)


def plan_for(seed: str) -> Plan:
    """The plan that belongs to a seed."""
    random = Random(seed)
    habit = random.choices(list(Habit), weights=(4, 3, 3, 3, 2, 1))[0]
    steps = _steps(random, habit)
    first = _mishap(random, steps)
    more = (_mishap(random, steps),) if random.random() < 0.2 else ()
    return Plan(
        seed=seed,
        kind=random.choices(("new", "reply", "forward"), weights=(6, 2, 2))[0],
        script=random.random() < 0.6,
        steps=steps,
        habit=habit,
        mishaps=(first, *more),
        patience=random.choice((0, 1, 3)),
        finishes=random.random() < 0.5,
    )


def held_plan_for(seed: str) -> Plan:
    """The same where what is sent waits for a second: things go wrong in that second too, or behind it."""
    plan, random = plan_for(seed), Random(f"{seed} held")
    later = tuple(replace(each, seconds=each.seconds * 5) for each in plan.mishaps)
    return replace(plan, mishaps=later, takes_back=random.random() < 0.3)


def _steps(random: Random, habit: Habit) -> tuple[Step, ...]:
    steps = []
    for _ in range(random.randint(1, 3)):
        steps += [Step(Act.TYPE, random.randint(2, 9)), Step(Act.SAVE)]
    if random.random() < 0.4:
        steps.insert(random.randrange(len(steps)), Step(Act.ATTACH, random.choice(SIZES)))
    if random.random() < 0.6:
        steps.append(Step(Act.TYPE, random.randint(1, 5)))
    return (*steps, Step(Act.SAVE)) if habit is Habit.LEAVES else (*steps, Step(Act.SEND))


def _mishap(random: Random, steps: tuple[Step, ...]) -> Mishap:
    asking = [place for place, step in enumerate(steps) if step.act is not Act.TYPE]
    place = asking[-1] if random.random() < 0.7 else random.choice(asking)
    sends = steps[place].act is Act.SEND
    server = "submission" if sends and random.random() < 0.6 else "store"
    deed = random.choices(
        (Deed.KILL, Deed.KILL_SOON, Deed.CUT, Deed.REFUSE, Deed.STALL), weights=(5, 2, 4, 1, 2)
    )[0]
    return Mishap(
        deed=deed,
        server=server,
        step=place,
        until=random.randint(place, place + 1),
        moment=_moment(random, server),
        seconds=random.uniform(0, 0.35),
    )


def _moment(random: Random, server: str) -> Moment:
    if random.random() < 0.25:
        octets = random.randint(1, 3_000) if random.random() < 0.7 else random.randint(1, 300_000)
        return Moment(random.choice(list(Side)), octets=octets, passes=random.random() < 0.5)
    drawn = random.choice(SUBMISSION_MOMENTS if server == "submission" else STORE_MOMENTS)
    nth = random.choice((1, 1, 1, 2, 3)) if server == "store" else 1
    passes = drawn.passes and random.random() < 0.6
    return Moment(drawn.side, drawn.mark, drawn.octets, nth, drawn.after, passes)
