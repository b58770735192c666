"""How a person likes it: what there is to choose, what is in force, and keeping a choice."""

from collections.abc import Mapping
from dataclasses import dataclass

from webmail.accounts.models import Account, Preferences, SignIn
from webmail.database import db
from webmail.policy import Feature, Policy

LANGUAGES = ("de", "en")

# The first answer of each is the service's own way, which stands where a person has not chosen.
CHOICES: Mapping[str, tuple[str, ...]] = {
    "language": LANGUAGES,
    "scheme": ("device", "light", "dark"),
    "density": ("comfortable", "compact"),
    "layout": ("right", "below", "none"),
    "conversations": ("on", "off"),
    "page_size": ("50", "25", "100"),
    "seen_after": ("0", "2", "5", "10", "never"),
    "images": ("ask", "never"),
    "shortcuts": ("on", "off"),
    "answer_position": ("above", "below"),
    "bcc_self": ("off", "on"),
    "vcard": ("off", "on"),
    "collect_addresses": ("on", "off"),
    "formats": ("formatted", "plain"),
}


@dataclass(frozen=True, slots=True)
class Taste:
    """What is in force for a person; without one, the service's own way. seen_after None: never by itself."""

    scheme: str = "device"
    density: str = "comfortable"
    layout: str = "right"
    conversations: bool = True
    page_size: int = 50
    seen_after: int | None = 0
    images: bool = True
    shortcuts: bool = True
    answers_below: bool = False
    bcc_self: bool = False
    vcard: bool = False
    formatted: bool = True

    @classmethod
    def of(cls, preferences: Preferences) -> "Taste":
        """What the row says; an answer that is no longer offered counts as none."""
        said = {name: answer_in(preferences, name) for name in CHOICES}
        after = said["seen_after"]
        return cls(
            scheme=said["scheme"],
            density=said["density"],
            layout=said["layout"],
            conversations=said["conversations"] == "on",
            page_size=int(said["page_size"]),
            seen_after=None if after == "never" else int(after),
            images=said["images"] == "ask",
            shortcuts=said["shortcuts"] == "on",
            answers_below=said["answer_position"] == "below",
            bcc_self=said["bcc_self"] == "on",
            vcard=said["vcard"] == "on",
            formatted=said["formats"] == "formatted",
        )


def answer_in(preferences: Preferences, name: str) -> str:
    """The answer in force, among CHOICES."""
    said = getattr(preferences, name)
    return said if said in CHOICES[name] else CHOICES[name][0]


def check_language(language: str, *, policy: Policy) -> None:
    """Returns if pages may be shown in this language; raises Forbidden when English is switched off."""
    if language != "de":
        policy.require(Feature.ENGLISH)


def choose_language(account: Account, language: str, *, policy: Policy) -> None:
    """Keeps the language with the account; raises Forbidden when English is switched off."""
    check_language(language, policy=policy)
    account.preferences.language = language
    db.session.commit()


def choose(account: Account, wanted: Mapping[str, str], *, policy: Policy) -> None:
    """Keeps what differs from what is in force, all of it or nothing.

    Raises Forbidden for what is switched off and ValueError for what is not offered. What a person leaves as
    it is stays the service's own way.
    """
    for name, answer in wanted.items():
        if name == "language":
            check_language(answer, policy=policy)
        if name == "images" and answer == "ask":
            policy.require(Feature.REMOTE_IMAGES)
        if name == "collect_addresses" and answer == "on":
            policy.require(Feature.COLLECT_ADDRESSES)
        if answer not in CHOICES.get(name, ()):
            raise ValueError(f"not offered: {name}")
    for name, answer in wanted.items():
        if answer != answer_in(account.preferences, name):
            setattr(account.preferences, name, answer)
    db.session.commit()


def choose_notifications(sign_in: SignIn, *, on: bool, policy: Policy) -> bool:
    """Keeps whether devices that allow it tell of new mail; False where others use the device too.

    Raises Forbidden where notifications are switched off.
    """
    policy.require(Feature.NOTIFICATIONS)
    if on and sign_in.shared:
        return False
    sign_in.account.preferences.notifications = on
    db.session.commit()
    return True
