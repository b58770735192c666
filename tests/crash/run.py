"""Run: carries out a plan with a fast writer, and says what came of it."""

from random import Random

from bs4 import Tag

from tests.crash.lane import Lane, Outcome
from tests.crash.notebook import Notebook, Said
from tests.crash.plan import WORDS, Act, Habit, Plan, Step
from tests.crash.wire import NoAnswer, Wire
from tests.crash.writer import TRIES, Writer, content

DONE = (Said.STORED, Said.SENT, Said.TAKEN)


class Run:
    """One plan in one lane."""

    def __init__(self, lane: Lane, plan: Plan) -> None:
        self.lane = lane
        self.plan = plan
        self.notebook = Notebook(plan.subject)
        self._random = Random(f"{plan.seed} deeds")
        self._wire = Wire(lane.application.port)
        self._writer = Writer(self._wire, self.notebook, revive=lane.application.revive, script=plan.script)
        self._writer.holds = lane.hold > 0

    def go(self) -> Outcome:
        """Everything that the plan says, and the aftermath."""
        self.lane.begin()
        self._begin()
        for place, step in enumerate(self.plan.steps):
            for mishap in self.plan.mishaps:
                if mishap.step == place:
                    self.lane.arm(mishap, self.notebook)
            self._take(step)
            if any(mishap.until == place for mishap in self.plan.mishaps):
                self.lane.calm()
        outcome = self.lane.end(self.plan, self.notebook)
        outcome.log = self.lane.application.log
        return outcome

    def _begin(self) -> None:
        self._writer.sign_in(self.lane.person)
        self._writer.open(self._beginning(), tries=TRIES)
        assert self._writer.writes, (
            f"no form to write in: {self._writer.last and self._writer.last.text[:500]}"
        )
        self.notebook.addresses.add(self._writer.address)
        self._address(self._writer)
        self._writer.type("Anfang")

    def _address(self, writer: Writer) -> None:
        writer.fields |= {
            "to": "Boris <boris@anderswo.example>, carla@anderswo.example",
            "bcc": "dora@anderswo.example",
            "subject": self.plan.subject,
        }

    def _beginning(self) -> str:
        if self.plan.kind == "new":
            return "/compose/new"
        row = self._wire.get("/mailbox/", tries=TRIES).page.select_one("a[href^='/message/']")
        assert row is not None, "there is no message to answer"
        ref = str(row["href"]).removeprefix("/message/").partition("?")[0]
        return f"/compose/{self.plan.kind}/{ref}"

    def _take(self, step: Step) -> None:
        if step.act is Act.TYPE:
            self._writer.type(self._words(step.amount))
        elif step.act is Act.SAVE:
            self._insist(self._writer, self._writer.save)
        elif step.act is Act.ATTACH:
            self._attach(step.amount)
        else:
            self._send()
            if self.plan.takes_back and self._writer.take_back() and self._random.random() < 0.5:
                self._insist(self._writer, self._writer.send)
            if self.lane.hold:
                self.lane.wait_while_held()

    def _attach(self, size: int) -> None:
        said = self._writer.attach(f"{self._random.randrange(10**6)}.bin", content(size))
        if said is not Said.STORED and self._random.random() < 0.5:
            # The file is still chosen; otherwise it goes along with the next deed.
            self._writer.save()

    def _insist(self, writer: Writer, deed: object) -> Said:
        """Does it, and again after a failure, as patience allows; the trouble may have ended meanwhile."""
        assert callable(deed)
        said: Said = deed()
        for _ in range(self.plan.patience):
            if said in DONE:
                break
            if self._random.random() < 0.5:
                self.lane.calm()
            if not self._reads_again(writer):
                break
            said = deed()
        return said

    def _reads_again(self, writer: Writer) -> bool:
        """Sometimes somebody reloads first, and sees what is stored; the text of the page goes then."""
        if self._random.random() < 0.6:
            return True
        text = writer.fields["text"]
        try:
            answer = writer.open(writer.address)
        except NoAnswer:
            writer.revive()
            return True
        if answer.status >= 400 or answer.page.find(id="state") is not None or answer.value("text") is None:
            return answer.status >= 400
        self.notebook.note(f"reloaded: {'all' if writer.fields['text'] == text else 'other'} text")
        # Where nothing had been stored, the page is as it was at the beginning.
        self._address(writer)
        return True

    def _send(self) -> None:
        habit, writer = self.plan.habit, self._writer
        if habit is Habit.DOUBLE_CLICK:
            self._insist(writer, writer.send_twice)
        elif habit is Habit.AGAIN:
            fields = dict(writer.fields)
            self._insist(writer, writer.send)
            # Back, and the same form once more.
            writer.fields = fields
            writer.send()
        elif habit in (Habit.TWO_TABS, Habit.OTHER_TAB):
            self._send_from_tabs()
        else:
            self._insist(writer, writer.send)

    def _send_from_tabs(self) -> None:
        writer = self._writer
        try:
            other = writer.twin()
        except NoAnswer:
            writer.revive()
            other = writer.twin()
        if not other.writes:
            self._insist(writer, writer.send)
            return
        # Where nothing had been stored, this page is as it was at the beginning.
        self._address(other)
        other.type("nebenan " + self._words(2))
        if self.plan.habit is Habit.OTHER_TAB:
            writer.type(self._words(2))
            writer.save()
            self._save_beside(other)
        self._insist(writer, writer.send)
        if self.plan.habit is Habit.TWO_TABS:
            other.send()
        else:
            other.save()

    def _save_beside(self, other: Writer) -> None:
        """The other tab saves; told that there is another text, somebody may replace it or leave it."""
        other.save()
        button = other.last.page.find(attrs={"name": "over"}) if other.last else None
        if isinstance(button, Tag) and self._random.random() < 0.5:
            other.save(over=str(button["value"]))

    def _words(self, count: int) -> str:
        return " ".join(self._random.choice(WORDS) for _ in range(count)) + f" {self._random.randrange(1000)}"
