"""A teacher at her desk: what lies in her mailbox, what she writes, what the guards say."""

from dataclasses import replace
from typing import Any

from tests.cast import ANNA
from tests.letters import letter
from tests.mail.conftest import Place
from webmail.mail.mailbox import Mailbox
from webmail.mail.ref import MessageRef
from webmail.mail.writing.classes import Classes
from webmail.mail.writing.draft import Draft, Kind, Writing
from webmail.mail.writing.drafts import Drafts
from webmail.mail.writing.guards.finding import Confirmed, Finding, Forwarded, Guard, Guarded
from webmail.mail.writing.guards.guards import Guards
from webmail.mail.writing.guards.rules import Forwarding, GuardRules
from webmail.mail.writing.upload import Upload

PARENT, STRANGER = "familie@gmx.de", "jemand@web.de"
SECRET = (
    "Die Konferenz beginnt am Montag um acht Uhr im kleinen Saal. Über die Namen der Kinder aus der siebten "
    "Klasse sprechen wir dort, nicht vorher und mit niemandem sonst, bitte bringen Sie Ihre Listen mit."
)
SHORT = "Der Code lautet 4711, bitte vertraulich behandeln."
WRITING = Writing("<neu@schule.example>")
CLASSES = Classes(ANNA.address, ("schule.example",))


class Desk:
    """Anna at her desk: what lies in her mailbox, what she writes, what the guards say."""

    def __init__(self, place: Place, mailbox: Mailbox, drafts: Drafts) -> None:
        self.place, self.mailbox, self.drafts = place, mailbox, drafts
        self.recorded: list[Forwarded] = []

    def received(self, folder: str = "INBOX", **fields: Any) -> MessageRef:
        fields = {"text": SECRET, "more": {"Message-ID": "<eins@x.example>"}, **fields}
        return self.place.append(folder, letter(**fields))

    def begun(self, kind: Kind, ref: MessageRef) -> Writing:
        return replace(WRITING, kind=kind, origin=ref)

    def ask(
        self,
        draft: Draft,
        *,
        mode: Forwarding = Forwarding.REFUSE,
        confirmed: Confirmed | None = None,
        uploads: tuple[Upload, ...] = (),
        messages: tuple[MessageRef, ...] = (),
    ) -> tuple[Finding, ...]:
        """What is found about the stored draft."""
        found = self.drafts.find(draft.writing)
        stored = self.drafts.save(
            draft, page="p", base=found.ref.uid if found else 0, uploads=uploads, messages=messages
        )
        guards = Guards(
            mailbox=self.mailbox,
            classes=CLASSES,
            rules=GuardRules(forward=mode, matters=()),
            record=self.recorded.append,
        )
        try:
            guards.check(stored, confirmed or Confirmed())
        except Guarded as error:
            return error.findings
        return ()

    def ways(self, draft: Draft, **asked: Any) -> tuple[str, ...]:
        found = [each for each in self.ask(draft, **asked) if each.guard is Guard.FORWARD]
        return found[0].facts if found else ()


def a_text(text: str, *, to: str = STRANGER, writing: Writing = WRITING, **fields: Any) -> Draft:
    return Draft(writing, to=to, subject="Ein Betreff", text=text, **fields)


def quote(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.split(". "))
