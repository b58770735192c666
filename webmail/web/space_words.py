"""The words about space: how much is used, and when it becomes scarce."""

from dataclasses import dataclass
from functools import lru_cache

from babel.numbers import format_decimal
from flask_babel import get_locale

from webmail.mail import MailError, Quota, find_quota
from webmail.web.current import current
from webmail.web.words import _

MEGA, GIGA = 1024**2, 1024**3
SCARCE, NEARLY_FULL, AT_THE_END = 80, 90, 95


@dataclass(frozen=True, slots=True)
class SpaceUsed:
    """A quota in words; warning says that it is scarce, "" while it is not, level how much it presses."""

    percent: int
    told: str
    warning: str
    level: str

    @property
    def part(self) -> int:
        """What the bar shows of its hundred."""
        return min(self.percent, 100)

    @property
    def pressing(self) -> bool:
        """Whether it is said above the list, too."""
        return self.percent >= NEARLY_FULL


def space_used(*, fresh: bool = False) -> SpaceUsed | None:
    """How much is used; None where the store does not say, or does not answer: no page needs this."""
    try:
        quota = find_quota(current.mailbox.borrower, fresh=fresh)
    except MailError:
        return None
    return in_words(quota) if quota else None


def in_words(quota: Quota) -> SpaceUsed:
    """The quota as a person reads it."""
    percent = quota.percent
    level = "danger" if percent >= AT_THE_END else "warning" if percent >= SCARCE else "calm"
    return SpaceUsed(percent, _told(quota), _warning(percent), level)


def _told(quota: Quota) -> str:
    """ "1,2 von 2 GB belegt": in units of 1,024, as a quota is set."""
    unit, name = (GIGA, "GB") if quota.allowed >= GIGA else (MEGA, "MB")
    locale = str(get_locale() or "de")
    allowed = f"{_number(quota.allowed / unit, locale)} {name}"
    if quota.used * 10 < unit and name == "GB":
        used = f"{_number(quota.used / MEGA, locale)} MB"
    else:
        used = _number(quota.used / unit, locale)
    return _("%(used)s of %(allowed)s used", used=used, allowed=allowed)


@lru_cache(maxsize=256)
def _number(amount: float, locale: str) -> str:
    digits = "0.#" if amount < 100 else "0"
    return str(format_decimal(amount, format=digits, locale=locale))


def _warning(percent: int) -> str:
    if percent >= 100:
        return _("Your mailbox is full.")
    if percent >= NEARLY_FULL:
        return _("Your mailbox is nearly full: %(percent)s percent are used.", percent=percent)
    if percent >= SCARCE:
        return _("Space is getting scarce: %(percent)s percent are used.", percent=percent)
    return ""


def when_full() -> str:
    """What happens to mail that arrives when nothing fits any more; the site may know better."""
    return current.service.full_mailbox or _(
        "When the mailbox is full, new messages are not taken. Those who sent them are told so."
    )
