"""A run in a real browser: somebody types, the page saves by itself, and something dies."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from random import Random

from playwright.sync_api import Error, Page, expect

from tests.crash.chromium import Chromium
from tests.crash.lane import Lane, Outcome
from tests.crash.notebook import Notebook, Posted, Said
from tests.crash.plan import SUBMISSION_MOMENTS, Deed, Habit, Mishap, Moment, Plan
from tests.crash.tripwire import Side
from tests.crash.wire import Wire
from tests.crash.writer import Writer
from tests.servers import ground

WORDS = ("Besprechung", "Lehrerzimmer", "Donnerstag", "Unterlagen", "pünktlich", "Größe", "Klassenfahrt")
# Between two letters: about how fast a person types, and what makes a run last longer than five seconds.
PACE_MS = 45
LOSS_SECONDS = 5.0


class Ending(Enum):
    """How the page ends."""

    SENDS = "sends"
    DOUBLE_CLICKS = "double-clicks on Send"
    LEAVES = "goes elsewhere"


@dataclass(frozen=True, slots=True)
class BrowserPlan:
    """One run in a browser; the mishap is armed at one word and over at another."""

    seed: str
    words: tuple[str, ...]
    mishap: Mishap
    ending: Ending
    attaches: int | None

    @property
    def subject(self) -> str:
        """Finds this run's messages again."""
        return f"Lauf {self.seed}."


def browser_plan_for(seed: str) -> BrowserPlan:
    """The plan that belongs to a seed."""
    random = Random(seed)
    words = tuple(f"{random.choice(WORDS)}{random.randrange(100)}" for _ in range(random.randint(10, 14)))
    ending = random.choice(list(Ending))
    sends = ending is not Ending.LEAVES
    at = len(words) if sends and random.random() < 0.4 else random.randint(4, len(words) - 2)
    return BrowserPlan(
        seed=seed,
        words=words,
        mishap=_mishap(random, at, sending=at == len(words)),
        ending=ending,
        attaches=random.choice((None, None, random.randrange(4))),
    )


def _mishap(random: Random, at: int, *, sending: bool) -> Mishap:
    """While it is sent at any moment of sending; before, now or with the next save."""
    deeds = (Deed.KILL_BROWSER, Deed.KILL_BROWSER, Deed.KILL, Deed.KILL, Deed.CUT, Deed.REFUSE, Deed.STALL)
    deed = random.choice(deeds)
    server = "submission" if sending and random.random() < 0.7 else "store"
    if sending and server == "submission":
        drawn = random.choice(SUBMISSION_MOMENTS)
        passes = drawn.passes and random.random() < 0.5
        moment = Moment(drawn.side, drawn.mark, drawn.octets, 1, drawn.after, passes)
    elif random.random() < 0.6:
        moment = Moment(Side.UP, octets=random.randint(1, 1500), passes=random.random() < 0.5)
    else:
        moment = Moment(Side.UP, b" APPEND ", passes=random.random() < 0.5) if sending else Moment(Side.UP)
    return Mishap(deed, server, at, at + random.randint(3, 8), moment)


@dataclass(slots=True)
class Typed:
    """What stood on the page, and since when."""

    texts: list[tuple[float, str]] = field(default_factory=list)

    def add(self, text: str) -> None:
        self.texts.append((time.monotonic(), text))

    def before(self, moment: float) -> str:
        """What stood there at that moment."""
        return next((text for at, text in reversed(self.texts) if at <= moment), "")

    @property
    def last(self) -> str:
        return self.texts[-1][1] if self.texts else ""


# Where the words are typed, as soon as it has taken the place of the text field.
PAPER = "#editor:not([hidden])"


class BrowserRun:
    """One plan in one lane, before a real page."""

    def __init__(self, lane: Lane, plan: BrowserPlan, browser: Chromium) -> None:
        self.lane = lane
        self.browser = browser
        self.plan = plan
        self.notebook = Notebook(plan.subject)
        self.typed = Typed()
        self.fault_at: float | None = None
        self.over = False
        self.survived = False

    def go(self) -> Outcome:
        """Everything that the plan says, and the aftermath."""
        self.lane.begin()
        page = self._open()
        try:
            self._write(page)
            page.context.close()
        except Error as error:
            if not self.browser.dead:
                raise
            self.notebook.note(f"the browser is dead: {type(error).__name__}")
        self._owe()
        outcome = self.lane.end(self._as_plan(), self.notebook)
        outcome.log = self.lane.application.log
        return outcome

    def _write(self, page: Page) -> None:
        for place, word in enumerate(self.plan.words):
            self._pass(place)
            if place == self.plan.attaches:
                page.locator("input[name=files]").set_input_files(
                    {"name": "Plan.bin", "mimeType": "application/octet-stream", "buffer": b"Plan" * 2000}
                )
                page.locator(PAPER).focus()
            if place % 4 == 2:
                # So that some of it can only be told by HTML.
                page.keyboard.press("Control+b")
            page.keyboard.type(f" {word}" if place else word, delay=PACE_MS)
            self.typed.add(page.locator("textarea[name=text]").input_value())
        self._pass(len(self.plan.words))
        if self.plan.ending is Ending.LEAVES:
            self._leave(page)
        else:
            self._send(page)
        self.survived = not self.browser.dead

    def _open(self) -> Page:
        wire = Wire(self.lane.application.port)
        writer = Writer(wire, self.notebook, revive=self.lane.application.revive, script=False)
        writer.sign_in(self.lane.person)
        page = self.browser.page(wire.cookies, of=wire.origin)
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"{wire.origin}/compose/new")
        self.notebook.addresses.add(page.url.removeprefix(wire.origin).partition("?")[0])
        page.get_by_role("combobox", name="An", exact=True).fill("Boris <boris@anderswo.example>")
        page.locator("input[name=subject]").fill(self.plan.subject)
        page.locator(PAPER).click()
        return page

    def _pass(self, place: int) -> None:
        mishap = self.plan.mishap
        if place == mishap.step:
            self.notebook.note(f"armed at word {place}: {mishap.deed.value}")
            self.lane.arm(mishap, self.notebook, kill_browser=self.browser.kill, when=self._fault)
        elif place == mishap.until:
            self._over()

    def _fault(self) -> None:
        self.fault_at = self.fault_at or time.monotonic()

    def _over(self) -> None:
        self.over = True
        self.lane.calm()
        self.lane.application.revive()

    def _leave(self, page: Page) -> None:
        page.goto("about:blank")
        self.notebook.note("left the page")
        text = self.typed.last
        # The last words are on their way without the page; nobody can be asked when they have arrived.
        self._hope(lambda: any(each.text == text for each in self.lane.drafts(self.plan.subject)))

    def _hope(self, condition: Callable[[], bool]) -> None:
        try:
            ground.wait_until(condition, what="the last words", seconds=4)
        except TimeoutError:
            self.notebook.note("waited in vain")

    def _send(self, page: Page) -> None:
        for attempt in range(4):
            # Whoever is killed now may have sent it all the same.
            self.notebook.post(Posted("browser", "send", self.typed.last, Said.NOTHING))
            self._press(page)
            said = self._outcome(page)
            self.notebook.post(Posted("browser", "send", self.typed.last, said))
            if said in (Said.SENT, Said.TAKEN):
                return
            if attempt == 0:
                self._over()
            # What is wrong has passed: the page saves by itself again before it is sent once more.
            page.locator("#saved input[name=base]:not([value='0'])").wait_for(
                state="attached", timeout=15_000
            )

    def _press(self, page: Page) -> None:
        page.evaluate("document.querySelector('#notice').replaceChildren()")
        button = page.locator("button[data-deed=send]")
        if self.plan.ending is Ending.DOUBLE_CLICKS:
            button.dblclick(no_wait_after=True)
        else:
            button.click(no_wait_after=True)

    def _outcome(self, page: Page) -> Said:
        """Waits until the page says something, as a person does."""
        script = """() => !location.pathname.startsWith("/compose/") || !!document.querySelector("#state")
            || !!document.querySelector("#notice :not(:empty), [aria-invalid], .compose__remark")"""
        page.wait_for_function(script, timeout=15_000)
        if "/compose/" not in page.url:
            return Said.SENT
        if page.locator("#state").count():
            return Said.TAKEN
        expect(page.locator(PAPER)).to_be_visible()
        shown = page.locator("textarea[name=text]").input_value()
        return Said.SHOWN if shown == self.typed.last else Said.LOST

    def _owe(self) -> None:
        """Everything where page and trouble came to their ends; else what stood there five seconds before."""
        if any(each.deed == "send" and each.said in (Said.SENT, Said.TAKEN) for each in self.notebook.posted):
            return
        text = self.typed.last
        if self.fault_at is not None and not (self.survived and self.over):
            text = self.typed.before(self.fault_at - LOSS_SECONDS)
        self.notebook.note(f"owed are {len(text.split())} of {len(self.typed.last.split())} words")
        self.notebook.post(Posted("browser", "typing", text, Said.STORED))

    def _as_plan(self) -> Plan:
        plan, habit = self.plan, Habit.ONCE
        return Plan(plan.seed, "browser", True, (), habit, (plan.mishap,), 0, finishes=False)
