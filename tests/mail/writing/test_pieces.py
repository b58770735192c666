"""A field of recipients cut into pieces: nothing typed is lost, and joined again it is read as before."""

import random

import pytest

from tests.mail.writing.test_recipients import NAMES
from webmail.mail import Piece, joined, read_pieces, read_recipients

SCRAPS = (
    *(f"a{number}@b.example" for number in range(6)),
    "Jana Vogel <jana@b.example>",
    '"Vogel, Jana" <v@b.example>',
    "Kollegium: a@b.example, c@d.example;",
    "Kollegium:",
    "undisclosed-recipients:;",
    "a@b.example (Jana)",
    "jana",
    '"Jana',
    "(Jana",
    "Jana <jana",
    "mailto:a@b.example",
    *(name for name in NAMES if name),
)
MARKS = (", ", ",", ";", "\n", "\t", " ", ",\n", " ;, ")


def shown(typed: str) -> list[tuple[str, list[str], str]]:
    return [(each.typed, [one.spec for one in each.addresses], each.group) for each in read_pieces(typed)]


def test_each_piece_is_what_was_typed_there() -> None:
    typed = 'Jana Vogel <a@b.example>; "Vogel, Ute" <c@d.example>\tjana\n a@b.example (Jana)'
    assert shown(typed) == [
        ("Jana Vogel <a@b.example>", ["a@b.example"], ""),
        ('"Vogel, Ute" <c@d.example>', ["c@d.example"], ""),
        ("jana", [], ""),
        ("a@b.example (Jana)", ["a@b.example"], ""),
    ]


def test_a_group_is_one_piece_with_all_its_people() -> None:
    typed = "x@y.example, Fachschaft Mathematik: Jana <a@b.example>, c@d.example; z@y.example"
    assert shown(typed) == [
        ("x@y.example", ["x@y.example"], ""),
        (
            "Fachschaft Mathematik: Jana <a@b.example>, c@d.example;",
            ["a@b.example", "c@d.example"],
            "Fachschaft Mathematik",
        ),
        ("z@y.example", ["z@y.example"], ""),
    ]


def test_a_group_with_somebody_wrong_in_it_is_shown_one_by_one() -> None:
    assert shown("Kollegium: jana, a@b.example, c@d.example;") == [
        ("Kollegium: jana", [], ""),
        ("a@b.example", ["a@b.example"], ""),
        ("c@d.example", ["c@d.example"], ""),
    ]


def test_a_name_with_a_colon_and_nobody_behind_it_is_not_left_out_in_silence() -> None:
    assert read_recipients("Jana:").wrong == ("Jana:",)
    assert read_recipients("a@b.example\nJana: ").wrong == ("Jana:",)
    assert read_recipients("undisclosed-recipients:;").wrong == ()


def test_a_wrong_piece_changes_nothing_of_the_others_on_its_line() -> None:
    pieces = (Piece('"Jana'), *read_pieces('"Vogel, Ute" <c@d.example>'))
    assert read_pieces(joined(pieces)) == pieces


@pytest.mark.parametrize("seed", range(200))
def test_what_is_joined_is_read_again_as_before(seed: int) -> None:
    chance = random.Random(seed)
    typed = "".join(chance.choice(SCRAPS) + chance.choice(MARKS) for _ in range(chance.randint(1, 8)))
    before, pieces = read_recipients(typed), read_pieces(typed)
    again = joined(pieces)
    assert read_recipients(again).addresses == before.addresses, (typed, again)
    assert [each.typed for each in read_pieces(again)] == [each.typed for each in pieces], (typed, again)


@pytest.mark.parametrize("seed", range(200))
def test_no_letter_that_was_typed_is_lost(seed: int) -> None:
    chance = random.Random(seed)
    scraps = [each for each in SCRAPS if each != "undisclosed-recipients:;"]
    typed = "".join(chance.choice(scraps) + chance.choice(MARKS) for _ in range(chance.randint(1, 8)))
    letters = [each for each in typed if each.isalnum()]
    assert [each for each in joined(read_pieces(typed)) if each.isalnum()] == letters, typed


def test_behind_the_last_address_that_is_read_everything_is_one_piece() -> None:
    typed = "\n".join(f"a{number}@b.example" for number in range(5002))
    assert read_pieces(typed)[-1].typed == "a5000@b.example\na5001@b.example"
