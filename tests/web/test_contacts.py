"""The area of contacts: proposals, the directory, collected addresses; and nobody's but one's own."""

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from tests.cast import ANNA, BORIS, CARLA, Person
from tests.conftest import MONDAY
from tests.contacts.conftest import enrol
from tests.letters import deliver
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink
from tests.visitor import Visitor, both_ways
from tests.web.deed import message_path, post
from tests.web.desk import begin, in_english, press
from webmail.accounts import note_former_address
from webmail.accounts.lookup import find_by_address
from webmail.contacts import Card, PersonalContacts, Photo
from webmail.contacts.models import PendingImport
from webmail.database import db
from webmail.mail import read_recipients
from webmail.web.recipient_words import as_recipients

JANA = "jana.vogel@schule.example"


def contacts(visitor: Visitor, person: Person = ANNA) -> PersonalContacts:
    """Within the app's context: what this person has."""
    account = find_by_address(person.address)
    assert account is not None
    found: PersonalContacts = visitor.app.extensions["dienstpost"].contacts(account)
    return found


@pytest.fixture
def jana(app: Flask) -> str:
    """A colleague at another school."""
    with app.app_context():
        enrol("Jana Vogel", JANA, "Goethe-Gymnasium Weimar")
    return JANA


def proposed(visitor: Visitor, typed: str) -> BeautifulSoup:
    visitor.open("/contacts/")
    return BeautifulSoup(post(visitor, "/contacts/suggest", {"q": typed}).text, "html.parser")


# -- proposals -------------------------------------------------------------------------------


def test_proposals_are_options_that_say_what_they_write(anna: Visitor, jana: str) -> None:
    with anna.app.app_context():
        mine = contacts(anna)
        number = mine.book.add(Card(name='Vogel, "Otto" <x>', addresses=("otto@gmx.example",)))
        mine.groups.put(number, into=[mine.groups.make("Vogelschutz")])
    options = proposed(anna, "vogel").select("li[role=option]")
    assert [each["id"] for each in options] == ["suggestion-1", "suggestion-2", "suggestion-3"]
    written = '"Vogel, \\"Otto\\" <x>" <otto@gmx.example>'
    assert [each["data-written"] for each in options] == [written, written, f"Jana Vogel <{JANA}>"]
    assert [each.get("data-count") for each in options] == ["1", None, None]
    assert "Goethe-Gymnasium Weimar" in options[2].text
    assert "Personalverzeichnis" in options[2].text


def test_without_a_word_nothing_is_proposed(anna: Visitor, jana: str) -> None:
    assert proposed(anna, "").select("li") == []


def test_words_never_stand_in_an_address(anna: Visitor) -> None:
    for path in ("/contacts/suggest?q=jana", "/contacts/suggest"):
        assert anna.open(path).status == 405


def test_a_stranger_and_a_request_without_token_are_proposed_nothing(anna: Visitor, visitor: Visitor) -> None:
    visitor.open("/session/")
    assert post(visitor, "/contacts/suggest", {"q": "anna"}).status_code == 401
    assert anna.client.post("/contacts/suggest", base_url=anna.base_url, data={"q": "a"}).status_code == 400


# -- the staff directory ---------------------------------------------------------------------


@both_ways
def test_a_colleague_is_found_and_taken_into_the_book(anna: Visitor, jana: str) -> None:
    anna.open("/mailbox/").follow("Adressbuch").sees("Noch keine Kontakte")
    anna.follow("Personalverzeichnis").fill(q="vógel").press("Kolleginnen und Kollegen suchen")
    anna.sees("Jana Vogel", jana, "Goethe-Gymnasium Weimar")
    anna.press("In Adressbuch aufnehmen: Jana Vogel").sees("Jana Vogel steht jetzt in Ihrem Adressbuch.")
    anna.sees("1 Kontakt", jana)
    anna.follow("Personalverzeichnis").fill(q="vogel").press("Kolleginnen und Kollegen suchen")
    anna.press("In Adressbuch aufnehmen: Jana Vogel").sees("steht schon in Ihrem Adressbuch").sees(
        "1 Kontakt"
    )


def test_nobody_is_found_and_what_to_do_is_said(anna: Visitor) -> None:
    anna.open("/contacts/staff").fill(q="xylander").press("Kolleginnen und Kollegen suchen").sees(
        "Niemand gefunden"
    )


def test_the_directory_has_pages(anna: Visitor, app: Flask) -> None:
    with app.app_context():
        for number in range(30):
            enrol(f"Karl Kaiser {number:02}", f"karl{number}@schule.example")
    anna.open("/contacts/staff").fill(q="kaiser").press("Kolleginnen und Kollegen suchen").misses("Kaiser 29")
    anna.press("Weiter").sees("Kaiser 29", "Seite 2").press("Zurück").sees("Kaiser 00")


@both_ways
def test_writing_begins_with_the_person_as_recipient(anna: Visitor, jana: str) -> None:
    anna.open("/contacts/staff").fill(q="vogel").press("Kolleginnen und Kollegen suchen").press(
        "Jana Vogel schreiben"
    )
    field = anna.page.select_one("textarea[name=to]")
    assert field is not None
    assert field.text.strip() == f"Jana Vogel <{JANA}>"
    assert anna.heading == "Neue Nachricht"


# -- collected addresses ---------------------------------------------------------------------


def test_whom_one_has_written_to_is_proposed_and_can_be_forgotten(anna: Visitor, smtp: Sink) -> None:
    writer = in_english(anna)
    press(begin(writer, to="Familie Özdemir <oezdemir@gmx.example>", cc=BORIS.address), "send").sees("Sent.")
    (option,) = proposed(anna, "ozd").select("li")
    assert option["data-written"] == "Familie Özdemir <oezdemir@gmx.example>"
    writer.open("/contacts/collected").sees("Familie Özdemir", BORIS.address)
    writer.press("Forget: Familie Özdemir").sees("The address is forgotten.").misses("Özdemir")
    writer.press("Forget all …").press("Forget all").sees("No address has been collected yet.")


def test_who_does_not_want_it_is_collected_nothing(anna: Visitor, smtp: Sink) -> None:
    anna.open("/settings/").check("nicht sammeln").press("Einstellungen speichern")
    press(begin(in_english(anna), to="oezdemir@gmx.example"), "send").sees("Sent.")
    assert len(smtp.received) == 1
    anna.open("/contacts/collected").sees("switched collecting off").misses("oezdemir")


def test_a_copy_for_oneself_is_not_collected(anna: Visitor) -> None:
    with anna.app.app_context():
        collected = contacts(anna).collected
        collected.note_sent([("Anna", ANNA.address), ("Boris", BORIS.address)])
        assert [each.address for each in collected.all()] == [BORIS.address]


@pytest.mark.parametrize(
    "name",
    [
        "Jana Vogel",
        "Vogel, Jana",
        'Otto "Bär" Meier',
        "Rück\\schräg",
        "a@b.example",
        "Fach (Mathe)",
        "",
        "=?x?=",
        "O'Neil; Rx",
    ],
)
def test_what_is_written_into_the_field_is_read_as_the_same_people(name: str) -> None:
    people = [(name, "jana@x.example"), ("Zweite", "z@x.example")]
    read = read_recipients(as_recipients(people)).addresses
    assert [(each.name, each.spec) for each in read] == people


def test_a_mailing_to_many_tells_nothing(anna: Visitor) -> None:
    with anna.app.app_context():
        collected = contacts(anna).collected
        collected.note_sent([("", f"eltern{number}@gmx.example") for number in range(51)])
        assert collected.all() == ()


# -- nobody else's ---------------------------------------------------------------------------


def test_boris_sees_nothing_of_annas(anna: Visitor, boris: Visitor) -> None:
    with anna.app.app_context():
        mine = contacts(anna)
        mine.book.add(Card(name="Kummer", addresses=("kummer@gmx.example",)))
        mine.groups.make("Kummerkasten")
        mine.collected.note_sent([("Kummerbund", "bund@gmx.example")])
    assert len(proposed(anna, "kummer").select("li")) == 2
    assert proposed(boris, "kummer").select("li") == []
    boris.open("/contacts/").misses("Kummer").open("/contacts/collected").misses("Kummer")
    boris.open("/contacts/").fill(q="kummer").press("Kontakte suchen").sees("Kein Kontakt gefunden")
    post(boris, "/contacts/collected/forget", {"address": "bund@gmx.example"})
    post(boris, "/contacts/collected/forget-all", {"sure": "yes"})
    anna.open("/contacts/collected").sees("Kummerbund")


def test_who_signs_in_for_the_first_time_is_in_the_directory(anna: Visitor, carla: Visitor) -> None:
    anna.open("/contacts/staff").fill(q="clausen").press("Kolleginnen und Kollegen suchen").sees(
        CARLA.address
    )


# -- the book itself -------------------------------------------------------------------------


@both_ways
def test_a_contact_is_made_changed_and_removed(anna: Visitor) -> None:
    anna.open("/contacts/").follow("Kontakt hinzufügen")
    anna.fill({"Name": "Otto Bär", "E-Mail-Adressen": "kein ort"}).press("Kontakt hinzufügen")
    anna.sees("„kein ort“ ist keine vollständige Adresse.")
    assert (anna.status, anna.page.select_one("#addresses[autofocus]") is not None) == (422, True)
    anna.fill({"E-Mail-Adressen": "otto@x.example\nbaer@y.example"}).press("Kontakt hinzufügen")
    anna.sees("Otto Bär steht jetzt in Ihrem Adressbuch.", "otto@x.example", "baer@y.example")
    anna.follow("Otto Bär").fill({"Schule oder Einrichtung": "Goethe-Gymnasium"}).press("Speichern")
    anna.sees("Gespeichert.")
    anna.open("/contacts/").fill(q="goethe").press("Kontakte suchen").sees("1 Kontakt gefunden").follow(
        "Otto Bär"
    )
    anna.press("Kontakt entfernen …").sees("aus Ihrem Adressbuch entfernen?").press("Entfernen")
    anna.sees("Otto Bär wurde entfernt.", "Noch keine Kontakte")


def test_the_sender_of_a_message_is_taken_in_from_its_menu(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot)
    at = message_path(anna.app, ref)
    anna.open(at).press("In Adressbuch aufnehmen").sees("steht jetzt in Ihrem Adressbuch.")
    assert anna.path == at
    anna.press("In Adressbuch aufnehmen").sees("steht schon in Ihrem Adressbuch.")
    anna.open("/contacts/").sees("1 Kontakt", BORIS.address)


def test_a_changed_address_is_shown_and_taken_over(anna: Visitor, jana: str) -> None:
    with anna.app.app_context():
        contacts(anna).book.add(Card(name="Jana", addresses=("Jana.Alt@schule.example", "j@x.example")))
        account = find_by_address(jana)
        assert account is not None
        note_former_address(account, "jana.alt@schule.example", at=MONDAY)
        db.session.commit()
    assert proposed(anna, "jana alt").select_one(".suggestion__new") is not None
    anna.open("/contacts/").sees(f"neue Adresse: {jana}").follow("Jana")
    anna.press("Neue Adresse übernehmen").sees("Die neue Adresse steht in Ihrem Adressbuch.")
    with anna.app.app_context():
        kept = contacts(anna).book.with_address(jana)
        assert kept is not None
        assert kept.card.addresses == (jana, "j@x.example")


def test_two_contacts_are_merged_with_one_click(anna: Visitor) -> None:
    with anna.app.app_context():
        cards = [Card(name="Otto Bär", addresses=("o@x.example",)), Card(name="Bär, Otto", telephone="1")]
        contacts(anna).book.add_all(cards)
    anna.open("/contacts/").follow("Doppelte finden").sees("Gleicher Name")
    anna.press("Zusammenführen: Otto Bär").sees("jetzt ein einziger Kontakt", "Keine zwei Kontakte")
    anna.open("/contacts/").sees("1 Kontakt")
    post(anna, "/contacts/duplicates", {"first": "1", "second": "99999999999999999999"})
    anna.open("/contacts/duplicates").sees("Einen der beiden Kontakte gibt es nicht mehr.")


# -- files -----------------------------------------------------------------------------------

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


@both_ways
def test_a_file_is_shown_first_and_then_taken(anna: Visitor) -> None:
    with anna.app.app_context():
        contacts(anna).book.add(Card(name="Ada", addresses=("ada@x.example",)))
    text = "Name;E-Mail;Telefon\nAda L.;ADA@x.example;+49 1\nOtto;otto@x.example;\n;kein ort;\n"
    anna.open("/contacts/import").choose(kontakte=text.encode()).press("Zeigen, was hereinkommt")
    anna.sees("1 neuer Kontakt", "bekannt als Ada", "Eintrag 4: kein ort", "nicht vollständig")
    anna.press("Importieren").sees("1 Kontakt wurde hinzugefügt.", "1 wurde ergänzt.", "Otto", "2 Kontakte")
    anna.follow("Ada")
    telephone = anna.page.select_one("#telephone")
    assert telephone is not None
    assert telephone["value"] == "+49 1"


def test_what_is_dropped_brings_nobody(anna: Visitor) -> None:
    anna.open("/contacts/import").choose(x=b"Name\nOtto\n").press("Zeigen, was hereinkommt")
    anna.press("Abbrechen").sees("Es wurde nichts importiert.", "Noch keine Kontakte")


def test_without_a_file_and_with_a_wrong_one_the_reason_is_said(anna: Visitor) -> None:
    anna.open("/contacts/import").press("Zeigen, was hereinkommt").sees("Bitte wählen Sie eine Datei")
    anna.choose(x=b"Preis;Menge\n1;2\n").press("Zeigen, was hereinkommt").sees("Keine Spalte dieser Datei")
    assert anna.status == 422
    assert "vCard" not in anna.page.select_one(".field__errors").text


def test_boris_cannot_confirm_annas_file_nor_open_her_contacts(anna: Visitor, boris: Visitor) -> None:
    with anna.app.app_context():
        mine = contacts(anna)
        number = mine.book.add(Card(name="Kummer", photo=Photo(PNG, "image/png"), groups=("Kasten",)))
        (group,) = mine.groups.all()
    anna.open("/contacts/import").choose(x=b"Name\nOtto\n").press("Zeigen, was hereinkommt")
    mark = anna.page.select_one("input[name=mark]")
    assert mark is not None
    boris.open("/contacts/")
    post(boris, "/contacts/import/confirm", {"mark": str(mark["value"])})
    boris.open("/contacts/").sees("Noch keine Kontakte")
    at = f"/contacts/{number}"
    for path in (
        at,
        f"{at}/photo",
        f"/contacts/groups/{group.number}",
        f"/contacts/export/csv/{group.number}",
    ):
        assert boris.open(path).status == 404
        assert anna.open(path).status == 200
    boris.open("/contacts/")
    for path in (at, f"{at}/remove", f"{at}/renew", f"/contacts/groups/{group.number}/remove"):
        assert post(boris, path, {"sure": "yes", "name": "Meins"}).status_code == 404
    assert "Kummer" not in boris.open("/contacts/export/vcard3").body.decode()
    anna.open("/contacts/").sees("Kummer", "Kasten")


def test_a_photo_is_a_picture_and_nothing_else(anna: Visitor) -> None:
    with anna.app.app_context():
        number = contacts(anna).book.add(Card(name="Ada", photo=Photo(PNG, "image/png")))
    anna.open(f"/contacts/{number}/photo", Sec_Fetch_Dest="image")
    assert (anna.body, anna.headers["Content-Type"]) == (PNG, "image/png")
    assert anna.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in anna.headers["Content-Security-Policy"]
    assert "no-store" in anna.headers["Cache-Control"]
    assert anna.open(f"/contacts/{number}/photo", Sec_Fetch_Dest="iframe").status == 403


@pytest.mark.parametrize(
    ("kind", "media_type", "name"),
    [
        ("vcard3", "text/vcard", "Kontakte.vcf"),
        ("vcard4", "text/vcard", "Kontakte.vcf"),
        ("csv", "text/csv", "Kontakte.csv"),
    ],
)
def test_everything_is_exported_as_a_file(kind: str, media_type: str, name: str, anna: Visitor) -> None:
    with anna.app.app_context():
        contacts(anna).book.add(Card(name="Jürgen Müller", addresses=("j@x.example",)))
    anna.open(f"/contacts/export/{kind}")
    assert "Jürgen Müller" in anna.body.decode()
    assert anna.headers["Content-Type"].startswith(media_type)
    assert name in anna.headers["Content-Disposition"]
    assert anna.headers["Content-Disposition"].startswith("attachment")
    assert anna.open("/contacts/export/exe").status == 404


def test_a_sealed_file_waits_in_the_database_and_nobody_reads_it_there(anna: Visitor) -> None:
    anna.open("/contacts/import").choose(x=b"Name\nOtto Geheim\n").press("Zeigen, was hereinkommt")
    with anna.app.app_context():
        waiting = db.session.scalars(db.select(PendingImport)).one()
        assert "Geheim" not in waiting.sealed
        assert "R2VoZWlt" not in waiting.sealed
