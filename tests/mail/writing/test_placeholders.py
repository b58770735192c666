"""Placeholders: what is known is filled in, what is not stays to be seen."""

import pytest

from webmail.mail.writing.placeholders import Blank, Filled, blanks, fill, unknown

KNOWN = {Blank.NAME: "Anna Amsel", Blank.DATE: "20. November 2026", Blank.CLASS: "7b"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Klasse {klasse}, {datum}", "Klasse 7b, 20. November 2026"),
        ("{name} {Name} { date }, {class}", "Anna Amsel Anna Amsel 20. November 2026, 7b"),
        ("ohne", "ohne"),
        ("{}", "{}"),
        ("{{name}}", "{Anna Amsel}"),
    ],
)
def test_german_and_english_names_are_known(text: str, told: str) -> None:
    assert fill(text, KNOWN).text == told


def test_an_unknown_one_stays_visible_and_is_told_once() -> None:
    assert fill("{Ort} um {Uhr}, {Ort}", KNOWN) == Filled("{Ort} um {Uhr}, {Ort}", ("{Ort}", "{Uhr}"))
    assert unknown("{Ort} {name} {Ort}") == ("{Ort}",)


def test_what_is_known_but_empty_stays_to_be_filled_in() -> None:
    assert fill("{klasse}", {Blank.CLASS: ""}) == Filled("{klasse}", ("{klasse}",))
    assert blanks("{klasse} {x}") == {Blank.CLASS}


def test_a_value_is_never_filled_in_itself() -> None:
    assert fill("{name}", {Blank.NAME: "{date}", Blank.DATE: "heute"}).text == "{date}"


def test_many_braces_take_no_time() -> None:
    assert fill("{" * 200_000 + "a" * 200_000, KNOWN).left == ()
