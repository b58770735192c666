"""The address book: what is kept, what is refused, and that merging loses nothing."""

import pytest
from sqlalchemy import func, select

from webmail.accounts.models import Account
from webmail.contacts import Card, ContactRefused, PersonalContacts, Photo
from webmail.contacts.models import Contact, ContactAddress, ContactGroup, GroupMember
from webmail.database import db

PNG = b"\x89PNG picture"
FULL = Card(
    name="Jana Vogel",
    addresses=("jana@gmx.example", "vogel@schule.example"),
    organisation="Goethe-Gymnasium",
    telephone="+49 1",
    note="Mathe\nund Physik",
    photo=Photo(PNG, "image/png"),
    groups=("Fachschaft", "Chor"),
)


@pytest.fixture(params=["sqlite"])
def database(database: object) -> object:
    """What differs between the databases is searching; that has its own file."""
    return database


def names(mine: PersonalContacts) -> list[str]:
    return [each.label for each in mine.book.all().contacts]


def test_a_contact_is_kept_as_it_was_given(annas: PersonalContacts) -> None:
    number = annas.book.add(FULL)
    kept = annas.book.get(number)
    assert kept is not None
    assert (kept.card.name, kept.card.addresses, kept.card.note) == (FULL.name, FULL.addresses, FULL.note)
    assert annas.book.photo(number) == FULL.photo
    assert [each.name for each in annas.groups.all()] == ["Chor", "Fachschaft"]
    (card,) = annas.book.cards()
    assert set(card.groups) == set(FULL.groups)


def test_contacts_stand_by_name_whatever_the_case(annas: PersonalContacts) -> None:
    for name in ("zoe", "Ärger", "Bär", "aal", "Öl"):
        annas.book.add(Card(name=name))
    assert names(annas) == ["aal", "Ärger", "Bär", "Öl", "zoe"]


@pytest.mark.parametrize(
    ("card", "field", "why"),
    [
        (Card(), "name", "missing"),
        (Card(note="nur das"), "name", "missing"),
        (Card(name=" \u202e\x00 "), "name", "missing"),
        (Card(name="x" * 201), "name", "too_long"),
        (Card(name="A", addresses=("kein ort",)), "addresses", "malformed"),
        (Card(name="A", addresses=("a@b\r\nBcc: x@y",)), "addresses", "malformed"),
        (Card(name="A", addresses=("a@b@c",)), "addresses", "malformed"),
        (Card(name="A", addresses=('"a b"@c',)), "addresses", "malformed"),
        (Card(name="A", addresses=("a" * 320 + "@b",)), "addresses", "malformed"),
        (Card(name="A", addresses=tuple(f"a{n}@b" for n in range(21))), "addresses", "too_many"),
        (Card(name="A", note="x" * 20_001), "note", "too_long"),
    ],
)
def test_what_no_contact_can_be_is_refused_and_nothing_is_kept(
    card: Card, field: str, why: str, annas: PersonalContacts
) -> None:
    with pytest.raises(ContactRefused) as refusal:
        annas.book.add_all([FULL, card])
    assert (refusal.value.field, refusal.value.why) == (field, why)
    assert names(annas) == []


def test_nothing_unseen_is_kept(annas: PersonalContacts) -> None:
    number = annas.book.add(Card(name="An\u202ena\x07  A\u2066rn\nold", note="eins\r\nzwei\x00"))
    kept = annas.book.get(number)
    assert kept is not None
    assert (kept.card.name, kept.card.note) == ("An na A rn old", "eins\nzwei")


def test_a_change_replaces_the_words_and_keeps_the_photo(annas: PersonalContacts) -> None:
    number = annas.book.add(FULL)
    annas.book.change(number, Card(name="Jana Adler", addresses=("vogel@schule.example", "jana@gmx.example")))
    kept = annas.book.get(number)
    assert kept is not None
    assert kept.card.addresses == ("vogel@schule.example", "jana@gmx.example")
    assert kept.has_photo
    assert annas.book.find("adler", most=9) != ()
    assert annas.book.find("gymnasium", most=9) == ()


def test_boris_reaches_nothing_of_annas(annas: PersonalContacts, boris_own: PersonalContacts) -> None:
    number, other = annas.book.add_all([FULL, Card(name="Zweite", addresses=("z@x.example",))])
    group = annas.groups.all()[0].number
    assert boris_own.book.get(number) is None
    assert boris_own.book.photo(number) is None
    assert not boris_own.book.change(number, Card(name="Meins"))
    assert boris_own.book.remove([number]) == 0
    assert boris_own.book.merge(number, other) is None
    assert boris_own.book.with_address("jana@gmx.example") is None
    boris_own.book.join_all([(number, Card(name="Meins", addresses=("b@x.example",)))])
    assert boris_own.groups.get(group) is None
    assert boris_own.groups.people(group) == ()
    assert not boris_own.groups.rename(group, "Meine")
    assert not boris_own.groups.remove(group)
    boris_own.groups.put(number, into=[group])
    mine = boris_own.book.add(Card(name="Eigener"))
    boris_own.groups.put(mine, into=[group])
    assert boris_own.book.all(group=group).contacts == ()
    assert boris_own.groups.of(mine) == ()
    assert names(annas) == ["Jana Vogel", "Zweite"]
    assert annas.groups.of(number) != ()


def test_the_book_ends_somewhere(annas: PersonalContacts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webmail.contacts.book.MOST_CONTACTS", 2)
    annas.book.add_all([Card(name="A"), Card(name="B")])
    with pytest.raises(ContactRefused):
        annas.book.add(Card(name="C"))


def test_with_an_account_everything_of_it_goes(annas: PersonalContacts) -> None:
    annas.book.add(FULL)
    annas.collected.note_sent([("X", "x@y.example")])
    db.session.execute(db.delete(Account))
    db.session.commit()
    for table in (Contact, ContactAddress, ContactGroup, GroupMember):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0


# -- groups ----------------------------------------------------------------------------------


def test_a_group_is_called_once_and_not_nothing(annas: PersonalContacts) -> None:
    annas.groups.make("Fachschaft Mathe")
    for name in ("fachschaft  MATHE", " ", "x" * 101):
        with pytest.raises(ContactRefused):
            annas.groups.make(name)


def test_removing_a_group_keeps_its_people(annas: PersonalContacts) -> None:
    annas.book.add(FULL)
    for group in annas.groups.all():
        annas.groups.remove(group.number)
    assert names(annas) == ["Jana Vogel"]
    assert annas.groups.all() == ()


# -- duplicates ------------------------------------------------------------------------------


def pairs(mine: PersonalContacts) -> list[tuple[str, str, str]]:
    return [(pair.first.label, pair.second.label, pair.why) for pair in mine.duplicates.pairs()]


def test_the_same_address_and_the_same_name_are_pairs(annas: PersonalContacts) -> None:
    annas.book.add_all(
        [
            Card(name="Jana Vogel", addresses=("jana@gmx.example",)),
            Card(name="J. V.", addresses=("x@y.example", "JANA@gmx.example")),
            Card(name="Müller, Otto"),
            Card(name="Otto Mueller", addresses=("o@m.example",)),
            Card(name="Anna"),
            Card(name="anna"),
        ]
    )
    assert pairs(annas) == [
        ("Jana Vogel", "J. V.", "address"),
        ("Müller, Otto", "Otto Mueller", "name"),
    ]


def test_merging_loses_nothing(annas: PersonalContacts) -> None:
    first = annas.book.add(
        Card(name="J. Vogel", addresses=("alt@x.example",), organisation="Alte Schule", groups=("Chor",))
    )
    second = annas.book.add(FULL)
    kept = annas.duplicates.merge(first, second)
    assert kept is not None
    assert kept.card.addresses == ("alt@x.example", "jana@gmx.example", "vogel@schule.example")
    for word in ("Jana Vogel", "Goethe-Gymnasium", "Mathe", "Physik"):
        assert word in kept.card.note
    assert (kept.card.name, kept.card.organisation, kept.card.telephone) == (
        "J. Vogel",
        "Alte Schule",
        "+49 1",
    )
    assert annas.book.photo(first) == FULL.photo
    (card,) = annas.book.cards()
    assert set(card.groups) == {"Chor", "Fachschaft"}
    assert annas.book.get(second) is None


def test_what_is_more_than_one_contact_can_hold_is_not_merged(annas: PersonalContacts) -> None:
    numbers = annas.book.add_all(
        [Card(name="Jana Vogel", addresses=tuple(f"{k}{n}@x" for n in range(15))) for k in "ab"]
    )
    with pytest.raises(ContactRefused):
        annas.duplicates.merge(*numbers)
    assert names(annas) == ["Jana Vogel", "Jana Vogel"]


def test_a_contact_is_no_duplicate_of_itself(annas: PersonalContacts) -> None:
    number = annas.book.add(FULL)
    assert annas.duplicates.merge(number, number) is None
    assert names(annas) == ["Jana Vogel"]
