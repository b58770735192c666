"""The questions of the settings page in the words on the screen, and what one looks for there in vain."""

from dataclasses import dataclass

from flask import url_for

from webmail.policy import Feature
from webmail.web.current import current
from webmail.web.words import _, ngettext


@dataclass(frozen=True, slots=True)
class Question:
    """One choice: the name of its field, what it asks, its answers with their words, what else to know."""

    name: str
    asks: str
    answers: tuple[tuple[str, str], ...]
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that stand together."""

    name: str
    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Absent:
    """Something looked for here that there is not: what, why in a word, and the help page with more."""

    what: str
    says: str
    topic: str


def sections() -> tuple[Section, ...]:
    """What this service leaves to the person."""
    return (
        Section("display", _("Display"), _about_display()),
        Section("reading", _("Reading"), _about_reading()),
        Section("writing", _("Writing"), _about_writing()),
        Section("keyboard", _("Keyboard"), _about_keyboard()),
        *_about_people(),
    )


def _about_display() -> tuple[Question, ...]:
    language = Question("language", _("Language"), (("de", "Deutsch"), ("en", "English")))
    display = (
        Question(
            "scheme",
            _("Colours"),
            (("device", _("Like the device")), ("light", _("Light")), ("dark", _("Dark"))),
        ),
        Question(
            "density",
            _("Density of the list"),
            (("comfortable", _("Three lines for each message")), ("compact", _("One line for each message"))),
        ),
        Question(
            "layout",
            _("An opened message stands"),
            (
                ("right", _("beside the list")),
                ("below", _("below the list")),
                ("none", _("in place of the list")),
            ),
            _("On a phone it always takes the place of the list."),
        ),
        Question(
            "conversations",
            _("Lists show"),
            (("on", _("conversations")), ("off", _("each message by itself"))),
            _("The menu of a list changes it too."),
        ),
        Question(
            "page_size",
            _("Messages on a page"),
            (("25", "25"), ("50", "50"), ("100", "100")),
        ),
    )
    return (language, *display) if current.policy.allows(Feature.ENGLISH) else display


def _about_reading() -> tuple[Question, ...]:
    after = tuple(
        (str(number), ngettext("after %(num)s second", "after %(num)s seconds", number))
        for number in (2, 5, 10)
    )
    seen = Question(
        "seen_after",
        _("A message counts as read"),
        (("0", _("when it is opened")), *after, ("never", _("only when I say so"))),
        _(
            "The page counts the seconds. Without JavaScript it cannot: “%(at_once)s” holds instead.",
            at_once=_("when it is opened"),
        ),
    )
    images = Question(
        "images",
        _("Images from the internet"),
        (("ask", _("ask at each message")), ("never", _("never load"))),
    )
    return (seen, images) if current.policy.allows(Feature.REMOTE_IMAGES) else (seen,)


def _about_writing() -> tuple[Question, ...]:
    return (
        Question(
            "formats",
            _("A new message begins"),
            (("formatted", _("formatted")), ("plain", _("as plain text"))),
            _("Each message can be switched. What has no formatting is sent as plain text in any case."),
        ),
        Question(
            "answer_position",
            _("An answer stands"),
            (("above", _("above the quoted text")), ("below", _("below the quoted text"))),
        ),
        Question(
            "bcc_self",
            _("A copy to my own address (Bcc)"),
            (("off", _("no")), ("on", _("with each message"))),
            _("Every sent message lies in “%(label)s” in any case.", label=_("Sent")),
        ),
        Question(
            "vcard",
            _("Attach my contact card (vCard)"),
            (("off", _("no")), ("on", _("with new messages and answers"))),
            _("It holds your name, your address and your school, and can be taken away before sending."),
        ),
    )


def _about_keyboard() -> tuple[Question, ...]:
    return (Question("shortcuts", _("Keyboard shortcuts"), (("on", _("on")), ("off", _("off")))),)


def _about_people() -> tuple[Section, ...]:
    if not (current.policy.allows(Feature.CONTACTS) and current.policy.allows(Feature.COLLECT_ADDRESSES)):
        return ()
    collect = Question(
        "collect_addresses",
        _("Addresses I write to"),
        (("on", _("propose them next time")), ("off", _("do not collect them"))),
        _("They are kept with your account and can be forgotten in the address book."),
    )
    return (Section("people", _("Address book"), (collect,)),)


def absent() -> tuple[Absent, ...]:
    """What people look for among the settings and do not find, for a rule of the service says so."""
    found = [
        Absent(_("Forwarding"), _("Mail is not forwarded by itself, to nowhere."), "forwarding"),
        Absent(_("IMAP and passwords for programs"), _("Mail is read in the browser only."), "programs"),
        Absent(_("Outlook and Thunderbird"), _("Mail is read in the browser only."), "programs"),
        Absent(
            _("More accounts"), _("One person, one official address; others are not fetched."), "accounts"
        ),
        Absent(_("App for the phone"), _("The browser of the phone is enough."), "programs"),
    ]
    if not current.policy.allows(Feature.REMOTE_IMAGES):
        says = _("This service does not load them.")
        found.append(Absent(_("Images from the internet"), says, "images"))
    return tuple(found)


def kept_for_you() -> tuple[tuple[str, str, str], ...]:
    """What is kept with the account and looked after on a page of its own: what, in short, where."""
    blocks: tuple[tuple[str, str, str], ...] = ()
    if current.policy.allows(Feature.TEXT_BLOCKS):
        says = _("Text that you write again and again, and templates for replies.")
        blocks = ((_("Text blocks"), says, url_for("settings.blocks")),)
    return (
        (_("Sender"), current.identity.address.full, url_for("settings.sender")),
        (_("Signatures"), _("What stands under your messages."), url_for("settings.signatures")),
        *blocks,
        (_("Tags"), _("Their names and colours."), url_for("mailbox.tags")),
        (_("Trusted senders"), _("Whose images are shown without asking."), url_for("message.trusted")),
        (_("Storage space"), _("What is used, and the largest messages."), url_for("mailbox.space")),
        (_("Folders"), _("Favourites, hidden folders, all folders."), url_for("mailbox.folders")),
    )
