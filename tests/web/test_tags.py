"""Tags: given to messages of any folder, shown, renamed, taken away; only their names are ours."""

import pytest

from tests.cast import ANNA
from tests.letters import deliver, folders
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.deed import list_path, post
from tests.web.test_mailbox import pick, shown


def make(visitor: Visitor, name: str) -> str:
    """A tag, by the page for it; gives its keyword."""
    visitor.open("/mailbox/tags")
    assert post(visitor, "/mailbox/tags", {"name": name, "colour": "blue"}).status_code == 303
    visitor.open("/mailbox/tags")
    forms = visitor.page.select("section.tag__edit form")
    return str(forms[-1]["action"]).rpartition("/")[2]


@both_ways
def test_a_new_tag_is_made_and_given_at_once(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Wandertag")
    pick(anna.reload(), "Wandertag").press("Schlagwort …", within="[role=toolbar]")
    anna.sees("Welches Schlagwort für die Nachricht?").fill({"Neues Schlagwort": "Klassenfahrt"})
    anna.press("Anlegen und vergeben").sees("Mit „Klassenfahrt“ versehen.")
    assert "Klassenfahrt" in anna.page.select(".row")[0].get_text()
    assert len(dovecot.flags(ANNA.address, "INBOX", 1)) == 1


def test_it_is_taken_back_and_taken_away(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Wandertag")
    make(anna, "Klassenfahrt")
    for button, said in (
        ("Klassenfahrt", "Mit „Klassenfahrt“ versehen."),
        ("Entfernen: Klassenfahrt", "entfernt."),
    ):
        pick(anna.open("/mailbox/"), "Wandertag").press("Schlagwort …", within="[role=toolbar]").press(button)
        anna.sees(said)
    assert dovecot.flags(ANNA.address, "INBOX", 1) == set()
    anna.press("Rückgängig")
    assert len(dovecot.flags(ANNA.address, "INBOX", 1)) == 1


def test_messages_with_a_tag_are_found_in_all_folders(anna: Visitor, dovecot: Dovecot) -> None:
    keyword = make(anna, "Klassenfahrt")
    folders(dovecot, "Klassen")
    for folder in ("INBOX", "Klassen"):
        deliver(dovecot, folder=folder, subject=f"In {folder}", flags=[keyword])
    deliver(dovecot, subject="Ohne")
    anna.open("/mailbox/").follow("Klassenfahrt")
    assert sorted(shown(anna)) == ["Klassenfahrt In INBOX", "Klassenfahrt In Klassen"]


def test_the_list_of_a_tag_says_so_and_not_something_of_attachments(anna: Visitor, dovecot: Dovecot) -> None:
    keyword = make(anna, "Klassenfahrt")
    anna.open(f"/mailbox/everywhere/{keyword}").sees("Dieses Schlagwort hat keine Nachricht.")
    deliver(dovecot, flags=[keyword])
    anna.reload().sees("1 Nachricht mit diesem Schlagwort.")


def test_an_opened_message_shows_its_tags_and_can_be_given_one(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Wandertag")
    make(anna, "Klassenfahrt")
    anna.open("/mailbox/").follow("Wandertag").press("Schlagwort …", within=".toolbar").press("Klassenfahrt")
    anna.sees("Mit „Klassenfahrt“ versehen.")
    assert anna.path.startswith("/message/")
    assert "Klassenfahrt" in anna.page.select_one(".message__tags").get_text()  # type: ignore[union-attr]


def test_what_could_not_be_tagged_is_said(anna: Visitor, dovecot: Dovecot) -> None:
    keyword = make(anna, "Klassenfahrt")
    folders(dovecot, "Klassen")
    for folder in ("INBOX", "Klassen"):
        deliver(dovecot, folder=folder, subject=f"In {folder}")
    pick(anna.open("/mailbox/").open("/mailbox/everywhere/unread"), "In INBOX", "In Klassen")
    anna.press("Schlagwort …", within="[role=toolbar]")
    with dovecot.client(ANNA.address) as client:
        client.delete_folder("Klassen")
    anna.press("Klassenfahrt").sees("Mit „Klassenfahrt“ versehen. Eine Nachricht blieb, wie sie war")
    assert dovecot.flags(ANNA.address, "INBOX", 1) == {keyword}


def test_another_name_shows_at_once_in_rows_rendered_before(anna: Visitor, dovecot: Dovecot) -> None:
    keyword = make(anna, "Klassenfahrt")
    deliver(dovecot, subject="Wandertag", flags=[keyword])
    anna.open("/mailbox/").sees("Klassenfahrt")
    post(anna, f"/mailbox/tags/{keyword}", {"name": "Ausflug", "colour": "red"})
    anna.open("/mailbox/").sees("Ausflug").misses("Klassenfahrt")


def test_a_removed_tag_is_shown_nowhere(anna: Visitor, dovecot: Dovecot) -> None:
    keyword = make(anna, "Klassenfahrt")
    deliver(dovecot, subject="Wandertag", flags=[keyword])
    post(anna.open("/mailbox/tags"), f"/mailbox/tags/{keyword}", {"deed": "remove"})
    anna.open("/mailbox/").open("/mailbox/").misses("Klassenfahrt")
    assert anna.open(f"/mailbox/everywhere/{keyword}").status == 404


@pytest.mark.parametrize(
    ("name", "colour", "said"),
    [
        ("", "blue", "höchstens 30 Zeichen"),
        ("   ", "blue", "höchstens 30 Zeichen"),
        ("x" * 31, "blue", "höchstens 30 Zeichen"),
        ("a\u202eb", "blue", "höchstens 30 Zeichen"),
        ("a\x00b", "blue", "höchstens 30 Zeichen"),
        ("KLASSENFAHRT", "blue", "gibt es schon"),
        ("Neu", "#ff0000", "eine der Farben"),
    ],
)
def test_a_name_that_cannot_be_is_refused_in_words(anna: Visitor, name: str, colour: str, said: str) -> None:
    make(anna, "Klassenfahrt")
    answer = post(anna, "/mailbox/tags", {"name": name, "colour": colour})
    assert answer.status_code == 422
    assert said in answer.text


def test_twenty_tags_are_enough(anna: Visitor) -> None:
    for number in range(20):
        make(anna, f"Schlagwort {number}")
    answer = post(anna, "/mailbox/tags", {"name": "Eins mehr", "colour": "blue"})
    assert (answer.status_code, "20 Schlagwörter" in answer.text) == (422, True)


def test_a_name_is_text_wherever_it_stands(anna: Visitor, dovecot: Dovecot) -> None:
    keyword = make(anna, "<b>fett</b>")
    deliver(dovecot, flags=[keyword])
    for path in ("/mailbox/", "/mailbox/tags", f"/mailbox/everywhere/{keyword}"):
        anna.open(path)
        assert b"<b>fett" not in anna.body
        assert b"&lt;b&gt;fett" in anna.body


def test_boris_sees_and_changes_none_of_annas_tags(anna: Visitor, boris: Visitor) -> None:
    keyword = make(anna, "Klassenfahrt")
    boris.open("/mailbox/tags").misses("Klassenfahrt")
    assert post(boris, f"/mailbox/tags/{keyword}", {"deed": "remove"}).status_code == 404
    assert boris.open(f"/mailbox/everywhere/{keyword}").status == 404
    anna.open("/mailbox/tags").sees("Schlagwörter")
    assert anna.has("section.tag__edit")


@pytest.mark.parametrize("tag", ["dp_00000000", "\\Seen", "x) DELETE", "$Forwarded", "\r\n"])
def test_what_is_no_tag_of_hers_marks_nothing(anna: Visitor, dovecot: Dovecot, tag: str) -> None:
    ref = deliver(dovecot)
    fields = {"uidvalidity": str(ref.uidvalidity), "uid": str(ref.uid), "tag": tag}
    assert post(anna, f"{list_path(anna.app)}/tag", fields).status_code == 404
    assert dovecot.flags(ANNA.address, "INBOX", ref.uid) == set()


def test_nothing_selected_is_said(anna: Visitor) -> None:
    assert post(anna, "/mailbox/selected/tag", {}).status_code == 303
    anna.open("/mailbox/").sees("Bitte wählen Sie zuerst Nachrichten aus.")
