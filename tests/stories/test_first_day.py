"""A newcomer's first day, from the start page to the receipt."""

from tests.cast import ANNA
from tests.letters import deliver
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways


@both_ways
def test_a_newcomers_first_day(visitor: Visitor, dovecot: Dovecot) -> None:
    """Nothing was set up: no account, no preferences, not even a folder that was ever opened."""
    visitor.open("/").sees("Anmelden", "E-Mail-Adresse")
    visitor.sign_in(ANNA, typed="Vertippt-1").sees("Adresse und Passwort passen nicht zusammen")
    visitor.sign_in(ANNA).sees("Posteingang", "Dieser Ordner ist leer.", "Keine Nachricht geöffnet.")
    visitor.follow("Hilfe").sees("Landesschulamt")
    deliver(dovecot, subject="Willkommen", html="<p>Schön, dass Sie da sind.</p>", text="Schön.")
    visitor.open("/mailbox/").follow("Willkommen").frame().sees("Schön, dass Sie da sind.")
    visitor.press("Archivieren", within=".toolbar").sees("Archiviert.")
    visitor.follow("Archiv").sees("Willkommen")
    visitor.press("English").sees("Archive folder", "Inbox").press("Deutsch").sees("Archiv")
    visitor.press("Abmelden").sees("Sie sind abgemeldet")
