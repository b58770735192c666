"""What is made once for all pages: for each language its own, and nothing of a person in it."""

from flask import Flask

from tests.cast import ANNA, BORIS
from tests.visitor import Visitor
from tests.web.desk import in_english
from webmail.web import drawn


def test_a_piece_that_was_made_in_one_language_is_made_anew_in_the_other(app: Flask) -> None:
    german, english = Visitor(app).sign_in(ANNA), in_english(Visitor(app).sign_in(BORIS))
    for _ in range(2):
        assert "Alle zeigen" in german.open("/compose/new").body.decode()
        assert "Show everybody" in english.open("/compose/new").body.decode()


def test_pieces_are_made_once_for_everybody(app: Flask) -> None:
    Visitor(app).sign_in(ANNA).open("/compose/new")
    made = drawn._drawn.cache_info().misses
    boris = Visitor(app).sign_in(BORIS).open("/compose/new")
    assert ANNA.address not in boris.body.decode()
    assert drawn._drawn.cache_info().misses == made
