"""Aftermath: the person comes back when everything works again, looks, and does what the pages offer."""

from collections.abc import Callable
from contextlib import suppress

from tests.cast import Person
from tests.crash.application import Application
from tests.crash.notebook import Notebook
from tests.crash.wire import Answer, Wire
from tests.crash.writer import TRIES, Writer
from tests.servers import ground


class Aftermath:
    """One person's look at what became of a message; nothing of unclear outcome is sent again."""

    def __init__(
        self,
        application: Application,
        person: Person,
        notebook: Notebook,
        *,
        finishes: bool,
        held: Callable[[], bool],
    ) -> None:
        """held: whether something waits to be sent, or is on its way."""
        self._held = held
        self._pass_time: Callable[[], None] = lambda: None
        self.shown_unclear = False
        self._finishes = finishes
        self._notebook = notebook
        wire = Wire(application.port)
        self._writer = Writer(wire, notebook, revive=application.revive, script=False)
        self._person = person

    def settle(self, quiet: Callable[[], bool], *, pass_time: Callable[[], None]) -> None:
        """Looks until nothing is on its way any more, then does what is offered."""
        self._writer.sign_in(self._person)
        # Who says "being handed over" while no line is open was left behind by the dead.
        self._wait(quiet)
        pass_time()
        self._pass_time = pass_time
        self._wait(quiet)
        self._wait_while_held()
        self._file_copies()
        self._empty_outbox()
        for address in sorted(self._notebook.addresses):
            self._look(address)
        self._see_unclear()

    def _wait(self, condition: Callable[[], bool]) -> None:
        ground.wait_until(condition, what="the end of a hand-over", seconds=20)

    def _wait_while_held(self) -> None:
        """Until nothing waits; what was tried in vain on a busy machine is tried again in a minute only."""
        for _ in range(3):
            with suppress(TimeoutError):
                ground.wait_until(lambda: not self._held(), what="the end of waiting", seconds=6)
                return
            self._pass_time()
        self._wait(lambda: not self._held())

    def _get(self, path: str) -> Answer:
        return self._writer.wire.get(path, tries=TRIES)

    def _file_copies(self) -> None:
        answer = self._get("/compose/outbox")
        self._notebook.note(f"the outbox answers {answer.status}")
        for link in answer.page.select("ol a[href^='/compose/']"):
            address = str(link["href"]).partition("?")[0]
            self._press(self._get(address), address, "file")

    def _look(self, address: str) -> None:
        writer = self._writer
        answer = writer.open(address, tries=TRIES)
        self._press(answer, address, "file")
        if answer.page.find(id="compose") is None or answer.status >= 400:
            self._notebook.note(f"afterwards: {answer.status}, {_words(answer)}")
            return
        self._notebook.note(f"afterwards: a draft with {len((answer.value('text') or '').split())} words")
        if int(answer.value("base") or 0) == 0:
            return
        said = writer.send() if self._finishes else writer.save()
        self._notebook.note(f"the draft is {'sent' if self._finishes else 'saved'} at last: {said.value}")
        if self._finishes:
            self._wait_while_held()
            self._wait(lambda: not self._get(address).passes)
            self._press(self._get(address), address, "file")

    def _empty_outbox(self) -> None:
        """Everything that was not sent is shown there, and is sent or written on as the person likes."""
        for _ in range(TRIES):
            answer = self._get("/compose/outbox")
            forms = [form for form in answer.page.select("form[action$='/settle']") if form.select("button")]
            if not forms:
                return
            form = forms[0]
            ways = {str(each["value"]) for each in form.select("button[name=how]")}
            how = "now" if self._finishes and "now" in ways else "back"
            fields = [(str(each["name"]), str(each["value"])) for each in form.select("input[name]")]
            said = self._writer.wire.post(str(form["action"]), [*fields, ("how", how)])
            self._notebook.note(f"from the outbox, {how}: {said.status} {_words(said)}")
            self._wait_while_held()

    def _press(self, answer: Answer, address: str, how: str) -> None:
        if answer.offers("how", how) is None:
            return
        token = answer.value("csrf_token") or ""
        settled = self._writer.wire.post(f"{address}/settle", [("csrf_token", token), ("how", how)])
        self._notebook.note(f"the copy is filed at last: {settled.status}")

    def _see_unclear(self) -> None:
        """Unclear is shown when both the message's own page and the list of open matters say so."""
        outbox = self._get("/compose/outbox")
        listed = {str(link["href"]).partition("?")[0] for link in outbox.page.select("a[href^='/compose/']")}
        unclear = [
            address
            for address in self._notebook.addresses
            if self._get(address).offers("how", "again") is not None
        ]
        self.shown_unclear = bool(unclear) and set(unclear) <= listed


def _words(answer: Answer) -> str:
    found = answer.page.find("h1")
    return " ".join(found.get_text(" ").split()) if found else ""
