"""The trash says since when its messages lie there, and until when."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.cast import ANNA
from tests.conftest import HeldClock, MakeApp
from tests.letters import deliver
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.deed import list_path
from webmail.config import Config

OLD = datetime(2020, 3, 4, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today(clock: HeldClock) -> None:
    """The store has a clock of its own."""
    clock.moment = datetime.now(UTC)


def snippet(visitor: Visitor) -> str:
    return visitor.page.select(".row__snippet")[0].get_text(" ", strip=True)


def said(day: datetime) -> str:
    here = day.astimezone(ZoneInfo("Europe/Berlin"))
    return f"{here.day}.{here.month}."


@both_ways
def test_rows_say_when_they_were_deleted(anna: Visitor, dovecot: Dovecot, clock: HeldClock) -> None:
    deliver(dovecot, subject="Weg", received=OLD)
    anna.reload().follow("Weg").press("Löschen", within="#message").follow("Papierkorb")
    assert snippet(anna).startswith(f"Gelöscht am {said(clock.moment)}")
    assert "endgültig entfernt" not in anna.text


def test_with_days_configured_they_say_when_they_will_be_gone(
    make_app: MakeApp, config: Config, dovecot: Dovecot
) -> None:
    app = make_app(store=replace(config.store, trash_days=30))
    deliver(dovecot, folder="Trash")
    anna = Visitor(app).sign_in(ANNA)
    anna.open(list_path(app, "Trash")).sees("Gelöschtes bleibt hier 30 Tage")
    assert ", weg ab " in snippet(anna)


def test_other_folders_say_nothing_of_it(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot)
    assert "Gelöscht" not in snippet(anna.reload())
