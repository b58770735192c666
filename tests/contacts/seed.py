"""An address book with one of everything, for those who walk through all pages."""

from tests.cast import Person
from tests.conftest import MONDAY
from tests.house.walk import PIXEL
from tests.visitor import Visitor
from webmail.accounts import note_former_address
from webmail.accounts.lookup import find_by_address
from webmail.contacts import Card, Photo
from webmail.database import db


def fill_book(visitor: Visitor, person: Person) -> None:
    """Contacts with photo, group, twin and old address, somebody else in the group, a collected address."""
    with visitor.app.app_context():
        account = find_by_address(person.address)
        assert account is not None
        mine = visitor.app.extensions["dienstpost"].contacts(account)
        old = ("jana.alt@schule.example",)
        mine.book.add_all(
            [
                Card(name="Jana Vogel", addresses=old, photo=Photo(PIXEL, "image/png"), groups=("Chor",)),
                Card(name="Vogel, Jana", addresses=("jana@gmx.example",)),
            ]
        )
        (choir,) = mine.groups.all()
        mine.groups.take_in(choir.number, [("Eva Maier", "eva@x.example"), ("Jana Vogel", *old)])
        mine.collected.note_sent([("Familie Özdemir", "oezdemir@gmx.example")])
        note_former_address(account, old[0], at=MONDAY)
        account.school = "Goethe-Schule"
        db.session.commit()
