"""Groups in the address book: made, filled with anybody, written to, and kept up with changed addresses."""

from tests.cast import CARLA
from tests.conftest import MONDAY
from tests.contacts.conftest import enrol
from tests.visitor import Visitor, both_ways
from tests.web.deed import post
from tests.web.test_contacts import contacts
from webmail.accounts import note_former_address
from webmail.contacts import Card
from webmail.database import db

JANA = "jana.vogel@schule.example"


@both_ways
def test_a_group_is_made_filled_written_to_and_removed(anna: Visitor) -> None:
    anna.open("/contacts/").fill(name="Chor").press("Gruppe anlegen").sees("Die Gruppe ist angelegt.")
    anna.open("/contacts/new").fill({"Name": "Ada", "E-Mail-Adressen": "ada@x.example"}).check("Chor")
    anna.press("Kontakt hinzufügen").follow("Chor").sees("ada@x.example")
    anna.press("Chor schreiben")
    field = anna.page.select_one("textarea[name=to]")
    assert field is not None
    assert field.text.strip() == "Ada <ada@x.example>"
    anna.open("/contacts/").follow("Chor").fill(name="Ensemble").press("Umbenennen").sees("Gespeichert.")
    anna.press("Gruppe entfernen …").press("Entfernen").sees("Die Gruppe wurde entfernt.", "Ada")


@both_ways
def test_colleagues_and_any_addresses_are_taken_into_a_group_and_out_again(
    anna: Visitor, carla: Visitor
) -> None:
    anna.open("/contacts/").fill(name="Chor").press("Gruppe anlegen")
    anna.fill(people="clausen; Eva Maier <eva@x.example>\namt@x.example").press("Aufnehmen")
    anna.sees("3 Personen wurden aufgenommen.", CARLA.address, "Eva Maier", "amt@x.example")
    anna.press("Herausnehmen: Eva Maier").sees("Aus der Gruppe genommen.").misses("eva@x.example")
    anna.press("Chor schreiben")
    field = anna.page.select_one("textarea[name=to]")
    assert field is not None
    assert "amt@x.example" in field.text
    assert CARLA.address in field.text


@both_ways
def test_a_changed_address_is_shown_in_a_group_too_and_taken_over(anna: Visitor) -> None:
    with anna.app.app_context():
        account = enrol("Jana Vogel", JANA, "Goethe-Gymnasium Weimar")
        note_former_address(account, "jana.alt@schule.example", at=MONDAY)
        mine = contacts(anna)
        number = mine.groups.make("Chor")
        mine.groups.take_in(number, [("Jana Alt", "jana.alt@schule.example"), ("Eva", "eva@x.example")])
        mine.groups.put(
            mine.book.add(Card(name="Jana B", addresses=("Jana.Alt@schule.example",))), into=[number]
        )
        db.session.commit()
    anna.open(f"/contacts/groups/{number}")
    marks = [mark.get_text() for mark in anna.page.select(".entry__mark")]
    assert marks == [f"neue Adresse: {JANA}"] * 2
    anna.press("Neue Adresse übernehmen: Jana Alt").sees("Die neue Adresse steht jetzt in der Gruppe.")
    with anna.app.app_context():
        there = contacts(anna).groups.others(number)
        assert there == (("Eva", "eva@x.example"), ("Jana Vogel", JANA))
    answer = post(anna, f"/contacts/groups/{number}/people/renew", {"address": "eva@x.example"})
    assert answer.status_code == 404


def test_who_cannot_be_meant_is_said_and_what_was_typed_stays(anna: Visitor, carla: Visitor) -> None:
    anna.open("/contacts/").fill(name="Chor").press("Gruppe anlegen")
    typed = "niemand; amt@x.example"
    anna.fill(people=typed).press("Aufnehmen").sees("Weder eine Adresse", "niemand").misses("aufgenommen.")
    field = anna.page.select_one("textarea[name=people]")
    assert (anna.status, field and field.text.strip()) == (422, typed)
    anna.fill(people=" ").press("Aufnehmen").sees("Bitte geben Sie einen Namen oder eine Adresse an.")
    assert anna.status == 422


def test_a_group_without_a_name_is_refused_in_words(anna: Visitor) -> None:
    anna.open("/contacts/")
    answer = post(anna, "/contacts/groups", {"name": "  "})
    assert answer.status_code == 422
    assert "Bitte geben Sie der Gruppe einen Namen." in answer.text
