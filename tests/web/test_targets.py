"""Where messages go: copying, a new folder on the way, the last targets first, the archive by year."""

from datetime import UTC, datetime

import pytest

from tests.cast import ANNA
from tests.conftest import HeldClock, MakeApp
from tests.letters import deliver, folders, subjects
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.test_mailbox import pick, shown
from webmail.config import Config, Mail


@pytest.fixture
def filled(anna: Visitor, dovecot: Dovecot) -> Visitor:
    """Anna with three letters and folders of her own, on the list."""
    folders(dovecot, "Klassen", "Abitur")
    for number in range(3):
        deliver(dovecot, subject=f"Brief {number}")
    return anna.reload()


def offered(visitor: Visitor) -> list[str]:
    return [each.get_text(strip=True) for each in visitor.page.select(".choices button")]


@both_ways
def test_a_selection_is_copied(filled: Visitor, dovecot: Dovecot) -> None:
    pick(filled, "Brief 0", "Brief 2").press("Kopieren …", within="[role=toolbar]")
    filled.sees("Wohin sollen Kopien der 2 Nachrichten?").press("Klassen").sees("2 Nachrichten kopiert.")
    assert len(shown(filled)) == 3
    assert subjects(dovecot, "Klassen") == ["Brief 0", "Brief 2"]


@both_ways
def test_an_opened_message_is_copied_and_stays_open(filled: Visitor, dovecot: Dovecot) -> None:
    filled.follow("Brief 1").press("Kopieren …", within=".toolbar").press("Klassen").sees("Kopiert.")
    assert filled.has("#message-subject")
    assert subjects(dovecot, "Klassen") == ["Brief 1"]


@both_ways
def test_messages_move_into_a_new_folder(filled: Visitor, dovecot: Dovecot) -> None:
    pick(filled, "Brief 0", "Brief 1").press("Verschieben …", within="[role=toolbar]")
    filled.fill(new="Ausflug").press("In neuen Ordner verschieben").sees("2 Nachrichten verschoben.")
    assert subjects(dovecot, "Ausflug") == ["Brief 0", "Brief 1"]
    filled.press("Rückgängig")
    assert len(shown(filled)) == 3


@both_ways
def test_a_wrong_name_for_the_new_folder_keeps_selection_and_words(filled: Visitor, dovecot: Dovecot) -> None:
    pick(filled, "Brief 0").press("Verschieben …", within="[role=toolbar]")
    filled.fill(new="Klassen").press("In neuen Ordner verschieben")
    assert filled.status == 422
    filled.sees("Einen Ordner mit diesem Namen gibt es schon.")
    field = filled.page.select_one("input[name=new]")
    assert field is not None
    assert field["value"] == "Klassen"
    filled.press("Abitur")
    assert subjects(dovecot, "Abitur") == ["Brief 0"]


def test_the_last_target_is_offered_first(filled: Visitor, clock: HeldClock) -> None:
    for subject, folder in (("Brief 0", "Klassen"), ("Brief 1", "Abitur")):
        pick(filled, subject).press("Verschieben …", within="[role=toolbar]").press(folder)
        clock.move(seconds=1)
    pick(filled, "Brief 2").press("Verschieben …", within="[role=toolbar]").sees("Zuletzt verwendet")
    assert offered(filled)[:2] == ["Abitur", "Klassen"]


def test_a_target_that_is_gone_is_not_offered(filled: Visitor, dovecot: Dovecot) -> None:
    pick(filled, "Brief 0").press("Verschieben …", within="[role=toolbar]").press("Klassen")
    with dovecot.client(ANNA.address) as client:
        client.delete_folder("Klassen")
    pick(filled.reload(), "Brief 1").press("Verschieben …", within="[role=toolbar]")
    filled.misses("Zuletzt verwendet", "Klassen")


def test_the_archive_by_year_says_archived_and_can_be_undone(
    make_app: MakeApp, config: Config, dovecot: Dovecot
) -> None:
    app = make_app(mail=Mail(archive="by_year"))
    for year in (2023, 2024):
        deliver(dovecot, subject=f"Aus {year}", received=datetime(year, 5, 1, 12, tzinfo=UTC))
    anna = Visitor(app, base_url=config.server.url).sign_in(ANNA)
    pick(anna, "Aus 2023", "Aus 2024").press("Archivieren", within="[role=toolbar]")
    anna.sees("2 Nachrichten archiviert.")
    assert subjects(dovecot, "Archive/2023") == ["Aus 2023"]
    assert subjects(dovecot, "Archive/2024") == ["Aus 2024"]
    anna.press("Rückgängig").sees("2 Nachrichten zurückgeholt.")
    assert sorted(shown(anna)) == ["Aus 2023", "Aus 2024"]
