"""What is measured: each job as a whole request, beside the same job in raw IMAP."""

import re

from bench.browser import FOLDER_AT, MESSAGE_AT, Answer, Browser
from bench.job import Job
from bench.raw import MESSAGE, MESSAGE_KEPT, ROWS, ROWS_KEPT, Raw
from bench.store import Inbox

PLAIN, NEWSLETTER = MESSAGE.format(section="1"), MESSAGE.format(section="2")
FAR = 1000


class Desk:
    """All jobs of one inbox, with a signed-in browser and a raw connection at hand."""

    def __init__(self, inbox: Inbox, *, browser: Browser, raw: Raw, rounds: int) -> None:
        self._inbox = inbox
        self._browser = browser
        self._raw = raw
        self._rounds = rounds
        page = browser.get("/mailbox/").text
        arrange(browser, found(FOLDER_AT, page), conversations=False)
        self._message_at = found(MESSAGE_AT, page)
        self._folder_at = found(FOLDER_AT, page)
        self._far = min(FAR, inbox.pages - rounds - 1)
        self._warm()

    def jobs(self) -> list[Job]:
        """In the order they are measured and shown."""
        return [*self._lists(), *self._messages(), *self._deeds()]

    def _lists(self) -> list[Job]:
        inbox, raw = self._inbox, self._raw
        return [
            Job(
                "list of 50, kept",
                lambda n: raw.list(inbox.stretch(1), ROWS_KEPT),
                lambda n: self._list(1),
                aim=3,
            ),
            Job(
                "list of 50, first",
                lambda n: raw.list(inbox.stretch(2 + n), ROWS),
                lambda n: self._list(2 + n),
            ),
            Job(
                f"page {FAR:,}, first" if self._far == FAR else "page far back, first",
                lambda n: raw.list(inbox.stretch(self._far + n), ROWS),
                lambda n: self._list(self._far + n),
            ),
            Job(
                f"page {FAR:,}, kept" if self._far == FAR else "page far back, kept",
                lambda n: raw.list(inbox.stretch(self._far), ROWS_KEPT),
                lambda n: self._list(self._far),
                aim=3,
            ),
            Job(
                "full page, kept", lambda n: self._raw_page(), lambda n: good(self._browser.get("/mailbox/"))
            ),
        ]

    def _messages(self) -> list[Job]:
        raw, plain, rounds = self._raw, self._inbox.plain, self._rounds
        # Raw and request take different messages: what one has marked as seen is no work for the other.
        ours, others = plain[1 : rounds + 2], plain[rounds + 2 : 2 * rounds + 3]
        return [
            Job(
                "plain message, first",
                lambda n: raw.read(others[n], PLAIN, mark=True),
                lambda n: self._message(ours[n]),
                aim=2,
            ),
            Job(
                "plain message, again",
                lambda n: raw.read(plain[0], MESSAGE_KEPT, mark=False),
                lambda n: self._message(plain[0]),
                aim=2,
            ),
            Job(
                "newsletter, first",
                lambda n: raw.read(1 + n, NEWSLETTER, mark=False),
                lambda n: self._newsletter(1 + n),
                aim=15,
            ),
            Job(
                "newsletter, again",
                lambda n: raw.read(1, MESSAGE_KEPT, mark=False),
                lambda n: self._newsletter(1),
                aim=6,
            ),
        ]

    def _deeds(self) -> list[Job]:
        uid = self._inbox.plain[0]
        return [
            Job(
                "flag",
                lambda n: self._raw.flag(uid, on=n % 2 == 0),
                lambda n: self._flag(uid, on=n % 2 == 1),
                aim=1.5,
            )
        ]

    def _warm(self) -> None:
        """The store indexes what it is asked for the first time; that is neither raw IMAP nor ours."""
        for page in range(1, self._rounds + 3):
            self._raw.list(self._inbox.stretch(page), ROWS)
        for number in range(self._rounds + 1):
            self._raw.list(self._inbox.stretch(self._far + number), ROWS)
        for uid in self._inbox.plain[: 2 * self._rounds + 3]:
            self._raw.read(uid, PLAIN, mark=False)
        for uid in range(1, self._inbox.newsletters + 1):
            self._raw.read(uid, NEWSLETTER, mark=False)
        # People open what they see in a list, and so do we: the rows of both are kept.
        self._list(1)
        self._list(self._inbox.pages)
        self._message(self._inbox.plain[0])

    def _raw_page(self) -> None:
        self._raw.list(self._inbox.stretch(1), ROWS_KEPT)
        self._raw.folders()

    def _list(self, page: int) -> None:
        answer = good(self._browser.get(f"{self._folder_at}?page={page}", target="messages"))
        if answer.body.count(b'<li class="row') == 0:
            raise RuntimeError("a list without rows")

    def _message(self, uid: int) -> None:
        good(self._browser.get(f"{self._message_at}{uid}", target="message"))

    def _newsletter(self, uid: int) -> None:
        """The message and, as the browser then asks for it, the document of its frame."""
        self._message(uid)
        body = good(self._browser.get(f"{self._message_at}{uid}/body"))
        if len(body.body) < 50_000:
            raise RuntimeError(f"a newsletter of {len(body.body)} octets")

    def _flag(self, uid: int, *, on: bool) -> None:
        fields = {"csrf_token": self._browser.token, "flag": "flagged" if on else "unflagged"}
        answer = self._browser.post(f"{self._message_at}{uid}/flag", fields, keep=False)
        if answer.status != 303:
            raise RuntimeError(f"a flag was answered with {answer.status}")


def arrange(browser: Browser, folder_at: str, *, conversations: bool) -> None:
    """Chooses conversations, or message by message."""
    fields = {"csrf_token": browser.token, "conversations": "on" if conversations else "off"}
    if browser.post(f"{folder_at}/arrange", fields, keep=False).status != 303:
        raise RuntimeError("the list is not arranged")


def found(pattern: re.Pattern[str], page: str) -> str:
    found = pattern.search(page)
    if found is None:
        raise RuntimeError(f"no {pattern.pattern} on the page")
    return found[1]


def good(answer: Answer) -> Answer:
    if answer.status != 200:
        raise RuntimeError(f"answered with {answer.status}")
    return answer
