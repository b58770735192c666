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


def test_an_address_is_that_of_its_values_however_often_it_is_asked_for(app: Flask) -> None:
    with app.test_request_context("/"):
        names = ("css/base.css", "css/form.css", "css/base.css")
        asked = [drawn.address("static", filename=name) for name in names]
        assert [each.rpartition("/css/")[2] for each in asked] == ["base.css", "form.css", "base.css"]
        assert drawn.address("help.index", word=["a", "b"]).endswith("?word=a&word=b")


def test_sheets_come_in_the_order_in_which_they_are_named_and_an_empty_name_is_none(app: Flask) -> None:
    page = Visitor(app).sign_in(ANNA).open("/mailbox/").page
    sheets = [str(each["href"]).rpartition("/")[2] for each in page.select("link[rel=stylesheet]")]
    assert sheets[:3] == ["tokens.css", "base.css", "layout.css"]
    assert not {"", ".css", "density.css"} & set(sheets)
    assert sheets.index("mailbox.css") < sheets.index("found.css") < sheets.index("message.css")
