"""The list: folders, pages, rows, filter, and deeds on what was selected."""

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import unquote

import pytest
from bs4 import Tag

from tests.cast import ANNA
from tests.conftest import MONDAY
from tests.form import words
from tests.letters import PIXEL, deliver, folders, raw, subjects
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.deed import list_path

SUBJECTS = "Nummer {:03}"


def fill(store: Dovecot, count: int, *, folder: str = "INBOX", flags: Sequence[str] = ()) -> None:
    """Numbered letters, the highest number last and so the newest."""
    for number in range(1, count + 1):
        deliver(store, folder=folder, flags=flags, subject=SUBJECTS.format(number))


def shown(visitor: Visitor) -> list[str]:
    """The subjects on the page, from top to bottom."""
    return [words(each.get_text(" ")) for each in visitor.page.select(".row__subject")]


def row(visitor: Visitor, subject: str) -> Tag:
    for each in visitor.page.select(".row"):
        if subject in each.get_text(" "):
            return each
    raise AssertionError(f"no row {subject!r}: {shown(visitor)}")


def tree(visitor: Visitor) -> list[str]:
    return [words(each.get_text(" ")) for each in visitor.page.select(".folder__name")]


def pick(visitor: Visitor, *chosen: str) -> Visitor:
    """Ticks the boxes of these rows."""
    for subject in chosen:
        row(visitor, subject).select_one("input[type=checkbox]")["checked"] = ""  # type: ignore[index]
    return visitor


# -- folders ---------------------------------------------------------------------------------


def test_the_tree_has_what_is_special_first_and_children_below_their_parents(
    anna: Visitor, dovecot: Dovecot
) -> None:
    folders(dovecot, "Übungen", "Klasse 7b", "Klasse 7b/Ausflüge", "Ablage")
    views = ["Alle ungelesenen", "Alle markierten"]
    special = ["Posteingang", *views, "Entwürfe", "Gesendet", "Archiv", "Spam", "Papierkorb"]
    assert tree(anna.reload()) == [*special, "Ablage", "Klasse 7b", "Ausflüge", "Übungen"]


def test_the_tree_says_how_much_is_unread(anna: Visitor, dovecot: Dovecot) -> None:
    fill(dovecot, 3, folder="Klasse 7b")
    deliver(dovecot, folder="Klasse 7b", flags=["\\Seen"])
    link = anna.reload().page.find("a", string=None, attrs={"class": "folder__link"})
    links = {words(each.get_text(" ")) for each in anna.page.select(".folder__link")}
    assert link is not None
    assert "Klasse 7b 3 3 ungelesen" in links
    assert "Entwürfe" in links


@both_ways
def test_a_folder_with_umlauts_opens_and_is_marked_as_open(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, folder="Klasse 7b/Ausflüge & Fahrten", subject="Nach Weimar")
    anna.reload().follow("Ausflüge & Fahrten").sees("Nach Weimar")
    assert anna.page.select_one('.folder__link[aria-current="page"]').get_text(strip=True).startswith("Ausfl")  # type: ignore[union-attr]


def test_no_address_carries_a_folders_name(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, folder="Personalakte", subject="Vertraulich")
    anna.reload().follow("Personalakte")
    addresses = [str(each.get("href", each.get("action"))) for each in anna.page.select("[href], [action]")]
    assert all("personalakte" not in unquote(address).lower() for address in [anna.url, *addresses])


def test_a_parent_that_holds_no_mail_is_no_link(anna: Visitor, dovecot: Dovecot) -> None:
    with dovecot.client(ANNA.address) as client:
        client.create_folder("Oben/Unten")
    anna.reload()
    assert {"Oben", "Unten"} <= set(tree(anna))
    closed = {words(each.get_text(" ")) for each in anna.page.select(".folder__link--closed")}
    listed = {words(each.get_text(" ")) for each in anna.page.select("a.folder__link")}
    assert "Oben" in closed | listed


# -- pages -----------------------------------------------------------------------------------


@both_ways
def test_fifty_newest_come_first_and_the_rest_on_the_next_page(anna: Visitor, dovecot: Dovecot) -> None:
    fill(dovecot, 53)
    anna.reload().sees("Seite 1 von 2")
    assert shown(anna) == [SUBJECTS.format(number) for number in range(53, 3, -1)]
    anna.follow("Ältere").sees("Seite 2 von 2")
    assert shown(anna) == [SUBJECTS.format(number) for number in (3, 2, 1)]
    anna.follow("Neuere")
    assert shown(anna)[0] == SUBJECTS.format(53)


@pytest.mark.parametrize("page", ["0", "-3", "999999999999999999999", "zwei", ""])
def test_a_page_number_that_makes_no_sense_shows_a_page_there_is(
    anna: Visitor, dovecot: Dovecot, page: str
) -> None:
    deliver(dovecot)
    anna.open(f"/mailbox/?page={page}").sees("Elternabend")
    assert anna.status == 200


def test_an_empty_folder_says_so(anna: Visitor) -> None:
    anna.reload().sees("Dieser Ordner ist leer.")


@both_ways
def test_only_the_unread_are_shown_when_asked_for(anna: Visitor, dovecot: Dovecot) -> None:
    fill(dovecot, 2)
    deliver(dovecot, subject="Gelesen", flags=["\\Seen"])
    anna.reload().follow("Ungelesen")
    assert shown(anna) == [SUBJECTS.format(2), SUBJECTS.format(1)]
    anna.follow("Alle")
    assert len(shown(anna)) == 3


def test_more_than_fifty_unread_have_pages_of_their_own(anna: Visitor, dovecot: Dovecot) -> None:
    fill(dovecot, 52)
    deliver(dovecot, subject="Gelesen", flags=["\\Seen"])
    anna.open("/mailbox/?only=unread").follow("Ältere")
    assert shown(anna) == [SUBJECTS.format(2), SUBJECTS.format(1)]


def test_with_nothing_unread_the_filter_says_so(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, flags=["\\Seen"])
    anna.open("/mailbox/?only=unread").sees("Hier ist alles gelesen.")


@both_ways
def test_new_mail_appears_on_reload(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Die erste")
    anna.reload()
    deliver(dovecot, subject="Die neue")
    assert shown(anna.reload()) == ["Die neue", "Die erste"]


def test_what_vanished_elsewhere_is_not_listed_any_more(anna: Visitor, dovecot: Dovecot) -> None:
    gone = deliver(dovecot, subject="Weg")
    deliver(dovecot, subject="Bleibt")
    anna.reload()
    with dovecot.client(ANNA.address) as client:
        client.select_folder("INBOX")
        client.delete_messages([gone.uid])
        client.expunge([gone.uid])
    assert shown(anna.reload()) == ["Bleibt"]


# -- rows ------------------------------------------------------------------------------------


def test_a_row_says_who_what_when_and_how_it_begins(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Schlüssel", text="Der Schlüssel liegt im Büro.", received=MONDAY)
    found = row(anna.reload(), "Schlüssel")
    assert words(found.select_one(".row__who").get_text(" ")).endswith("Boris Becker")  # type: ignore[union-attr]
    assert words(found.select_one(".row__when").get_text(" ")) == "09:30"  # type: ignore[union-attr]
    assert "Der Schlüssel liegt im Büro." in words(found.select_one(".row__snippet").get_text(" "))  # type: ignore[union-attr]


def test_unread_is_said_and_read_is_not(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Neues")
    deliver(dovecot, subject="Bekanntes", flags=["\\Seen"])
    anna.reload()
    assert "Ungelesen:" in row(anna, "Neues").get_text()
    assert "Ungelesen:" not in row(anna, "Bekanntes").get_text()


@pytest.mark.parametrize(
    ("flag", "selector"),
    [
        ("\\Answered", "svg[aria-label=Beantwortet]"),
        ("$Forwarded", "svg[aria-label=Weitergeleitet]"),
        ("\\Flagged", ".row__star--on"),
    ],
)
def test_a_flag_is_shown_on_its_row_alone(anna: Visitor, dovecot: Dovecot, flag: str, selector: str) -> None:
    deliver(dovecot, subject="Mit", flags=[flag])
    deliver(dovecot, subject="Ohne")
    anna.reload()
    assert row(anna, "Mit").select_one(selector) is not None
    assert row(anna, "Ohne").select_one(selector) is None


def test_an_attachment_is_marked_and_an_image_of_the_body_is_not(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Anlage", files={"Plan.pdf": ("application/pdf", b"%PDF-1.4")})
    image = {"bild@schule.example": PIXEL}
    deliver(dovecot, subject="Bildchen", html='<img src="cid:bild@schule.example" alt="">', images=image)
    anna.reload()
    assert row(anna, "Anlage").select_one(".row__clip") is not None
    assert row(anna, "Bildchen").select_one(".row__clip") is None


@pytest.mark.parametrize("folder", ["Gesendet", "Entwürfe"])
def test_where_one_is_the_sender_the_row_names_the_recipients(
    anna: Visitor, dovecot: Dovecot, folder: str
) -> None:
    name = {"Gesendet": "Sent", "Entwürfe": "Drafts"}[folder]
    deliver(dovecot, folder=name, sender="Anna Arnold <anna.arnold@schule.example>", to="Carla <c@x.example>")
    anna.reload().follow(folder)
    who = words(row(anna, "Elternabend").select_one(".row__who").get_text(" "))  # type: ignore[union-attr]
    assert who.removeprefix("Ungelesen: ") == "Carla"


def test_nothing_at_all_is_said_in_words(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, raw({"X-Nothing": "1"}, "nur Text"))
    anna.reload().sees("(Kein Betreff)", "(Kein Absender)")


def test_times_are_said_as_people_say_them(anna: Visitor, dovecot: Dovecot) -> None:
    for subject, age in (("Heute", 0), ("Gestern da", 1), ("Vor kurzem", 4), ("Lange her", 400)):
        deliver(dovecot, subject=subject, received=MONDAY - timedelta(days=age))
    anna.reload()
    said = {subject: words(row(anna, subject).time.get_text()) for subject in ("Heute", "Gestern da")}  # type: ignore[union-attr]
    assert said == {"Heute": "09:30", "Gestern da": "Gestern"}
    assert row(anna, "Vor kurzem").time.get_text().startswith("Do")  # type: ignore[union-attr]
    assert words(row(anna, "Lange her").time.get_text()) == "12.10.2025"  # type: ignore[union-attr]


def test_a_folder_of_boris_is_not_annas(anna: Visitor, boris: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, folder="Annas Sachen")
    anna.reload().follow("Annas Sachen")
    assert boris.open(anna.path).status == 404


def test_a_folder_that_vanished_is_said_to_be_gone(anna: Visitor, dovecot: Dovecot) -> None:
    path = list_path(anna.app, "Gab es nie")
    anna.open(path).sees("Diesen Ordner gibt es nicht mehr.")
    assert anna.status == 404


# -- deeds on a selection --------------------------------------------------------------------


@both_ways
@pytest.mark.parametrize(
    ("button", "before", "after", "said"),
    [
        ("Als gelesen markieren", [], {"\\Seen"}, "2 Nachrichten als gelesen markiert."),
        ("Als ungelesen markieren", ["\\Seen"], set(), "2 Nachrichten als ungelesen markiert."),
        ("Mit Stern markieren", [], {"\\Flagged"}, "2 Nachrichten mit Stern markiert."),
        ("Stern entfernen", ["\\Flagged"], set(), "Stern von 2 Nachrichten entfernt."),
    ],
)
def test_a_flag_is_set_on_what_was_selected_and_on_nothing_else(
    anna: Visitor, dovecot: Dovecot, button: str, before: list[str], after: set[str], said: str
) -> None:
    refs = [deliver(dovecot, subject=f"Brief {number}", flags=before) for number in range(3)]
    pick(anna.reload(), "Brief 0", "Brief 2").press(button, within="[role=toolbar]").sees(said)
    flags = [dovecot.flags(ANNA.address, "INBOX", ref.uid) for ref in refs]
    assert flags == [after, set(before), after]


@both_ways
def test_the_star_of_a_row_is_for_this_row_whatever_is_selected(anna: Visitor, dovecot: Dovecot) -> None:
    first, second = (deliver(dovecot, subject=subject) for subject in ("Eins", "Zwei"))
    pick(anna.reload(), "Eins")
    anna.submit(row(anna, "Zwei").select_one(".row__star")).sees("Mit Stern markiert.")  # type: ignore[arg-type]
    assert dovecot.flags(ANNA.address, "INBOX", second.uid) == {"\\Flagged"}
    assert dovecot.flags(ANNA.address, "INBOX", first.uid) == set()
    anna.submit(row(anna, "Zwei").select_one(".row__star")).sees("Stern entfernt.")  # type: ignore[arg-type]
    assert dovecot.flags(ANNA.address, "INBOX", second.uid) == set()


@both_ways
@pytest.mark.parametrize(
    "button", ["Archivieren", "Löschen", "Verschieben …", "Als gelesen markieren", "Mit Stern markieren"]
)
def test_with_nothing_selected_a_deed_asks_for_a_selection(
    anna: Visitor, dovecot: Dovecot, button: str
) -> None:
    deliver(dovecot)
    anna.reload().press(button, within="[role=toolbar]").sees("Bitte wählen Sie zuerst Nachrichten aus.")
    assert subjects(dovecot) == ["Elternabend"]


def test_a_deed_from_the_second_page_leads_back_to_it(anna: Visitor, dovecot: Dovecot) -> None:
    fill(dovecot, 53)
    anna.open("/mailbox/?page=2")
    pick(anna, SUBJECTS.format(3)).press("Als gelesen markieren", within="[role=toolbar]")
    anna.sees("Seite 2 von 2", "Als gelesen markiert.")


def test_the_window_is_called_like_the_folder(anna: Visitor, dovecot: Dovecot) -> None:
    folders(dovecot, "Klassen")
    for folder, name in (("INBOX", "Posteingang"), ("Sent", "Gesendet"), ("Klassen", "Klassen")):
        anna.open(list_path(anna.app, folder))
        assert anna.page.title is not None
        assert anna.page.title.get_text() == f"{name} · Dienstpost"
