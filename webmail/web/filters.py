"""Jinja filters: when, size, initials and the other small words of a page."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, get_day_names
from babel.lists import format_list
from babel.numbers import format_decimal
from flask import Flask, g
from flask_babel import get_locale, get_translations

from webmail.accounts import device_of
from webmail.mail import Folder, marked
from webmail.mail.address import Address
from webmail.web.assets import asset, icon
from webmail.web.device_words import device_words
from webmail.web.reasons import why_ended
from webmail.web.trail import spoken
from webmail.web.voices import messages, voices
from webmail.web.words import _

KILO = 1000
NAMES_SHOWN = 2


def _language() -> str:
    return str(get_locale() or "de")


@lru_cache(maxsize=8)
def _today(now: datetime, zone: ZoneInfo) -> date:
    """Asked for each row of a list, with the same moment."""
    return now.astimezone(zone).date()


@lru_cache(maxsize=64)
def _weekday(weekday: int, language: str) -> str:
    """ "Fr." in German, "Fri" in English."""
    return str(get_day_names("abbreviated", locale=language)[weekday])


@lru_cache(maxsize=4096)
def _date(day: date, length: str, language: str) -> str:
    """A whole date: "full" with its weekday, "long", "medium"."""
    return format_date(day, length, locale=language)


@lru_cache(maxsize=1024)
def _day_and_month(day: date, language: str) -> str:
    return format_skeleton("MMMd", datetime(day.year, day.month, day.day), locale=language)


@lru_cache(maxsize=1024)
def _weekday_and_day(day: date, language: str) -> str:
    return format_skeleton("MMMMEEEEd", datetime(day.year, day.month, day.day), locale=language)


def when(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """A moment as a list says it: 09:41, Gestern, Fr., 20.11., 20.11.2024."""
    local = moment.astimezone(zone)
    today = _today(now, zone)
    age = (today - local.date()).days
    if age == 0:
        return f"{local.hour:02}:{local.minute:02}"
    if age == 1:
        return _("Yesterday")
    if 1 < age < 7:
        return _weekday(local.weekday(), _language())
    return _short_date(local.date(), today)


def _short_date(day: date, today: date) -> str:
    if _language().startswith("de"):
        return f"{day.day}.{day.month}." + (str(day.year) if day.year != today.year else "")
    if day.year == today.year:
        return _day_and_month(day, _language())
    return _date(day, "medium", _language())


def day_alone(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """The day of a moment in a sentence, in short: 20.11. or, of another year, 20.11.2024."""
    return _short_date(moment.astimezone(zone).date(), _today(now, zone))


def when_long(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """A moment as a message says it: heute, 09:12; 20. November 2026, 09:12."""
    local = moment.astimezone(zone)
    age = (now.astimezone(zone).date() - local.date()).days
    time = f"{local.hour:02}:{local.minute:02}"
    if age == 0:
        return _("today, %(time)s", time=time)
    if age == 1:
        return _("yesterday, %(time)s", time=time)
    day = _date(local.date(), "full" if 1 < age < 7 else "long", _language())
    return _("%(day)s, %(time)s", day=day, time=time)


def when_to_come(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """A moment ahead: heute, 17:00; morgen, 07:30; Mo., 30. November, 07:30; of another year with it."""
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    ahead = (local.date() - today).days
    time = f"{local.hour:02}:{local.minute:02}"
    if ahead == 0:
        return _("today, %(time)s", time=time)
    if ahead == 1:
        return _("tomorrow, %(time)s", time=time)
    this_year = local.year == today.year
    day = (
        _weekday_and_day(local.date(), _language()) if this_year else _date(local.date(), "full", _language())
    )
    return _("%(day)s, %(time)s", day=day, time=time)


def day_and_time(moment: datetime, zone: ZoneInfo) -> tuple[str, str]:
    """A moment as a letter says it, whenever it is read: 20. November 2026 and 09:12."""
    local = moment.astimezone(zone)
    return _date(local.date(), "long", _language()), f"{local.hour:02}:{local.minute:02}"


def day(of: date) -> str:
    """A day by itself: 20. November 2026."""
    return _date(of, "long", _language())


def day_in_full(of: date) -> str:
    """A day with its weekday: Freitag, 20. November 2026."""
    return _date(of, "full", _language())


def weekdays(of: Sequence[int]) -> str:
    """Days of the week in a sentence, Monday is 0: Montag und Mittwoch."""
    names = get_day_names("wide", locale=_language())
    return format_list([str(names[each]) for each in of], locale=_language())


def day_of(moment: datetime, zone: ZoneInfo) -> str:
    """The day of a moment: 20. November 2026."""
    return day(moment.astimezone(zone).date())


def clock(moment: datetime, zone: ZoneInfo) -> str:
    """The time of day to the second, for facts: 11:32:07."""
    return f"{moment.astimezone(zone):%H:%M:%S}"


def machine(moment: datetime) -> str:
    """A moment for <time>'s attribute; a filter, since calling a method takes Jinja four times as long."""
    return moment.isoformat()


def size(octets: int) -> str:
    """Octets as people say them: 84 KB, 1,2 MB."""
    if octets < KILO:
        return _("%(number)s bytes", number=octets)
    if round(octets / KILO) < KILO:
        return _("%(number)s KB", number=round(octets / KILO))
    amount, unit = (octets / KILO**2, "MB") if round(octets / KILO**2) < KILO else (octets / KILO**3, "GB")
    digits = "0.0" if amount < 10 else "0"
    return f"{_decimal(amount, digits, _language())} {unit}"


@lru_cache(maxsize=256)
def _decimal(amount: float, digits: str, language: str) -> str:
    return str(format_decimal(amount, format=digits, locale=language))


def counted(number: int) -> str:
    """A number of things as people write it: 1.240."""
    return str(format_decimal(number, locale=_language()))


def initials(person: Any) -> str:
    """One or two letters for the round mark of an account or an Address."""
    if isinstance(person, Address):
        return person.initials
    return Address(name=person.name, spec=person.address).initials


def people(addresses: Sequence[Address]) -> str:
    """Who stands in a row: the first two by name, and how many more."""
    named = ", ".join(marked(one.label) for one in addresses[:NAMES_SHOWN])
    more = len(addresses) - NAMES_SHOWN
    return f"{named} +{more}" if more > 0 else named


def folder_name(folder: Folder) -> str:
    """What a folder is called on screen: by its use where it has one, else by its own name."""
    if folder.special is None:
        return folder.label
    names: dict[str, Callable[[], str]] = {
        "INBOX": lambda: _("Inbox"),
        "DRAFTS": lambda: _("Drafts"),
        "OUTBOX": lambda: _("Outbox"),
        "SENT": lambda: _("Sent"),
        "SNOOZED": lambda: _("Snoozed"),
        "ARCHIVE": lambda: _("Archive folder"),
        "JUNK": lambda: _("Spam"),
        "TRASH": lambda: _("Trash"),
    }
    return names[folder.special.name]()


def warning(kind: str) -> str:
    """The sentence for what the reading of a message has noticed."""
    sentences = {
        "program": _("This file can start a program. Open it only if you expect it."),
        "double_extension": _("This file pretends to be of another kind. Open it only if you expect it."),
        "cut": _("This message is longer than is shown here. The download has all of it."),
        "links": _(
            "A link in this message leads elsewhere than its text says. The real address stands beside it. "
            "Open it only if you know that address."
        ),
    }
    return sentences.get(kind, _("This message was not built properly. Parts of it may be missing."))


FILTERS: dict[str, Callable[..., Any]] = {
    "when": when,
    "when_long": when_long,
    "clock": clock,
    "counted": counted,
    "day": day,
    "day_of": day_of,
    "machine": machine,
    "messages": messages,
    "size": size,
    "initials": initials,
    "people": people,
    "device_words": lambda sign_in: device_words(device_of(sign_in.device)),
    "folder_name": folder_name,
    "spoken_code": spoken,
    "voices": voices,
    "why_ended": why_ended,
    "warning": warning,
    "marked": marked,
}


def sentences() -> Callable[..., str]:
    """sentence() for one page, whose catalogue is looked up once."""
    translated = get_translations().ugettext

    def said(source: str, **named: object) -> str:
        text: str = translated(source)
        return text % named if named else text

    return said


def sentence(source: str, **named: object) -> str:
    """Gettext in templates: text like any other, so it is escaped where it stands.

    Jinja's own looks for language and catalogue anew with each sentence, and a page has dozens.
    """
    if "catalogue" not in g:
        g.catalogue = get_translations()
    text: str = g.catalogue.ugettext(source)
    return text % named if named else text


def install(app: Flask) -> None:
    """Makes the filters known to the templates."""
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(asset=asset, icon=icon, _=sentence)
