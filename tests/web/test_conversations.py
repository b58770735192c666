"""Conversations: the list of them, one of them opened, and deeds on all or one of its messages."""

from datetime import timedelta

import pytest

from tests.conftest import MONDAY
from tests.form import words
from tests.letters import deliver, subjects
from tests.reports import bounce
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.deed import message_path
from tests.web.test_mailbox import pick, row, shown
from tests.web.test_settings import settings
from webmail.mail import MessageRef

CARLA = "Carla Conrad <carla.conrad@schule.example>"
ANNA = "Anna Arnold <anna.arnold@schule.example>"


def say(
    store: Dovecot,
    own: str,
    *answered: str,
    hour: int = 0,
    folder: str = "INBOX",
    seen: bool = True,
    flags: tuple[str, ...] = (),
    **written: str,
) -> MessageRef:
    """A message with a name, and the names it answers."""
    more = {"Message-ID": f"<{own}@x.example>"}
    if answered:
        more["References"] = " ".join(f"<{each}@x.example>" for each in answered)
    return deliver(
        store,
        folder=folder,
        flags=(*(("\\Seen",) if seen else ()), *flags),
        received=MONDAY - timedelta(days=1) + timedelta(hours=hour),
        more=more,
        **{"text": f"Text {own}", **written},
    )


@pytest.fixture
def talk(dovecot: Dovecot) -> list[MessageRef]:
    """Boris asks, Anna answers, Carla answers both and has not been read."""
    return [
        say(dovecot, "a"),
        say(dovecot, "b", "a", hour=1, folder="Sent", sender=ANNA, subject="Re: Elternabend"),
        say(dovecot, "c", "a", "b", hour=2, seen=False, sender=CARLA, subject="Re: Elternabend"),
    ]


def opened(visitor: Visitor) -> list[str]:
    """The texts that can be read on the page."""
    return [words(each.get_text(" ")) for each in visitor.page.select(".message__text")]


def folded(visitor: Visitor) -> list[str]:
    return [words(each.get_text(" ")) for each in visitor.page.select(".member__line")]


# -- the list --------------------------------------------------------------------------------


@both_ways
def test_an_exchange_is_one_row_with_its_people_and_their_number(anna: Visitor, talk: object) -> None:
    anna.reload()
    assert shown(anna) == ["Re: Elternabend"]
    who = row(anna, "Re: Elternabend").select_one(".row__who")
    assert who is not None
    assert words(who.get_text(" ")) == "Ungelesen: Boris Becker, ich, Carla Conrad 3 3 Nachrichten"


def test_of_many_people_the_first_and_the_last_are_named(anna: Visitor, dovecot: Dovecot) -> None:
    for number, name in enumerate(("Eins", "Zwei", "Drei", "Vier", "Zwei")):
        say(dovecot, f"n{number}", "root", hour=number, sender=f"{name} <{name}@x.example>")
    anna.reload().sees("Eins … Drei, Vier")


def test_who_writes_our_address_into_a_sender_is_not_called_me(anna: Visitor, dovecot: Dovecot) -> None:
    say(dovecot, "a", sender="Falsch <anna.arnold@schule.example>")
    say(dovecot, "b", "a")
    anna.reload().sees("Falsch, Boris Becker")


def test_equal_subjects_are_two_rows(anna: Visitor, dovecot: Dovecot) -> None:
    for own in ("a", "b"):
        say(dovecot, own, subject="Krankmeldung")
    anna.reload()
    assert shown(anna) == ["Krankmeldung", "Krankmeldung"]


@both_ways
def test_the_list_is_shown_message_by_message_and_stays_so(anna: Visitor, talk: object) -> None:
    anna.reload().press("Nachrichten einzeln").sees("Listen zeigen jetzt jede Nachricht einzeln.")
    assert shown(anna.open("/mailbox/")) == ["Re: Elternabend", "Elternabend"]
    anna.press("Als Gespräche").sees("Listen zeigen jetzt Gespräche.")
    assert shown(anna.open("/mailbox/")) == ["Re: Elternabend"]


@both_ways
def test_the_settings_say_it_too(anna: Visitor, talk: object) -> None:
    anna.open("/settings/").check("Nachrichten einzeln").press("Einstellungen speichern")
    assert shown(anna.open("/mailbox/")) == ["Re: Elternabend", "Elternabend"]
    anna.press("Als Gespräche").open("/settings/")
    ticked = anna.page.select_one("input[name=conversations][checked]")
    assert ticked is not None
    assert ticked["value"] == "on"


def test_another_word_for_the_arrangement_is_refused(anna: Visitor, talk: object) -> None:
    button = anna.reload().page.select_one("button[name=conversations]")
    assert button is not None
    button["value"] = "vielleicht"
    assert anna.press("Nachrichten einzeln").status == 400


def test_sent_mail_stands_message_by_message(anna: Visitor, dovecot: Dovecot) -> None:
    say(dovecot, "a", folder="Sent")
    say(dovecot, "b", "a", folder="Sent")
    anna.reload().follow("Gesendet")
    assert len(shown(anna)) == 2
    assert not anna.has("button[name=conversations]")


@both_ways
def test_a_box_takes_all_messages_of_its_conversation(
    anna: Visitor, dovecot: Dovecot, talk: list[MessageRef]
) -> None:
    say(dovecot, "x", hour=3, subject="Anderes")
    pick(anna.reload(), "Re: Elternabend").press("Archivieren").sees("2 Nachrichten archiviert.")
    assert subjects(dovecot) == ["Anderes"]
    assert sorted(subjects(dovecot, "Archive")) == ["Elternabend", "Re: Elternabend"]


def test_the_star_of_a_row_marks_the_newest_and_takes_all(anna: Visitor, dovecot: Dovecot) -> None:
    first = say(dovecot, "a", flags=("\\Flagged",))
    second = say(dovecot, "b", "a", hour=1)
    anna.reload().press("Stern entfernen", within=".row")
    assert not flagged(dovecot, first)
    anna.reload().press("Mit Stern markieren", within=".row")
    assert (flagged(dovecot, first), flagged(dovecot, second)) == (False, True)


def flagged(store: Dovecot, ref: MessageRef) -> bool:
    return "\\Flagged" in store.flags("anna.arnold@schule.example", ref.folder, ref.uid)


def seen(store: Dovecot, ref: MessageRef) -> bool:
    return "\\Seen" in store.flags("anna.arnold@schule.example", ref.folder, ref.uid)


# -- one of them -----------------------------------------------------------------------------


@both_ways
def test_opened_it_shows_what_is_unread_and_the_last_and_folds_the_rest(anna: Visitor, talk: object) -> None:
    anna.reload().follow("Re: Elternabend")
    assert opened(anna) == ["Text c"]
    assert [each.split()[0] for each in folded(anna)] == ["Boris", "ich"]


@both_ways
def test_a_folded_message_opens_in_its_place(anna: Visitor, talk: object) -> None:
    anna.reload().follow("Re: Elternabend").follow("Boris Becker Text a")
    assert opened(anna) == ["Text a", "Text c"]
    assert [each.split()[0] for each in folded(anna)] == ["ich"]


def test_only_what_is_really_shown_is_marked_as_read(
    anna: Visitor, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webmail.web.message.talk.MOST_OPEN", 2)
    refs = [say(dovecot, f"n{hour}", "root", hour=hour, seen=False) for hour in range(4)]
    anna.reload().follow("Elternabend")
    assert opened(anna) == ["Text n2", "Text n3"]
    assert [seen(dovecot, ref) for ref in refs] == [False, False, True, True]


def test_a_browser_that_looks_ahead_reads_nothing(
    anna: Visitor, dovecot: Dovecot, talk: list[MessageRef]
) -> None:
    link = row(anna.reload(), "Re: Elternabend").select_one(".row__link")
    assert link is not None
    anna.open(str(link["href"]), Sec_Purpose="prefetch")
    assert not seen(dovecot, talk[2])


def test_the_list_beside_it_is_as_it_is_afterwards(anna: Visitor, talk: object) -> None:
    anna.reload().follow("Re: Elternabend")
    assert not anna.has(".row--unread")
    assert anna.has(".row[aria-current=true]")


def test_from_a_single_message_the_conversation_is_one_step_away(anna: Visitor, talk: object) -> None:
    anna.reload().follow("Gesendet").follow("Re: Elternabend").follow("Gespräch zeigen")
    anna.sees("3 Nachrichten", "Text b", "Text c")


def test_an_older_message_of_it_opened_alone_is_its_row(anna: Visitor, talk: list[MessageRef]) -> None:
    anna.open(message_path(anna.app, talk[0]))
    (marked,) = anna.page.select(".row[aria-current=true]")
    assert "Re: Elternabend" in marked.get_text()


def test_a_message_gone_elsewhere_says_so(anna: Visitor, talk: list[MessageRef]) -> None:
    link = row(anna.reload(), "Re: Elternabend").select_one(".row__link")
    assert link is not None
    uid = f".{talk[2].uid}/"
    assert anna.open(str(link["href"]).replace(uid, ".4000000000/")).status == 410


def test_a_message_that_pretends_to_belong_is_shown_as_what_it_is(
    anna: Visitor, dovecot: Dovecot, talk: object
) -> None:
    evil = "<b>Chef</b>"
    say(dovecot, "evil", "a", hour=3, seen=False, sender=f'"{evil}" <chef@elsewhere.example>', subject=evil)
    anna.reload().follow(evil)
    anna.sees("chef@elsewhere.example", "Text evil")
    assert b"<b>Chef</b>" not in anna.body


# -- deeds -----------------------------------------------------------------------------------


def test_one_message_is_archived_and_the_rest_stays_open(
    anna: Visitor, dovecot: Dovecot, talk: list[MessageRef]
) -> None:
    anna.reload().follow("Re: Elternabend").press("Diese Nachricht archivieren", within=".member:last-child")
    anna.sees("Archiviert.", "3 Nachrichten")
    assert anna.path.endswith(f".{talk[0].uid}/conversation")
    assert subjects(dovecot) == ["Elternabend"]


def test_a_message_opened_later_leads_on_to_the_rest_too(
    anna: Visitor, dovecot: Dovecot, talk: list[MessageRef]
) -> None:
    anna.reload().follow("Re: Elternabend").follow("Boris Becker Text a")
    anna.press("Diese Nachricht löschen", within=".member:first-child")
    anna.sees("In den Papierkorb verschoben.")
    assert anna.path.endswith(f".{talk[2].uid}/conversation")


def test_marked_as_unread_it_leads_to_the_list(
    anna: Visitor, dovecot: Dovecot, talk: list[MessageRef]
) -> None:
    anna.reload().follow("Re: Elternabend").press("Als ungelesen markieren", within=".member:last-child")
    assert not seen(dovecot, talk[2])
    assert anna.has(".row--unread")


def test_a_star_stays_in_the_conversation(anna: Visitor, dovecot: Dovecot, talk: list[MessageRef]) -> None:
    anna.reload().follow("Re: Elternabend").press("Mit Stern markieren", within=".member:last-child")
    assert flagged(dovecot, talk[2])
    assert opened(anna) == ["Text c"]


@pytest.mark.parametrize(
    ("deed", "folder"),
    [("Alle archivieren", "Archive"), ("Alle löschen", "Trash"), ("Alle in den Spam verschieben", "Junk")],
)
def test_a_deed_on_all_takes_what_lies_in_this_folder(
    anna: Visitor, dovecot: Dovecot, talk: object, deed: str, folder: str
) -> None:
    anna.reload().follow("Re: Elternabend").press(deed)
    assert (subjects(dovecot), len(subjects(dovecot, folder))) == ([], 2)
    assert subjects(dovecot, "Sent") == ["Re: Elternabend"]


def test_all_are_moved_where_the_person_says(anna: Visitor, dovecot: Dovecot, talk: object) -> None:
    anna.reload().follow("Re: Elternabend").press("Alle verschieben …").sees("Wohin")
    anna.press("Archiv")
    assert len(subjects(dovecot, "Archive")) == 2


def test_all_are_copied_snoozed_and_tagged(anna: Visitor, dovecot: Dovecot, talk: object) -> None:
    at = anna.reload().follow("Re: Elternabend").url
    anna.press("Alle kopieren …").press("Archiv")
    assert opened(anna) == ["Text c"]
    assert (len(subjects(dovecot)), len(subjects(dovecot, "Archive"))) == (2, 2)
    anna.open(at).press("Alle mit Schlagwort versehen …").fill(name="Klasse").press("Anlegen und vergeben")
    anna.sees("2 Nachrichten mit „Klasse“ versehen.")
    assert opened(anna) == ["Text c"]
    anna.open(at).press("Alle wiedervorlegen …").press("Morgen 07:30")
    assert (len(subjects(dovecot)), len(subjects(dovecot, "Snoozed"))) == (0, 2)


def test_one_message_has_all_the_deeds_of_a_message_alone(
    anna: Visitor, dovecot: Dovecot, talk: list[MessageRef]
) -> None:
    at = anna.reload().follow("Re: Elternabend").url
    last = ".member:last-child"
    anna.press("Kopieren …", within=last).press("Archiv").sees("Kopiert")
    assert opened(anna) == ["Text c"]
    anna.open(at).press("Schlagwort …", within=last).fill(name="Klasse").press("Anlegen und vergeben")
    assert len(dovecot.flags("anna.arnold@schule.example", "INBOX", talk[2].uid) - {"\\Seen"}) == 1
    anna.open(at).follow("Quelltext und alle Kopfzeilen").sees("Text c")
    assert anna.open(at).page.select_one(f"{last} a[data-behavior=printing]") is not None
    anna.press("In den Spam verschieben", within=last)
    assert subjects(dovecot, "Junk") == ["Re: Elternabend"]
    assert len(subjects(dovecot)) == 1


def test_every_open_message_is_answered_by_itself(anna: Visitor, talk: list[MessageRef]) -> None:
    anna.reload().follow("Re: Elternabend").follow("Boris Becker Text a")
    links = [
        str(each["href"]) for each in anna.page.select(".member a") if words(each.get_text()) == "Antworten"
    ]
    assert [f".{ref.uid}?" in link for ref, link in zip((talk[0], talk[2]), links, strict=True)] == [
        True,
        True,
    ]


# -- what surrounds it -------------------------------------------------------------------------


@both_ways
def test_the_list_it_was_opened_from_stays_beside_it(anna: Visitor, dovecot: Dovecot, talk: object) -> None:
    say(dovecot, "x", subject="Anderes")
    anna.reload().open("/mailbox/everywhere/unread").follow("Re: Elternabend").follow(
        "Gespräch zeigen"
    ).reload()
    assert anna.heading == "Ungelesen in allen Ordnern"
    anna.follow("Zurück zur Liste")
    assert anna.path == "/mailbox/everywhere/unread"


@both_ways
@pytest.mark.usefixtures("unhurried_search")
def test_what_a_search_has_found_stays_beside_it(anna: Visitor, talk: object) -> None:
    anna.reload().fill({"E-Mails durchsuchen": "Elternabend"}).press("Suchen")
    anna.follow("Re: Elternabend").follow("Gespräch zeigen").reload()
    assert anna.heading == "Suchergebnisse"
    anna.follow("Zurück zur Liste").sees("3 Nachrichten gefunden.")


@both_ways
def test_a_message_of_another_folder_opens_beside_the_list_that_is_there(anna: Visitor, talk: object) -> None:
    anna.reload().follow("Re: Elternabend").follow("ich Text b")
    assert opened(anna) == ["Text b", "Text c"]
    anna.press("Mit Stern markieren", within=".member:nth-child(2)")
    assert anna.heading == "Posteingang"
    assert anna.press("Alle archivieren").sees("2 Nachrichten archiviert.").heading == "Posteingang"


def test_what_nobody_sees_is_shown_as_a_sign_and_said(anna: Visitor, dovecot: Dovecot) -> None:
    for own, hour in (("a", 0), ("b", 1)):
        say(dovecot, own, "root", hour=hour, subject="Rech\u200bnung", sender="Am\u200bt <amt@x.example>")
    anna.reload().sees("Am\ufffdt").follow("Rech\ufffdnung").sees("Im Betreff stehen Zeichen")
    assert "Rech\ufffdnung" in anna.page.select_one(".talk__subject").get_text()  # type: ignore[union-attr]


def test_two_bounces_have_a_heading_each(anna: Visitor, dovecot: Dovecot) -> None:
    for number in range(2):
        own = f"Message-ID: <b{number}@x.example>\r\nReferences: <root@x.example>\r\n".encode()
        deliver(dovecot, own + bounce())
    anna.reload().follow("Undelivered Mail Returned to Sender")
    named = [str(each["aria-labelledby"]) for each in anna.page.select(".bounce")]
    assert len(named) == len(set(named)) == 2
    assert all(anna.has(f"#{each}") for each in named)
    anna.press("Korrigieren und erneut senden", within=".member:last-child")
    back = anna.page.select_one("#compose [name=back], [name=back][form=compose]")
    assert back is not None
    assert "/conversation" in str(back["value"])


@both_ways
def test_who_says_by_hand_what_was_read_says_it_of_each_message(
    anna: Visitor, dovecot: Dovecot, talk: list[MessageRef]
) -> None:
    settings(anna, seen_after="never").open("/mailbox/").follow("Re: Elternabend")
    anna.press("Als gelesen markieren", within=".member:last-child")
    assert seen(dovecot, talk[2])
    assert opened(anna) == ["Text c"]


@pytest.mark.parametrize("mode", ["htmx"], indirect=True)
def test_the_counts_after_reading_belong_to_the_list_beside_it(
    anna: Visitor, dovecot: Dovecot, talk: list[MessageRef]
) -> None:
    settings(anna, seen_after="5").open("/mailbox/").open("/mailbox/everywhere/unread")
    anna.follow("Re: Elternabend").follow("Gespräch zeigen")
    form = anna.page.select_one("form[data-behavior=seen]")
    assert form is not None
    # The page sends it by itself, after the seconds.
    button = anna.page.new_tag("button")
    form.append(button)
    anna.submit(button)
    assert seen(dovecot, talk[2])
    current = anna.page.select_one("#tree [aria-current=page] .folder__name")
    assert current is not None
    assert current.get_text() == "Alle ungelesenen"
