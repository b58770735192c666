"""A day's mail: read it, find it, tidy it up, change one's mind."""

import pytest

from tests.cast import ANNA
from tests.letters import PIXEL, deliver, folders, subjects
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.test_mailbox import pick, shown


@both_ways
def test_anna_reads_moves_and_takes_it_back(visitor: Visitor, dovecot: Dovecot) -> None:
    folders(dovecot, "Klasse 7b/Ausflüge")
    deliver(dovecot, subject="Wandertag", text="Treffpunkt ist der Bahnhof.")
    deliver(dovecot, subject="Konferenz")
    visitor.sign_in(ANNA).sees("Posteingang")
    visitor.follow("Wandertag").sees("Treffpunkt ist der Bahnhof.")
    visitor.press("Verschieben …", within=".toolbar").sees("Wohin soll die Nachricht?")
    visitor.press("Ausflüge").sees("Verschoben.")
    assert shown(visitor) == ["Konferenz"]
    visitor.press("Rückgängig").sees("Zurückgeholt.", "Wandertag")
    assert subjects(dovecot, "Klasse 7b/Ausflüge") == []
    visitor.press("Abmelden").sees("Sie sind abgemeldet")


@both_ways
def test_anna_empties_her_trash_after_being_asked(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Werbung")
    deliver(dovecot, subject="Wichtig")
    pick(anna.reload(), "Werbung").press("Löschen", within="[role=toolbar]")
    anna.sees("In den Papierkorb verschoben.")
    anna.follow("Papierkorb").follow("Werbung").press("Löschen", within=".toolbar")
    anna.sees("Diese Nachricht endgültig löschen?", "Danach lässt sie sich nicht zurückholen.")
    anna.press("Endgültig löschen").sees("Endgültig gelöscht.", "Dieser Ordner ist leer.")
    assert subjects(dovecot, "Trash") == []
    assert subjects(dovecot) == ["Wichtig"]


@both_ways
def test_a_newsletter_is_read_with_and_without_its_images(anna: Visitor, dovecot: Dovecot) -> None:
    html = '<h1>Rundbrief</h1><img src="cid:kopf@amt.example"><img src="https://zaehler.example/1.gif">'
    deliver(dovecot, subject="Rundbrief", html=html, images={"kopf@amt.example": PIXEL})
    anna.reload().follow("Rundbrief").sees("Bilder laden")
    before = [str(image.get("src", "")) for image in anna.frame().page.select("img")]
    assert any(source.startswith("/message/") for source in before)
    assert not any("zaehler" in source for source in before)
    after = [str(image.get("src", "")) for image in anna.follow("Bilder laden").frame().page.select("img")]
    assert "https://zaehler.example/1.gif" in after


@pytest.mark.usefixtures("unhurried_search")
@both_ways
def test_a_search_is_opened_acted_upon_and_left(anna: Visitor, dovecot: Dovecot) -> None:
    for number in range(3):
        deliver(dovecot, subject=f"Prüfung {number}")
    deliver(dovecot, subject="Mensa")
    anna.reload().fill(words="prüfung").press("Suchen").sees("3 Nachrichten gefunden")
    anna.follow("Prüfung 1").press("Mit Stern markieren", within=".toolbar").follow("Zurück zur Liste")
    assert set(shown(anna)) == {"Prüfung 0", "Prüfung 1", "Prüfung 2"}
    anna.follow("Suche beenden")
    assert "Mensa" in shown(anna)
