"""Folders as a person makes, renames, moves, removes and orders them."""

import pytest

from tests.cast import ANNA
from tests.letters import deliver, folders, subjects
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.deed import list_path, post, sealed
from tests.web.test_mailbox import shown


@pytest.fixture
def own(anna: Visitor, dovecot: Dovecot) -> Visitor:
    """Anna with folders of her own, on the inbox."""
    folders(dovecot, "Klassen", "Klassen/7b", "Archiv 2020")
    return anna.reload()


def there(store: Dovecot) -> set[str]:
    with store.client(ANNA.address) as client:
        return {name for _, _, name in client.list_folders()}


def menu_of(visitor: Visitor, folder: str) -> Visitor:
    """The folder's menu, which htmx shows in the page and others as a page."""
    return visitor.open(f"{list_path(visitor.app, folder)}/menu")


def column(visitor: Visitor) -> list[str]:
    return [each.get_text(strip=True) for each in visitor.page.select("#tree .folder__name")]


@both_ways
def test_a_folder_is_made_and_opened(own: Visitor, dovecot: Dovecot) -> None:
    own.follow("Neuer Ordner").fill(name="Ausflug 🎉").press("Ordner anlegen")
    own.sees("Der Ordner wurde angelegt.")
    assert own.heading == "Ausflug 🎉"
    assert "Ausflug 🎉" in there(dovecot)


@both_ways
def test_a_folder_is_made_inside_another(own: Visitor, dovecot: Dovecot) -> None:
    menu_of(own, "Klassen").follow("Neuer Ordner hierin …").fill(name="8a").press("Ordner anlegen")
    assert "Klassen/8a" in there(dovecot)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Bitte geben Sie einen Namen ein."),
        ("Klassen", "Einen Ordner mit diesem Namen gibt es schon."),
        ("7b/8a", "„/“ trennt Ordner und kann nicht in einem Namen stehen."),
        ("x" * 201, "Der Name darf höchstens 200 Zeichen haben."),
        ("🎉" * 200, "Diesen Namen nimmt der Mailserver nicht an."),
        ("INBOX", "„INBOX“ heißt ein Ordner mit eigener Aufgabe."),
    ],
)
def test_a_wrong_name_stands_in_the_field_again_with_what_is_wrong(
    own: Visitor, dovecot: Dovecot, typed: str, said: str
) -> None:
    before = there(dovecot)
    own.follow("Neuer Ordner").fill(name=typed).press("Ordner anlegen")
    assert own.status == 422
    own.sees(said)
    field = own.page.select_one("input[name=name]")
    assert field is not None
    assert (field.get("value", ""), field.get("aria-invalid")) == (typed, "true")
    assert there(dovecot) == before


@both_ways
def test_an_open_folder_is_renamed_and_stays_open(own: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, folder="Klassen/7b", subject="Emre")
    own.open(list_path(own.app, "Klassen/7b"))
    own.open(f"{list_path(own.app, 'Klassen')}/rename", Referer=own.url)
    own.fill(name="Kurse").press("Umbenennen").sees("Der Ordner wurde umbenannt.")
    assert own.heading == "7b"
    assert shown(own) == ["Emre"]
    assert {"Kurse", "Kurse/7b"} <= there(dovecot)


def test_a_new_name_that_cannot_be_is_refused_at_its_field(own: Visitor) -> None:
    menu_of(own, "Klassen").follow("Umbenennen …").fill(name="Archiv 2020").press("Umbenennen")
    assert own.status == 422
    own.sees("Einen Ordner mit diesem Namen gibt es schon.")


@both_ways
def test_a_folder_is_moved_into_another(own: Visitor, dovecot: Dovecot) -> None:
    menu_of(own, "Klassen").follow("Ordner verschieben …").press("Archiv 2020")
    own.sees("Der Ordner wurde verschoben.")
    assert {"Archiv 2020/Klassen", "Archiv 2020/Klassen/7b"} <= there(dovecot)


def test_a_folder_is_not_offered_a_place_in_itself(own: Visitor) -> None:
    menu_of(own, "Klassen").follow("Ordner verschieben …")
    offered = [each.get_text(strip=True) for each in own.page.select(".choices button")]
    assert "Archiv 2020" in offered
    assert not {"Klassen", "7b"} & set(offered)


def test_a_folder_moved_to_where_it_lies_says_so(own: Visitor) -> None:
    menu_of(own, "Klassen").follow("Ordner verschieben …").press("Ganz oben")
    assert own.status == 422
    own.sees("Der Ordner liegt schon dort.")


@both_ways
def test_a_folder_is_removed_after_saying_what_it_holds(own: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, folder="Klassen", subject="Eins")
    deliver(dovecot, folder="Klassen/7b", subject="Zwei")
    menu_of(own, "Klassen").press("Entfernen …")
    own.sees("Den Ordner „Klassen“ entfernen?", "Mit dem Ordner darin sind es 2 Nachrichten.")
    assert "Klassen" in there(dovecot)
    own.press("Ordner entfernen").sees("Der Ordner „Klassen“ liegt jetzt im Papierkorb.")
    assert own.heading == "Posteingang"
    assert {"Trash/Klassen", "Trash/Klassen/7b"} <= there(dovecot)


@both_ways
def test_a_folder_of_the_trash_that_got_mail_meanwhile_is_asked_about_again(
    own: Visitor, dovecot: Dovecot
) -> None:
    folders(dovecot, "Trash/Alt")
    menu_of(own, "Trash/Alt").press("Entfernen …").sees("Den Ordner „Alt“ endgültig löschen?")
    deliver(dovecot, folder="Trash/Alt", subject="Neu")
    own.press("Endgültig löschen").sees("Der Ordner hat sich inzwischen geändert.", "Er enthält eine")
    assert subjects(dovecot, "Trash/Alt") == ["Neu"]
    own.press("Endgültig löschen").sees("Der Ordner „Alt“ wurde endgültig gelöscht.")
    assert "Trash/Alt" not in there(dovecot)


@both_ways
def test_the_trash_is_emptied_of_what_was_there_when_it_was_asked(own: Visitor, dovecot: Dovecot) -> None:
    for subject in ("Eins", "Zwei"):
        deliver(dovecot, folder="Trash", subject=subject)
    menu_of(own, "Trash").press("Leeren …").sees("Den Ordner „Papierkorb“ leeren?")
    deliver(dovecot, folder="Trash", subject="Neu")
    own.press("2 Nachrichten endgültig löschen").sees("2 Nachrichten endgültig gelöscht.")
    assert subjects(dovecot, "Trash") == ["Neu"]


@both_ways
def test_all_are_marked_read_and_unread_again(own: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, folder="Klassen", subject="Alt", flags=["\\Seen"])
    deliver(dovecot, folder="Klassen", subject="Neu")
    menu_of(own, "Klassen").press("Alle als gelesen markieren").sees("Als gelesen markiert.")
    unread = own.open(f"{list_path(own.app, 'Klassen')}?only=unread")
    assert shown(unread) == []
    menu_of(own, "Klassen").misses("Alle als gelesen markieren")


def test_marking_all_as_read_can_be_taken_back(own: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, folder="Klassen", subject="Alt", flags=["\\Seen"])
    deliver(dovecot, folder="Klassen", subject="Neu")
    menu_of(own, "Klassen").press("Alle als gelesen markieren").press("Rückgängig")
    assert shown(own.open(f"{list_path(own.app, 'Klassen')}?only=unread")) == ["Neu"]


@both_ways
def test_favourites_stand_on_top_in_the_persons_order(own: Visitor) -> None:
    menu_of(own, "Klassen/7b").press("Zu den Favoriten")
    menu_of(own, "Archiv 2020").press("Zu den Favoriten")
    assert column(own.open("/mailbox/"))[:3] == ["7b", "Archiv 2020", "Posteingang"]
    menu_of(own, "Archiv 2020").press("Weiter nach oben bei den Favoriten")
    assert column(own.open("/mailbox/"))[:2] == ["Archiv 2020", "7b"]
    menu_of(own, "Klassen").follow("Umbenennen …").fill(name="Kurse").press("Umbenennen")
    assert column(own.open("/mailbox/"))[:2] == ["Archiv 2020", "7b"]
    menu_of(own, "Archiv 2020").press("Aus den Favoriten nehmen")
    assert column(own.open("/mailbox/"))[:2] == ["7b", "Posteingang"]


@both_ways
def test_a_hidden_folder_is_found_where_folders_are_managed(own: Visitor) -> None:
    menu_of(own, "Klassen").press("Ausblenden").sees("Der Ordner ist ausgeblendet.")
    assert not {"Klassen", "7b"} & set(column(own.open("/mailbox/")))
    own.follow("Verwalten").sees("Klassen", "Ausgeblendet")
    own.press("Wieder anzeigen").sees("Der Ordner wird wieder angezeigt.")
    assert {"Klassen", "7b"} <= set(column(own.open("/mailbox/")))


def test_hiding_the_open_folder_leads_to_the_inbox(own: Visitor) -> None:
    path = list_path(own.app, "Klassen")
    own.open(f"{path}/menu?back={path}").press("Ausblenden")
    assert own.heading == "Posteingang"


def test_the_managing_page_shows_what_each_folder_holds(own: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, folder="Klassen")
    own.follow("Verwalten").sees("1 Nachricht · 1 ungelesen")
    assert own.heading == "Ordner verwalten"


@pytest.mark.parametrize("verb", ["rename", "place", "menu"])
def test_a_folder_that_is_gone_says_so(own: Visitor, verb: str) -> None:
    own.open(f"{list_path(own.app, 'Weg')}/{verb}")
    assert own.status == 404
    own.sees("Diesen Ordner gibt es nicht mehr.")


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("read", {}),
        ("read", {"seen": "x.y"}),
        ("read", {"seen": "1"}),
        ("read", {"seen": "٣.٣"}),
        ("read", {"seen": "9" * 40 + ".1"}),
        ("favour", {"favour": "sideways"}),
    ],
)
def test_nonsense_is_refused(own: Visitor, verb: str, fields: dict[str, str]) -> None:
    assert post(own, f"{list_path(own.app, 'Klassen')}/{verb}", fields).status_code == 400


@pytest.mark.parametrize("fields", [{}, {"uidvalidity": "x", "uidnext": "1"}, {"uidvalidity": "1" * 30}])
@pytest.mark.parametrize(("verb", "folder"), [("remove", "Klassen"), ("empty", "Trash")])
def test_nothing_goes_without_the_question(
    own: Visitor, dovecot: Dovecot, verb: str, folder: str, fields: dict[str, str]
) -> None:
    deliver(dovecot, folder=folder)
    answer = post(own, f"{list_path(own.app, folder)}/{verb}", {"sure": "yes", **fields})
    assert answer.status_code == 200
    assert folder in there(dovecot)
    assert subjects(dovecot, folder) == ["Elternabend"]


def test_another_folder_of_the_name_is_not_removed(own: Visitor, dovecot: Dovecot) -> None:
    menu_of(own, "Archiv 2020").press("Entfernen …")
    with dovecot.client(ANNA.address) as client:
        client.delete_folder("Archiv 2020")
    deliver(dovecot, folder="INBOX")
    folders(dovecot, "Archiv 2020")
    deliver(dovecot, folder="Archiv 2020", subject="Anderes")
    own.press("Ordner entfernen")
    assert own.status == 410
    assert subjects(dovecot, "Archiv 2020") == ["Anderes"]


@pytest.mark.parametrize("verb", ["rename", "place", "remove", "hide"])
def test_folders_with_a_purpose_stay(own: Visitor, dovecot: Dovecot, verb: str) -> None:
    before = there(dovecot)
    asked = {"name": "Anders", "hide": "on", "sure": "yes", "uidvalidity": "1", "uidnext": "1"}
    answer = post(own, f"{list_path(own.app, 'Sent')}/{verb}", {**asked, "below": sealed(own.app, "Klassen")})
    assert answer.status_code in (403, 422)
    assert there(dovecot) == before


def test_no_folder_name_stands_in_an_address(own: Visitor) -> None:
    own.follow("Verwalten")
    addresses = [str(tag.get(name, "")) for tag in own.page.find_all(True) for name in ("href", "formaction")]
    assert not [address for address in addresses if "Klassen" in address or address == "7b"]


def test_whoever_cancels_is_where_they_were(own: Visitor) -> None:
    own.open("/mailbox/?only=unread").follow("Neuer Ordner").follow("Abbrechen")
    assert own.url.endswith("/mailbox/?only=unread")


def test_a_page_elsewhere_is_nowhere_to_go_back_to(own: Visitor) -> None:
    own.open(f"{list_path(own.app, 'Klassen')}/rename", Referer="https://evil.example//evil.example/")
    cancel = own.page.select_one(".buttons a")
    assert cancel is not None
    assert cancel["href"] == "/mailbox/folders"


def test_of_an_empty_folder_nothing_is_said_of_its_messages(own: Visitor) -> None:
    menu_of(own, "Archiv 2020").press("Entfernen …").sees("Er ist leer und kommt in den Papierkorb.")


@both_ways
def test_the_menu_of_a_folder_works_beside_a_page_without_a_list(own: Visitor) -> None:
    own.open("/compose/outbox").follow("Ordnermenü")
    own.press("Zu den Favoriten", within=".folder-menu").sees("Zu den Favoriten hinzugefügt.")
    assert own.path == "/compose/outbox"
