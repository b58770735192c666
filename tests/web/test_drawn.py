"""What is made once for all pages: for each language its own, and nothing of a person in it."""

from flask import Flask

from tests.cast import ANNA, BORIS
from tests.visitor import Visitor
from tests.web.desk import in_english
from webmail.web import drawn


def test_a_piece_that_was_made_in_one_language_is_made_anew_in_the_other(app: Flask) -> None:
    german, english = Visitor(app).sign_in(ANNA), in_english(Visitor(app).sign_in(BORIS))
    for _ in range(2):
        german.open("/compose/new").sees("Alle anzeigen").misses("Show everybody")
        english.open("/compose/new").sees("Show everybody").misses("Alle anzeigen")


def test_pieces_are_made_once_for_everybody(app: Flask) -> None:
    Visitor(app).sign_in(ANNA).open("/compose/new")
    made = drawn._drawn.cache_info().misses
    Visitor(app).sign_in(BORIS).open("/compose/new").misses(ANNA.address)
    assert drawn._drawn.cache_info().misses == made
