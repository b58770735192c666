"""The small words of a page: times as people say them, sizes, initials, names of folders."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask, current_app, render_template_string
from flask_babel import Babel, force_locale

from webmail.accounts import Account
from webmail.mail import Folder, SpecialUse
from webmail.mail.address import Address
from webmail.web import filters

BERLIN = ZoneInfo("Europe/Berlin")
# A Tuesday, 11:45 in Berlin.
NOW = datetime(2026, 11, 24, 10, 45, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _words() -> Iterator[None]:
    """A request in which gettext and the languages work; nothing else of the application."""
    app = Flask(__name__)
    Babel(app, default_translation_directories="", default_locale="en")
    with app.test_request_context():
        yield


def shown(moment: datetime, language: str) -> str:
    with force_locale(language):
        return filters.when(moment, NOW, BERLIN)


def test_today_is_shown_by_its_time_in_the_schools_zone() -> None:
    assert shown(datetime(2026, 11, 24, 8, 41, tzinfo=UTC), "de") == "09:41"


def test_the_day_changes_at_midnight_of_the_school_not_of_greenwich() -> None:
    assert shown(datetime(2026, 11, 23, 23, 5, tzinfo=UTC), "de") == "00:05"


def test_yesterday_is_a_word() -> None:
    assert shown(NOW - timedelta(days=1), "en") == "Yesterday"


@pytest.mark.parametrize(("language", "word"), [("de", "Fr."), ("en", "Fri")])
def test_the_last_week_is_shown_by_its_weekday(language: str, word: str) -> None:
    assert shown(NOW - timedelta(days=4), language) == word


@pytest.mark.parametrize(("language", "word"), [("de", "12.11."), ("en", "Nov 12")])
def test_this_year_is_shown_without_the_year(language: str, word: str) -> None:
    assert shown(NOW - timedelta(days=12), language) == word


@pytest.mark.parametrize(("language", "word"), [("de", "20.11.2024"), ("en", "Nov 20, 2024")])
def test_another_year_is_shown_with_it(language: str, word: str) -> None:
    assert shown(datetime(2024, 11, 20, 9, 0, tzinfo=UTC), language) == word


def test_a_week_ago_is_a_date_since_the_weekday_would_be_taken_for_today() -> None:
    assert shown(NOW - timedelta(days=7), "de") == "17.11."


def test_a_message_from_the_future_is_shown_by_its_date() -> None:
    assert shown(NOW + timedelta(days=2), "de") == "26.11."


def test_a_message_says_today_and_the_time() -> None:
    assert filters.when_long(datetime(2026, 11, 24, 8, 12, tzinfo=UTC), NOW, BERLIN) == "today, 09:12"


@pytest.mark.parametrize(
    ("language", "word"), [("de", "20. November 2024, 10:00"), ("en", "November 20, 2024, 10:00")]
)
def test_a_message_says_the_whole_date(language: str, word: str) -> None:
    with force_locale(language):
        assert filters.when_long(datetime(2024, 11, 20, 9, 0, tzinfo=UTC), NOW, BERLIN) == word


def test_a_message_of_the_last_week_names_its_weekday() -> None:
    with force_locale("de"):
        assert filters.when_long(NOW - timedelta(days=4), NOW, BERLIN).startswith(
            "Freitag, 20. November 2026"
        )


def test_a_fact_has_seconds() -> None:
    assert filters.clock(datetime(2026, 11, 24, 10, 32, 7, tzinfo=UTC), BERLIN) == "11:32:07"


@pytest.mark.parametrize(
    ("octets", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (84_300, "84 KB"), (1_234_000, "1.2 MB"), (48_000_000, "48 MB")],
)
def test_sizes_are_said_in_the_unit_that_fits(octets: int, words: str) -> None:
    assert filters.size(octets) == words


def test_no_size_is_said_as_a_thousand_of_the_smaller_unit() -> None:
    assert filters.size(999_999) == "1.0 MB"


def test_german_sizes_have_a_comma() -> None:
    with force_locale("de"):
        assert filters.size(1_234_000) == "1,2 MB"


def test_an_account_has_the_initials_of_its_name() -> None:
    account = Account(address="marlene.krause@schule.example", name="Marlene Krause", created_at=NOW)
    assert filters.initials(account) == "MK"


def test_an_address_without_a_name_has_the_initials_of_its_words() -> None:
    assert filters.initials(Address(name="", spec="jana.vogel@schule.example")) == "JV"


def test_a_row_names_two_people_and_counts_the_others() -> None:
    three = tuple(Address(name=name, spec=f"{name}@schule.example") for name in ("Anna", "Boris", "Carla"))
    assert filters.people(three) == "Anna, Boris +1"


def test_nobody_is_no_name() -> None:
    assert filters.people(()) == ""


def folder(label: str, special: SpecialUse | None) -> Folder:
    return Folder(
        name=label, label=label, delimiter="/", depth=0, special=special, selectable=True, unread=0, total=0
    )


def test_a_folder_with_a_use_is_called_by_it() -> None:
    assert filters.folder_name(folder("Deleted Items", SpecialUse.TRASH)) == "Trash"


@pytest.mark.parametrize("use", list(SpecialUse))
def test_every_use_has_a_name(use: SpecialUse) -> None:
    assert filters.folder_name(folder("x", use)) != "x"


def test_ones_own_folder_keeps_its_name() -> None:
    assert filters.folder_name(folder("Klasse 7b", None)) == "Klasse 7b"


def test_a_warning_nobody_knows_still_says_something() -> None:
    assert filters.warning("never heard of")


def test_a_name_in_a_sentence_of_a_template_is_escaped() -> None:
    filters.install(current_app._get_current_object())  # type: ignore[attr-defined]
    text = render_template_string('{{ _("Menu of %(name)s", name=name) }}', name="<b>Anna</b>")
    assert text == "Menu of &lt;b&gt;Anna&lt;/b&gt;"


def test_a_moment_is_given_to_machines_with_its_zone() -> None:
    assert filters.machine(NOW) == "2026-11-24T10:45:00+00:00"
