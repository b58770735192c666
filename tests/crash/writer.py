"""Writer: somebody who writes, saves and sends as a page does, without a browser and therefore fast."""

import secrets
from collections.abc import Callable
from threading import Thread

from tests.cast import Person
from tests.crash.notebook import Attached, Notebook, Posted, Said
from tests.crash.wire import Answer, NoAnswer, Wire

# A busy machine is slower than the limits that the runs have for a store.
TRIES = 5
FIELDS = ("to", "cc", "bcc", "subject", "text", "html", "references", "page", "base", "csrf_token", "back")


class Writer:
    """One page of writing in one browser; revive brings the application back when it does not answer."""

    def __init__(self, wire: Wire, notebook: Notebook, *, revive: Callable[[], None], script: bool) -> None:
        self.wire = wire
        self.notebook = notebook
        self.revive = revive
        self.script = script
        self.address = ""
        self.fields: dict[str, str] = {}
        self.chosen: list[tuple[str, bytes]] = []
        self.last: Answer | None = None
        # Whether what is sent waits first, so that a page that has it does not say that it is sent.
        self.holds = False

    def sign_in(self, person: Person) -> None:
        """Comes in by the form, as often as it takes."""
        said = 0
        for _ in range(TRIES):
            try:
                if (said := self._sign_in(person)) < 400:
                    return
            except NoAnswer:
                self.revive()
        raise AssertionError(f"{person.name} does not come in: {said}")

    def _sign_in(self, person: Person) -> int:
        door = self.wire.get("/session/")
        token = door.value("csrf_token") or ""
        fields = [("address", person.address), ("typed", person.typed), ("csrf_token", token), ("next", "")]
        answer = self.wire.post("/session/sign-in", fields)
        return answer.status if answer.path.startswith("/session/") else 200

    def open(self, path: str, *, tries: int = 1) -> Answer:
        """Opens a page of writing; its address is known from then on."""
        answer = self.wire.get(path, tries=tries)
        self.read(answer)
        self.address = answer.path.partition("?")[0].removesuffix("/state")
        return answer

    def read(self, answer: Answer) -> None:
        """Takes over the fields of a whole page."""
        self.last = answer
        if (found := answer.value("text")) is None:
            return
        self.fields = {name: value for name in FIELDS if (value := answer.value(name)) is not None}
        self.fields["text"] = found

    def twin(self) -> "Writer":
        """A second tab of the same browser on the same message."""
        twin = Writer(self.wire, self.notebook, revive=self.revive, script=self.script)
        twin.holds = self.holds
        twin.open(self.address)
        return twin

    @property
    def mark(self) -> str:
        """Which page this is."""
        return self.fields.get("page", "")

    @property
    def writes(self) -> bool:
        """Whether there is a form to write in."""
        return bool(self.fields)

    def type(self, words: str) -> None:
        """Goes on writing at the end of the text, below a quote."""
        before = self.fields["text"]
        self.fields["text"] = f"{before} {words}" if before and not before.endswith("\n") else before + words

    def save(self, *, over: str | None = None) -> Said:
        """Saves as the page does by itself with script, and by the button without."""
        target = "saved" if self.script else None
        more = [("auto", "1")] if self.script else []
        more += [("over", over)] if over else []
        return self._post("save", more, target=target)

    def attach(self, name: str, content: bytes) -> Said:
        """Chooses a file and uploads it."""
        self.chosen.append((name, content))
        said = self._post("attach", [], target="attachments" if self.script else None)
        self.notebook.attached.append(Attached(name, content, said))
        if said is Said.STORED:
            self.chosen.clear()
        return said

    def send(self) -> Said:
        """Presses the button."""
        return self._post("send", [], target="compose" if self.script else None)

    def send_twice(self) -> Said:
        """Presses the button once more before anything has changed."""
        said: list[Said] = []
        first = Thread(target=lambda: said.append(self.send()))
        first.start()
        second = self.send()
        first.join()
        return max(
            said[0],
            second,
            key=list(Said).index,
        )

    def take_back(self) -> bool:
        """Presses "Zurücknehmen" in the notice; whether the text is a draft again."""
        button = self.last.offers("how", "back") if self.last else None
        form = button.find_parent("form") if button else None
        if form is None:
            return False
        fields = {str(each["name"]): str(each["value"]) for each in form.select("input[name]")}
        try:
            answer = self.wire.post(str(form["action"]), list({**fields, "how": "back"}.items()))
        except NoAnswer:
            self.notebook.note("taken back: no answer")
            self.revive()
            return False
        self.notebook.note(f"taken back: {answer.status} {_heading(answer)}")
        back = answer.status < 400 and answer.value("text") is not None and answer.value("page") is not None
        if back and answer.page.find(id="compose") is not None:
            self.read(answer)
        return back and answer.page.find(id="compose") is not None

    def _post(self, deed: str, more: list[tuple[str, str]], *, target: str | None) -> Said:
        fields = dict(self.fields)
        files = [] if deed == "save" and self.script else list(self.chosen)
        try:
            answer = self.wire.post(
                f"{self.address}/{deed}", [*fields.items(), *more], files=files, target=target
            )
        except NoAnswer as lost:
            self.notebook.note(f"no answer: {lost}")
            self.revive()
            said = Said.NOTHING
        else:
            said = self._understood(deed, answer, fields["text"], plain=target is None)
            said = Said.TAKEN if self.holds and said is Said.SENT else said
            self._take_over(answer, said, plain=target is None)
        over = any(name == "over" for name, _ in more)
        self.notebook.post(Posted(page=self.mark, deed=deed, text=fields["text"], said=said, over=over))
        return said

    def _understood(self, deed: str, answer: Answer, text: str, *, plain: bool) -> Said:
        self.notebook.note(f"{deed}: {answer.status} {answer.path[:9]}… {_heading(answer)}")
        if answer.status >= 400 and answer.done:
            # Done it is; only the page about it did not come.
            sent = not answer.path.startswith("/compose/")
            return Said.SENT if sent else Said.STORED if deed != "send" else Said.TAKEN
        if answer.page.find(id="state") is not None:
            return _on_the_way(answer, text)
        if answer.status >= 400:
            # Script leaves the page as it is after a failure; without script the answer is the page.
            return Said.SHOWN if not plain or answer.shows(text) else Said.LOST
        if not answer.path.startswith("/compose/"):
            return Said.SENT if deed == "send" else Said.LOST
        if (
            deed in ("save", "attach")
            and int(answer.value("base") or 0) > 0
            and not answer.page.select("[data-changed]")
        ):
            whole = answer.value("text") is not None
            return Said.STORED if not whole or answer.shows(text) else Said.LOST
        if not plain and answer.value("text") is None:
            return Said.SHOWN
        return Said.SHOWN if answer.shows(text) else Said.LOST

    def _take_over(self, answer: Answer, said: Said, *, plain: bool) -> None:
        self.last = answer
        if answer.value("text") is not None and (plain or answer.status < 400 or answer.status == 422):
            if said is not Said.TAKEN and answer.page.find(id="state") is None:
                self.read(answer)
            return
        for name in ("base", "csrf_token"):
            if (value := answer.value(name)) is not None:
                self.fields[name] = value


def _on_the_way(answer: Answer, text: str) -> Said:
    """What a page about the message's way out says of this text."""
    if not answer.shows(text):
        return Said.TAKEN
    # What stands on a page that goes by itself after two seconds does not stand there.
    return Said.PASSING if answer.passes else Said.DENIED


def _heading(answer: Answer) -> str:
    found = answer.page.find("h1")
    return " ".join(found.get_text(" ").split()) if found else ""


def content(size: int) -> bytes:
    """A file that is like no other."""
    return secrets.token_bytes(size)
