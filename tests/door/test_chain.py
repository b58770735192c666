"""Coming in through the portal and leaving through it."""

from tests.cast import ANNA
from tests.door.comer import Comer


def test_who_the_portal_signs_in_is_in_the_mailbox(comer: Comer) -> None:
    comer.come_in(ANNA).page.sees("Posteingang")
    assert comer.page.path == "/mailbox/"


def test_signing_out_ends_both_and_the_receipt_says_when(anna: Comer, portal: object) -> None:
    anna.leave().page.sees("Sie sind abgemeldet", "Postfach geschlossen", "Vom Schulportal abgemeldet")
    assert anna.portal.signed_in() == []
    assert not anna.sees_mail
