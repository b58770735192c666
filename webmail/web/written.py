"""ComposeForm and Written: what somebody has written, between the form and the draft."""

import re
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g, request
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, MultipleFileField, StringField, TextAreaField

from webmail.accounts import LedgerBusy
from webmail.mail import (
    AlreadySent,
    Attachment,
    Draft,
    Hindrance,
    Identity,
    Kind,
    MessageRef,
    Outbox,
    State,
    StoredDraft,
    TooLarge,
    Unsendable,
    Upload,
    Writing,
    kept_references,
    shown_as,
    writable,
)
from webmail.mail.writing.draft import Ask
from webmail.mail.writing.guards.remedies import without
from webmail.mail.writing.outgoing import formatted, shown_pictures
from webmail.mail.writing.recipients import everybody
from webmail.mail.writing.twin import says_more
from webmail.web.confirming import addresses_outside, confirmed
from webmail.web.converters import LARGEST, sealed_writing
from webmail.web.current import current
from webmail.web.form import Form
from webmail.web.formatted import FORMATTED, PLAIN, settled
from webmail.web.hindrances import sentences
from webmail.web.own_card import card_of_first_version
from webmail.web.places import own_page
from webmail.web.signing import is_as_begun
from webmail.web.uploads import uploads
from webmail.web.words import _

ASKS = {"ask_read": Ask.READ, "ask_arrived": Ask.ARRIVED}
PAGE = re.compile(r"[A-Za-z0-9_-]{22}")
FIELDS = ("to", "cc", "bcc", "subject", "text")
VALUES = (*FIELDS, "html")
# A line end in a subject would begin another header field (RFC 5322 section 2.2).
NOT_IN_LINE = re.compile("[\x00-\x08\x0a-\x1f\x7f]")
# For these nobody can do more here than leave them out.
REFUSED = ("refused", "needs_smtputf8")
# As many as the largest UID has (RFC 9051 section 2.3.1.1).
DIGITS = re.compile("[0-9]{1,10}")


class ComposeForm(Form):
    """The form of a message; page is the mark of the browser page, base the version of the draft it knows.

    html and editor: see settled(). shape says which of both the person wants, was what the text looked like
    before it became plain.
    """

    to = TextAreaField(_l("To"))
    cc = TextAreaField(_l("Cc"))
    bcc = TextAreaField(_l("Bcc"))
    subject = StringField(_l("Subject"))
    text = TextAreaField(_l("Text"))
    # A hidden field without a label would make one of its name, and look for its translation, on every page.
    html = HiddenField("")
    editor = HiddenField("")
    shape = HiddenField("")
    was = HiddenField("")
    references = HiddenField("")
    page = HiddenField("")
    base = HiddenField("")
    attached = HiddenField("")
    shown = HiddenField("")
    over = HiddenField("")
    back = HiddenField("")
    files = MultipleFileField(_l("Attachments"))
    ask_read = BooleanField(_l("Ask for a read receipt"))
    ask_arrived = BooleanField(_l("Ask for a delivery receipt"))


@dataclass(slots=True)
class Written:
    """A message being written as its page shows it; stored is what of it lies in the Drafts folder.

    place is the message in which the attachments lie, refused are those whom the mail server does not take,
    left_out those of them without whom the person sends it.
    """

    writing: Writing
    form: ComposeForm
    page: str
    base: int = 0
    back: str | None = None
    stored: StoredDraft | None = None
    attachments: tuple[Attachment, ...] = ()
    place: MessageRef | None = None
    changed_uid: int | None = None
    differs: Any = None
    remark: str | None = None
    said: str | None = None
    refused: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @classmethod
    def typed(cls, writing: Writing) -> "Written":
        """What this request's form holds."""
        form = ComposeForm()
        form.text.data, form.html.data = settled(
            form.text.data or "", form.html.data or "", form.editor.data or ""
        )
        mark = form.page.data or ""
        written = cls(
            writing,
            form,
            mark if PAGE.fullmatch(mark) else new_page(),
            base=_uid(form.base),
            back=own_page(form.back.data),
        )
        if "rest" in request.form:
            written.left_out = tuple(request.form.getlist("refused"))
            written.correct(without(written.draft, written.left_out))
        return written

    @classmethod
    def shown(cls, draft: Draft, stored: StoredDraft | None, *, back: str | None) -> "Written":
        """A draft in a form of its own page."""
        values: dict[str, Any] = {name: getattr(draft, name) for name in VALUES}
        if draft.rich and not draft.html and draft.text.strip():
            values["html"] = formatted(draft.text)
        values |= {name: ask in draft.asks for name, ask in ASKS.items()}
        # Nothing of what another page or program has sent with this request.
        form = ComposeForm(None, **values, references=" ".join(draft.references), shape=_shape_of(draft))
        written = cls(draft.writing, form, new_page(), back=back, attachments=draft.attachments)
        written.place = draft.writing.origin
        if stored:
            written.take(stored)
        return written

    @property
    def is_formatted(self) -> bool:
        """Whether the page offers to format, though there may be no words yet."""
        return bool(self.form.html.data) or self.form.shape.data == FORMATTED

    @property
    def says_more(self) -> bool:
        """Whether the formatted text would lose something as plain text."""
        return says_more(self.form.html.data or "")

    @property
    def draft(self) -> Draft:
        """The form as a draft; its attachments are those of the stored one and travel with no form."""
        return draft_from(self.writing, self.form)

    @property
    def sealed(self) -> str:
        """What names the writing where no address does."""
        return sealed_writing(self.writing)

    @property
    def saved_at(self) -> datetime | None:
        return self.stored.saved_at if self.stored else None

    @property
    def carries_again(self) -> bool:
        """Whether every save moves the attachments once more."""
        return bool(self.stored and current.drafts.carries_again(self.stored))

    @property
    def names(self) -> str:
        """What tells its attachments, in their order, from others."""
        return shown_as(self.attachments)

    @property
    def limit(self) -> int:
        """Octets of all attachments together."""
        return current.drafts.limit

    @property
    def identity(self) -> Identity:
        return current.identity

    @property
    def outside(self) -> int:
        """How many of the addresses lie outside of the service."""
        return addresses_outside(self.draft)

    @property
    def is_addressed(self) -> bool:
        """Whether it goes to somebody; the copy that one gets of everything is nobody."""
        to, cc, bcc = (self.form[name].data for name in ("to", "cc", "bcc"))
        return bool(to or cc or (bcc and bcc != self.identity.address.spec))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever typed or stored: such a page leaves nothing behind."""
        return not self.base and not self.has_words

    @property
    def has_words(self) -> bool:
        """Whether anything stands in a field but what stood there by itself."""
        if shown_pictures(self.form.html.data or ""):
            return True
        # The text last: only it may need a question to the database.
        return not all(is_as_begun(name, writable(self.form[name].data or "")) for name in FIELDS)

    @property
    def shows_other_attachments(self) -> bool:
        """Whether the page that was sent shows other attachments than there are now."""
        if self.stored is None or not self.form.attached.data:
            return False
        return self.stored.left_out or self.form.attached.data != str(len(self.attachments))

    def save(
        self,
        *,
        without: Collection[str] = (),
        forward: str = "",
        more: tuple[Upload, ...] = (),
        pictures: Sequence[Upload] | None = None,
    ) -> None:
        """Stores the draft with the files of this request, and more; AlreadySent where it was sent.

        pictures are what those files are where the text shows them.
        """
        more = more or card_of_first_version(self.writing, self.base)
        stored = current.drafts.save(
            self.draft,
            page=self.page,
            base=self.base,
            over=_uid(self.form.over),
            uploads=(*(uploads() if pictures is None else pictures), *more),
            without=without,
            forward=forward,
            shown=self.form.shown.data or "",
            check=self.check_not_sent,
        )
        self.take(stored)

    @property
    def outcome(self) -> str:
        """What to say after saving."""
        if self.stored and self.stored.left_out:
            return _("Draft saved, but without its attachments: they no longer exist.")
        return _("Draft saved.")

    def check_not_sent(self) -> None:
        """A text that comes late must neither change what is on its way nor be a draft of what was sent."""
        standing = current.outbox.standing(self.writing)
        if standing and standing.state is State.HELD:
            # Somebody is about to send it, or has died over that: the text is kept where it is until then.
            raise LedgerBusy("the message is held for sending")
        if standing:
            raise AlreadySent(self.writing.message_id)

    def prepare(self, outbox: Outbox, *, dated: datetime | None = None) -> StoredDraft:
        """Stores what is sent, files included; nothing happens where it was sent before."""
        self.check_characters()
        files = (*uploads(), *card_of_first_version(self.writing, self.base))
        try:
            stored = outbox.prepare(
                self.draft,
                page=self.page,
                base=self.base,
                over=_uid(self.form.over),
                uploads=files,
                without=(),
                dated=dated,
                confirmed=confirmed(),
            )
        except TooLarge as error:
            raise Unsendable({"attachments": (Hindrance("too_much", entry=str(self.limit)),)}) from error
        self.take(stored)
        return stored

    def take(self, stored: StoredDraft) -> None:
        """From here on the page knows this version, and the files of this request lie in it."""
        g.files_stored = True
        self.stored, self.base, self.attachments = stored, stored.ref.uid, stored.draft.attachments
        self.place = stored.ref

    def show_stored(self) -> "Written":
        """Shows what is attached to the stored draft, though the page does not know that version."""
        if stored := current.drafts.find(self.writing):
            self.attachments, self.place = stored.draft.attachments, stored.ref
        return self

    def correct(self, draft: Draft) -> None:
        """Puts these recipients in the place of the typed ones."""
        for name in ("to", "cc", "bcc"):
            self.form[name].data = getattr(draft, name)

    def check_characters(self) -> None:
        """No browser sends a line end in a line; whoever does is told so at the field."""
        if NOT_IN_LINE.search(self.form.subject.data or ""):
            raise Unsendable({"subject": (Hindrance("characters"),)})

    def refuse(self, fields: Mapping[str, tuple[Hindrance, ...]]) -> "Written":
        """Says at each field what hinders sending; nothing of recipients who were taken out since."""
        there = {each.spec.casefold() for each in everybody(self.draft)}
        for name, hindrances in fields.items():
            found = [
                each for each in hindrances if each.reason not in REFUSED or each.entry.casefold() in there
            ]
            field = self.form["files" if name == "attachments" else name if name in FIELDS else "to"]
            field.errors = [*field.errors, *(words for each in found for words in sentences(each))]
            self.refused += tuple(each.entry for each in found if each.reason in REFUSED)
        return self

    @property
    def others(self) -> int:
        """How many recipients there are but those who are refused."""
        return len(everybody(without(self.draft, self.refused)))

    @property
    def arrival_is_untold(self) -> bool:
        """Whether the mail server has said that it cannot tell of an arrival."""
        return current.outbox.tells_arrival() is False


def draft_from(writing: Writing, form: ComposeForm) -> Draft:
    """What was typed, without what no message may hold."""
    to, cc, bcc, subject, text = (writable(form[name].data or "") for name in FIELDS)
    return Draft(
        writing,
        to=to,
        cc=cc,
        bcc=bcc,
        subject=subject.replace("\n", " "),
        text=text,
        html=form.html.data or "",
        references=kept_references((form.references.data or "").split()),
        asks=frozenset(ask for name, ask in ASKS.items() if form[name].data),
        rich=form.shape.data == FORMATTED,
    )


def _shape_of(draft: Draft) -> str:
    begins = current.taste.formatted and not draft.text.strip()
    return FORMATTED if draft.html or draft.rich or begins else PLAIN


def new_page() -> str:
    """A mark for one browser page."""
    return secrets.token_urlsafe(16)


def new_writing(kind: Kind = Kind.NEW, *, origin: MessageRef | None = None) -> Writing:
    """A message that begins now; its Message-ID is never changed again (RFC 5322 section 3.6.4)."""
    return Writing(current.identity.new_message_id(), kind, origin)


def was_typed() -> bool:
    """Whether this request brings a text at all."""
    return "text" in request.form


def _uid(field: Field) -> int:
    text = field.data or ""
    return int(text) if DIGITS.fullmatch(text) and int(text) <= LARGEST else 0
