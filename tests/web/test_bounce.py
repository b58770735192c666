"""A bounce on the page: in words, the server's own folded, and the way to put it right."""

import pytest

from tests.letters import deliver
from tests.reports import EVA, bounce, original, read_receipt, recipient, returned_mail
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


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("delivered", "Sie liegt im Postfach."),
        ("relayed", "Sie wurde an einen Mailserver weitergegeben, der nichts weiter meldet."),
        ("expanded", "Sie wurde an alle auf diesem Verteiler weitergegeben."),
    ],
)
def test_whom_a_message_has_reached_is_said_too(
    anna: Visitor, dovecot: Dovecot, action: str, words: str
) -> None:
    ref = deliver(dovecot, bounce([recipient(action=action, status="2.0.0", said="smtp; 250 OK")]))
    anna.open(message_path(anna.app, ref)).sees("Rückmeldung zu: Wandertag", EVA, words)
    anna.misses("Nicht angekommen", "Korrigieren und erneut senden")


def test_a_report_about_several_tells_of_each(anna: Visitor, dovecot: Dovecot) -> None:
    reached = recipient(
        "boris.becker@schule.example", action="delivered", status="2.0.0", said="smtp; 250 OK"
    )
    ref = deliver(dovecot, bounce([recipient(), reached]))
    anna.open(message_path(anna.app, ref)).sees("Nicht angekommen: Wandertag", EVA)
    anna.sees("boris.becker@schule.example Sie liegt im Postfach.", "Korrigieren und erneut senden")


@pytest.mark.parametrize(
    ("disposition", "words"),
    [
        ("manual-action/MDN-sent-manually; displayed", "Sie wurde angezeigt."),
        ("automatic-action/MDN-sent-automatically; Deleted", "Sie wurde gelöscht, ohne angezeigt worden"),
        ("manual-action/MDN-sent-manually; denied", "Ob sie gelesen wurde, wird nicht mitgeteilt."),
    ],
)
def test_a_read_receipt_says_what_it_means(
    anna: Visitor, dovecot: Dovecot, disposition: str, words: str
) -> None:
    ref = deliver(dovecot, read_receipt(disposition))
    anna.open(message_path(anna.app, ref)).sees("Rückmeldung zu einer Ihrer Nachrichten", EVA, words)


def test_a_read_receipt_that_says_nothing_known_is_a_message_like_others(
    anna: Visitor, dovecot: Dovecot
) -> None:
    path = message_path(anna.app, deliver(dovecot, read_receipt("manual-action/x; dispatched")))
    anna.open(path).sees("Ich habe sie gelesen.").misses("Rückmeldung")
    assert post(anna, f"{path}/resend").status_code == 404


def test_an_ordinary_message_cannot_be_sent_again(anna: Visitor, dovecot: Dovecot) -> None:
    path = message_path(anna.app, deliver(dovecot))
    anna.open(path).misses("Korrigieren und erneut senden")
    assert post(anna, f"{path}/resend").status_code == 404


@both_ways
def test_a_message_that_came_back_without_a_report_is_taken_up_again(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, original().encode(), folder="Sent")
    deliver(dovecot, returned_mail(f"{EVA}: unknown\r\n\r\n{original(EVA)}"))
    anna.open("/mailbox/").follow("Mail delivery failed: returning message to sender")
    anna.sees("Ein Mailserver hat diese Nachricht von Ihnen zurückgeschickt: Wandertag")
    anna.press("Korrigieren und erneut senden")
    assert anna.page.select_one("[name=to]").get_text().strip() == EVA  # type: ignore[union-attr]


def test_what_names_no_message_of_ours_offers_nothing(anna: Visitor, dovecot: Dovecot) -> None:
    path = message_path(anna.app, deliver(dovecot, returned_mail(f"{EVA}: unknown\r\n\r\n{original()}")))
    anna.open(path).sees("unknown").misses("zurückgeschickt", "Korrigieren und erneut senden")
    assert post(anna, f"{path}/resend").status_code == 404
