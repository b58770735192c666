"""Who stands in the demo's staff directory, and what Marlene keeps in her address book."""

from datetime import datetime

from flask import Flask

from webmail import clock
from webmail.accounts import Account, Preferences, note_former_address
from webmail.accounts.lookup import find_by_address
from webmail.contacts import Card
from webmail.database import db
from webmail.demo.people import COLLEAGUES, FAMILIES, MARLENE, PEOPLE, SCHOOL, WRITERS

OWN_SCHOOL = "Regelschule Am Park"
# Names that are there more than once, as in every large service; the school tells them apart.
_OTHERS = """
Thomas Müller|thomas.mueller|Goethe-Gymnasium Weimar
Thomas Müller|thomas.mueller2|Grundschule Am Ring
Thomas Müller|thomas.mueller3|Berufsschule Erfurt Nord
Anna Schmidt|anna.schmidt|Goethe-Gymnasium Weimar
Anna Schmidt|anna.schmidt2|Regelschule Am Park
René Großmann|rene.grossmann|Grundschule Am Ring
Zoë Jäger|zoe.jaeger|Goethe-Gymnasium Weimar
Björn Weiß|bjoern.weiss|Berufsschule Erfurt Nord
Maria Böhm|maria.boehm|Grundschule Am Ring
Karin Schröder|karin.schroeder|Regelschule Am Park
""".strip()


def enter(app: Flask) -> None:
    """Puts everybody into the directory and fills Marlene's book; once, in a database that is new."""
    now = clock.now()
    with app.app_context():
        for name, address, school in _everybody():
            db.session.add(_account(name, address, school, at=now))
        db.session.commit()
        marlene = find_by_address(MARLENE.address)
        sommer = find_by_address(WRITERS["sommer"].address)
        assert marlene is not None
        assert sommer is not None
        note_former_address(sommer, f"friederike.sommer@{SCHOOL}", at=now)
        book = app.extensions["dienstpost"].contacts(marlene).book
        book.add_all([*_parents(), *_circle()])


def _everybody() -> list[tuple[str, str, str]]:
    known = [(person.name, person.address, OWN_SCHOOL) for person in PEOPLE]
    written = [(WRITERS[each].name, WRITERS[each].address, OWN_SCHOOL) for each in COLLEAGUES]
    others = [line.split("|") for line in _OTHERS.splitlines()]
    found = [*known, *written, *((name, f"{local}@{SCHOOL}", school) for name, local, school in others)]
    return list({address: (name, address, school) for name, address, school in found}.values())


def _account(name: str, address: str, school: str, *, at: datetime) -> Account:
    return Account(name=name, address=address, school=school, created_at=at, preferences=Preferences())


def _parents() -> list[Card]:
    return [
        Card(
            name=family.parent.name,
            addresses=(family.parent.address,),
            note=f"{family.child}, 7b",
            groups=("Eltern 7b",),
        )
        for family in FAMILIES
    ]


def _circle() -> list[Card]:
    cards = [
        Card(
            name=WRITERS[each].name,
            addresses=(WRITERS[each].address,),
            organisation=OWN_SCHOOL,
            groups=("Fachschaft Mathematik",),
        )
        for each in ("vogel", "schulze", "yilmaz", "boettcher")
    ]
    bus, club = WRITERS["bus"], WRITERS["verein"]
    return [
        *cards,
        Card(
            name="Friederike Sommer",
            addresses=(f"friederike.sommer@{SCHOOL}",),
            groups=("Fachschaft Mathematik",),
        ),
        Card(name=bus.name, addresses=(bus.address,), telephone="0361 555-0188"),
        Card(name=club.name, addresses=(club.address,)),
    ]
