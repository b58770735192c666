"""Space on the screen: the foot of the folders, the warning, the page that makes room."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from tests.cast import ANNA
from tests.conftest import MakeApp
from tests.letters import deliver, subjects
from tests.servers.dovecot import Dovecot
from tests.servers.fault import Fault
from tests.visitor import Visitor, both_ways
from tests.web.test_mailbox import pick, shown
from webmail.config import Config
from webmail.mail import Quota
from webmail.web import space_words

GIGA = 1024**3
Fill = Callable[[int], None]


@pytest.fixture
def filled_to(monkeypatch: pytest.MonkeyPatch) -> Fill:
    """Makes the store say so; what it really says, and when it is asked, tests/mail has."""

    def fill(percent: int) -> None:
        quota = Quota(-(-2 * GIGA * percent // 100), 2 * GIGA)
        monkeypatch.setattr(space_words, "find_quota", lambda _borrower, **_how: quota)

    return fill


def test_the_foot_of_the_folders_says_how_much_is_used(anna: Visitor, filled_to: Fill) -> None:
    filled_to(60)
    anna.reload().sees("1,2 von 2 GB belegt")
    assert "Platz schaffen" not in anna.text


def test_little_is_said_in_a_smaller_unit(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, text="x" * 3_000_000)
    anna.reload().sees("MB von 1 GB belegt")


@pytest.mark.parametrize(
    ("percent", "sentence"),
    [
        (80, "Der Platz wird knapp: 80 Prozent"),
        (90, "fast voll: 90 Prozent"),
        (100, "Ihr Postfach ist voll."),
    ],
)
def test_scarce_space_is_said_with_the_way_to_make_room(
    anna: Visitor, filled_to: Fill, percent: int, sentence: str
) -> None:
    filled_to(percent)
    anna.reload().sees(sentence)
    assert bool(anna.page.select(".scarce")) == (percent >= 90)
    assert anna.page.select(".space")[0]["href"] == "/mailbox/space"


def test_below_80_percent_nothing_warns(anna: Visitor, filled_to: Fill) -> None:
    filled_to(79)
    assert not anna.reload().page.select(".space__warning, .scarce")


def test_a_fragment_never_asks_how_much_is_used(
    app_before_fault: Flask, fault: Fault, dovecot: Dovecot, config: object
) -> None:
    deliver(dovecot)
    anna = Visitor(app_before_fault, mode="htmx").sign_in(ANNA)
    anna.app.extensions["dienstpost"].mailbox.args[2].quotas.drop(ANNA.address)
    before = len(fault.commands)
    anna.follow("Elternabend")
    assert not [command for command in fault.commands[before:] if b"QUOTA" in command]


def test_the_page_says_what_happens_to_mail_that_does_not_fit(anna: Visitor) -> None:
    anna.open("/mailbox/space").sees("werden neue Nachrichten nicht mehr angenommen")


def test_the_site_may_say_it_in_its_own_words(make_app: MakeApp, config: Config) -> None:
    app = make_app(service=replace(config.service, full_mailbox="Post wartet dann fünf Tage."))
    Visitor(app).sign_in(ANNA).open("/mailbox/space").sees("Post wartet dann fünf Tage.")


@both_ways
def test_the_largest_messages_say_size_and_folder_and_are_deleted_together(
    anna: Visitor, dovecot: Dovecot
) -> None:
    deliver(dovecot, subject="Film", text="x" * 400_000)
    deliver(dovecot, folder="Klassen", subject="Bilder", text="x" * 300_000)
    anna.open("/mailbox/space").sees("Speicherplatz")
    assert shown(anna) == ["Film", "Bilder"]
    assert "Klassen · 312 KB" in anna.page.select(".row__snippet")[1].get_text()
    pick(anna, "Film", "Bilder").press("Löschen", within="[role=toolbar]").sees("2 Nachrichten in den Papier")
    assert sorted(subjects(dovecot, "Trash")) == ["Bilder", "Film"]
    anna.reload().sees("2 Nachrichten im Papierkorb belegen noch Platz.")


@both_ways
def test_a_message_opens_beside_the_largest(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Film", text="x" * 400_000)
    anna.open("/mailbox/space").follow("Film").reload()
    assert shown(anna) == ["Film"]
    anna.follow("Zurück zur Liste").sees("Was Platz schafft")


def test_an_empty_mailbox_has_a_page_too(anna: Visitor) -> None:
    anna.open("/mailbox/space").sees("Es gibt keine großen Nachrichten.")


def test_news_brings_the_counts_and_no_new_look_at_all_folders(
    anna: Visitor, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(dovecot)
    section = anna.open("/mailbox/space").page.select_one("#messages")
    assert section is not None
    assert not section.has_attr("data-live")
    monkeypatch.setattr("webmail.web.space_page.find_space", lambda _borrower: 1 / 0)
    anna.open(str(section["data-list"]), HX_Request="true", HX_Target="messages", Live_Refresh="1")
    assert (anna.status, anna.has("#tree"), anna.has("#unread")) == (200, True, True)


def test_to_offer_what_makes_room_costs_no_look_at_the_list(
    app_before_fault: Flask, fault: Fault, dovecot: Dovecot
) -> None:
    files = {"Film.bin": ("application/octet-stream", b"x" * 1000)}
    deliver(dovecot, subject="Film", files=files)
    deliver(dovecot, subject="Noten")
    anna = Visitor(app_before_fault, mode="htmx").sign_in(ANNA)
    anna.open("/mailbox/?only=unread")
    before = len(fault.commands)
    anna.follow("Film")
    assert not [command for command in fault.commands[before:] if b"SEARCH" in command or b"SORT" in command]


@both_ways
def test_beside_the_largest_a_message_offers_to_lose_its_attachments(anna: Visitor, dovecot: Dovecot) -> None:
    files = {"Film.bin": ("application/octet-stream", b"x" * 1000)}
    deliver(dovecot, subject="Film", files=files)
    anna.open("/mailbox/space").follow("Film")
    assert anna.has(".attachments .buttons a")
    assert not anna.open("/mailbox/").follow("Film").has(".attachments .buttons a")
