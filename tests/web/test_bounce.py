"""A bounce on the page: in words, the server's own folded, and the way to put it right."""

import pytest

from tests.letters import deliver
from tests.reports import EVA, bounce, original, recipient
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.deed import message_path, post


@both_ways
def test_a_bounce_is_explained_and_taken_up_again(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, original().encode(), folder="Sent")
    deliver(dovecot, bounce())
    anna.open("/mailbox/?only=unread").follow("Undelivered Mail Returned to Sender")
    anna.sees("Nicht angekommen: Wandertag", EVA, "Diese Adresse gibt es nicht. Prüfen Sie die Schreibweise.")
    assert anna.page.select_one(".bounce details") is not None
    anna.press("Korrigieren und erneut senden")
    assert "only=unread" in str(anna.page.select_one("#compose [name=back], [name=back][form=compose]"))
    assert anna.page.select_one("[name=to]").get_text().strip() == EVA  # type: ignore[union-attr]
    assert "Wir treffen uns um acht." in anna.page.select_one("textarea[name=text]").get_text()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("5.2.2", "Dieses Postfach ist voll."),
        ("5.1.2", "Der Teil hinter dem @ existiert nicht"),
        ("5.3.4", "zu groß"),
        ("5.9.9", "Der andere Mailserver hat die Nachricht nicht angenommen."),
    ],
)
def test_each_reason_has_its_words(anna: Visitor, dovecot: Dovecot, status: str, words: str) -> None:
    ref = deliver(dovecot, bounce([recipient(status=status, said="smtp; no")]))
    anna.open(message_path(anna.app, ref)).sees(words)


def test_a_delay_asks_for_nothing(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, bounce([recipient(action="delayed", status="4.4.1")]))
    anna.open(message_path(anna.app, ref)).sees("noch nicht angekommen", "Sie müssen nichts tun.")
    anna.misses("Korrigieren und erneut senden")


def test_the_words_of_a_server_are_no_html(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, bounce([recipient(said="smtp; <img src=x onerror=alert(1)>")]))
    assert b"<img src=x" not in anna.open(message_path(anna.app, ref)).body


def test_an_ordinary_message_cannot_be_sent_again(anna: Visitor, dovecot: Dovecot) -> None:
    path = message_path(anna.app, deliver(dovecot))
    anna.open(path).misses("Korrigieren und erneut senden")
    assert post(anna, f"{path}/resend").status_code == 404
