"""The demo people, and everybody who writes to them."""

import hashlib
from dataclasses import dataclass
from enum import Enum

SCHOOL = "schule.example"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody who can sign in to the demo; the password stands on the screen."""

    name: str
    address: str
    password: str
    role: str

    @property
    def subject(self) -> str:
        """What the portal calls the person for ever; it says nothing of name and address."""
        return hashlib.sha256(self.address.encode()).hexdigest()[:16]


MARLENE = DemoPerson("Marlene Krause", f"marlene.krause@{SCHOOL}", "kreide-und-tafel", "teacher")
TOBIAS = DemoPerson("Tobias Lehmann", f"tobias.lehmann@{SCHOOL}", "zirkel-und-lineal", "teacher")
CARLA = DemoPerson("Carla Brandt", f"carla.brandt@{SCHOOL}", "hoerer-und-notiz", "helpdesk")
DARIO = DemoPerson("Dario Hofmann", f"dario.hofmann@{SCHOOL}", "schluessel-und-bund", "admin")
PEOPLE = (MARLENE, TOBIAS, CARLA, DARIO)


class Program(Enum):
    """What kind of program somebody writes with; decides about charsets, encodings and HTML."""

    OFFICE = "office"
    FREE = "free"
    PHONE = "phone"
    PORTAL = "portal"
    GROUPWARE = "groupware"
    OLD = "old"
    MODERN = "modern"


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody who writes mail."""

    name: str
    address: str
    program: Program

    @property
    def first(self) -> str:
        return self.name.split()[0]

    @property
    def last(self) -> str:
        return self.name.split()[-1]


WRITERS = {
    "marlene": Writer(MARLENE.name, MARLENE.address, Program.FREE),
    "tobias": Writer(TOBIAS.name, TOBIAS.address, Program.MODERN),
    "carla": Writer(CARLA.name, CARLA.address, Program.FREE),
    "dario": Writer(DARIO.name, DARIO.address, Program.FREE),
    "vogel": Writer("Jana Vogel", f"jana.vogel@{SCHOOL}", Program.OFFICE),
    "schulze": Writer("Holger Schulze", f"holger.schulze@{SCHOOL}", Program.PHONE),
    "yilmaz": Writer("Deniz Yılmaz", f"deniz.yilmaz@{SCHOOL}", Program.FREE),
    "boettcher": Writer("Kerstin Böttcher", f"kerstin.boettcher@{SCHOOL}", Program.OFFICE),
    "nguyen": Writer("Linh Nguyễn", f"linh.nguyen@{SCHOOL}", Program.PORTAL),
    "reinhardt": Writer("Ulrich Reinhardt", f"ulrich.reinhardt@{SCHOOL}", Program.OLD),
    "sommer": Writer("Friederike Sommer-Weiß", f"friederike.sommer-weiss@{SCHOOL}", Program.MODERN),
    "leitung": Writer("Schulleitung RS Am Park", f"leitung.am-park@{SCHOOL}", Program.OFFICE),
    "sekretariat": Writer("Sekretariat RS Am Park", f"sekretariat.am-park@{SCHOOL}", Program.OFFICE),
    "personalrat": Writer("Personalrat", f"personalrat@{SCHOOL}", Program.GROUPWARE),
    "beratung": Writer("Schulsozialarbeit, Frau Dörfler", f"sozialarbeit.am-park@{SCHOOL}", Program.PORTAL),
    "helpdesk": Writer("Helpdesk Dienstliche E-Mail", f"helpdesk@{SCHOOL}", Program.FREE),
    "schulamt": Writer("Schulamt Mittelthüringen", "poststelle@schulamt-mitte.example", Program.GROUPWARE),
    "ministerium": Writer("Ministerium für Bildung", "rundschreiben@bildung.example", Program.GROUPWARE),
    "institut": Writer("Institut für Lehrerbildung", "veranstaltungen@lehrerbildung.example", Program.PORTAL),
    "bibliothek": Writer("Bibliothek Erfurt", "ausleihe@stadtbibliothek.example", Program.OLD),
    "herberge": Writer(
        "Jugendherberge Weimar „Am Poseckschen Garten“", "weimar@herberge.example", Program.OFFICE
    ),
    "bus": Writer("Reisedienst Möbius", "buchung@reisedienst-moebius.example", Program.OLD),
    "verlag": Writer("Kreide & Feder Schulbuchverlag", "neues@kreide-feder.example", Program.PORTAL),
    "medien": Writer("Medienzentrum", "newsletter@medienzentrum.example", Program.PORTAL),
    "gesundheit": Writer("Betriebsarzt und Gesundheit", "vorsorge@betriebsarzt.example", Program.GROUPWARE),
    "wettbewerb": Writer("Mathematik-Olympiade", "anmeldung@matheolympiade.example", Program.FREE),
    "museum": Writer("Naturkundemuseum, Museumspädagogik", "paedagogik@museum.example", Program.MODERN),
    "kasse": Writer("Beihilfestelle", "beihilfe@landesfinanz.example", Program.GROUPWARE),
    "hausmeister": Writer("Hausmeister Am Park", f"technik.am-park@{SCHOOL}", Program.PHONE),
    "verein": Writer("Förderverein RS Am Park e. V.", "vorstand@foerderverein-am-park.example", Program.FREE),
    "gewinn": Writer("GEWINN-ZENTRALE", "no-reply@traumgewinn.example", Program.OLD),
    "paket": Writer("Ihr Paketbote", "zustellung@paket-jetzt-hier.example", Program.OLD),
    "support": Writer("IT-Support schule.example", "support@postfach-pruefung.example", Program.PORTAL),
}

COLLEAGUES = ("vogel", "schulze", "yilmaz", "boettcher", "nguyen", "reinhardt", "sommer", "tobias")

# Child, parent, the parent's address, the program the parent uses.
_FAMILIES = """
Emre Özdemir|Ayşe Özdemir|ayse.oezdemir@familienpost.example|PHONE
Lena Hartmann|Sabine Hartmann|s.hartmann@postfach.example|OFFICE
Jonas Köhler|Michael Köhler|michael.koehler@firma-koehler.example|OFFICE
Mia Wagner|Claudia Wagner|cwagner@familienpost.example|PHONE
Finn Großmann|Katrin Großmann|grossmann.k@freepost.example|PORTAL
Olena Kovalenko|Iryna Kovalenko|iryna.kovalenko@freepost.example|MODERN
Paul Schäfer|Thomas Schäfer|tschaefer@postfach.example|OLD
Hanna Müller|Anja Müller|anja.mueller@familienpost.example|PHONE
Leon Weiß|Stefan Weiß|stefan.weiss@postfach.example|FREE
Sophie Lindner|Dr. Petra Lindner|petra.lindner@praxis-lindner.example|OFFICE
Noah Brückner|Daniela Brückner|d.brueckner@freepost.example|PORTAL
Zofia Wójcik|Marta Wójcik|marta.wojcik@poczta.example|MODERN
Ben Richter|Heiko Richter|heiko.richter@handwerk-richter.example|OLD
Clara Jäger|Julia Jäger|julia.jaeger@familienpost.example|PHONE
Elias Nasser|Rania Nasser|rania.nasser@freepost.example|PHONE
Marie Thömmes|Gerd Thömmes|g.thoemmes@postfach.example|FREE
Luca Schröder|Nicole Schröder|nicole.schroeder@familienpost.example|PHONE
Amelie François|Chloé François|chloe.francois@courrier.example|MODERN
""".strip()


@dataclass(frozen=True, slots=True)
class Family:
    """A child of class 7b and the parent who writes."""

    child: str
    parent: Writer


def _family(line: str) -> Family:
    child, name, address, program = line.split("|")
    return Family(child, Writer(name, address, Program[program]))


FAMILIES = tuple(_family(line) for line in _FAMILIES.splitlines())
