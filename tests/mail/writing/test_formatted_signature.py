"""Signatures in formatted text: found block by block, as an editor leaves them, replaced where untouched."""

import pytest

from webmail.mail.writing.formatted_signature import (
    inserted_html,
    marked_html,
    marked_text,
    resigned_html,
    signature_html,
    signature_text,
    signed_html,
)
from webmail.mail.writing.outgoing import clean_outgoing, formatted
from webmail.mail.writing.twin import twin

LONG, SHORT = signature_html("Anna Amsel\nGoethe-Gymnasium"), signature_html("Anna")
RICH = signature_html("**Anna**\nMathematik")
KNOWN = (SHORT, LONG, RICH)
QUOTE = formatted("\nJana schrieb:\n> Hallo\n> -- \n> Anna")
HELLO = "<div>Hallo <b>Jana</b></div><div><br></div>"


@pytest.mark.parametrize("new", KNOWN)
@pytest.mark.parametrize("old", KNOWN)
@pytest.mark.parametrize("rest", ["", QUOTE])
def test_an_untouched_one_is_replaced_where_it_stands(old: str, new: str, rest: str) -> None:
    assert resigned_html(HELLO + old + rest, new, known=KNOWN, below=False) == HELLO + new + rest


def test_what_an_editor_changes_by_itself_touches_nothing() -> None:
    left = LONG.replace("</div>", "<br></div>").replace("&nbsp;", "\xa0")
    assert resigned_html(HELLO + left, SHORT, known=KNOWN, below=False) == HELLO + SHORT


def test_none_takes_it_away() -> None:
    # One empty line is enough between what stands above and what stands below.
    below = QUOTE.removeprefix("<div><br></div>")
    assert resigned_html(HELLO + LONG + QUOTE, "", known=KNOWN, below=False) == HELLO + below
    assert resigned_html(HELLO, "", known=KNOWN, below=False) == HELLO


@pytest.mark.parametrize(
    "touched",
    [LONG.replace("Amsel", "Ammer"), LONG + "<div>Telefon 5</div>", RICH.replace("<b>Anna</b>", "Anna")],
)
def test_one_changed_by_hand_is_left_alone(touched: str) -> None:
    assert resigned_html(HELLO + touched, SHORT, known=KNOWN, below=False) is None


def test_where_there_was_none_it_stands_where_the_answer_ends() -> None:
    above = resigned_html(HELLO + QUOTE, SHORT, known=KNOWN, below=False)
    below = resigned_html(HELLO + QUOTE, SHORT, known=KNOWN, below=True)
    assert twin(above or "").index("-- \nAnna") < twin(above or "").index("Jana schrieb")
    assert twin(below or "").endswith("> Anna\n\n-- \nAnna")


def test_a_piece_comes_before_the_signature_as_text_and_not_as_html() -> None:
    told = inserted_html(HELLO + SHORT + QUOTE, "Bis <b>morgen</b>\n{Tag}", known=KNOWN, below=False)
    assert twin(told).startswith("Hallo Jana\n\nBis <b>morgen</b>\n{Tag}\n\n-- \nAnna\n")


def test_a_formatted_message_begins_with_room_and_its_signature() -> None:
    assert signed_html("", RICH, below=False) == "<div><br></div>" * 2 + RICH
    told = twin(signed_html(QUOTE, SHORT, below=False))
    assert told == "\n\n-- \nAnna\n\nJana schrieb:\n> Hallo\n> -- \n> Anna"


def test_who_answers_below_finds_the_formatted_quote_first() -> None:
    told = twin(signed_html("<div><br></div>" + QUOTE, RICH, below=True))
    assert told.startswith("Jana schrieb:\n> Hallo\n> -- \n> Anna\n\n")
    assert told.endswith("-- \nAnna\nMathematik")


@pytest.mark.parametrize(
    ("text", "html", "plain"),
    [
        ("**Anna A.**", "<b>Anna A.</b>", "Anna A."),
        ("(__Physik__), **a** b", "(<i>Physik</i>), <b>a</b> b", "(Physik), a b"),
        ("a * b ** c", "a * b ** c", "a * b ** c"),
        ("2**3**4, a__b__c", "2**3**4, a__b__c", "2**3**4, a__b__c"),
        ("** a **", "** a **", "** a **"),
        ("**<script>**", "<b>&lt;script&gt;</b>", "<script>"),
    ],
)
def test_marks_around_words_are_bold_and_italic(text: str, html: str, plain: str) -> None:
    assert signature_html(text) == f"<div>--&nbsp;</div><div>{html}</div>"
    assert signature_text(text) == plain


def test_an_address_in_a_signature_is_a_link_and_no_mark_breaks_it() -> None:
    told = signature_html("https://x.example/?q=__a__&r=**b**")
    assert told.count("<a href=") == 1
    assert "<i>" not in told
    assert "<b>" not in told


def test_what_comes_out_is_clean_already() -> None:
    for html in (
        resigned_html(HELLO + LONG + QUOTE, RICH, known=KNOWN, below=False),
        signed_html("x", RICH, below=False),
    ):
        assert clean_outgoing(html or "") == html


@pytest.mark.parametrize(
    "html", ["<div>" * 3000, "x" * 200_000, "<b>x</b>" * 20_000, "<div>--&nbsp;</div>" * 9000]
)
def test_hostile_html_takes_no_time(html: str) -> None:
    resigned_html(html, SHORT, known=KNOWN, below=False)
    inserted_html(html, "x", known=KNOWN, below=False)


@pytest.mark.parametrize(
    "text", ["**Anna Amsel**\nGoethe", "Frau **__Amsel__** (__Mathe__)", "a\n\n**b c** d"]
)
def test_marks_become_a_look_and_the_look_its_marks(text: str) -> None:
    assert marked_text(marked_html(text)) == text


def test_what_marks_cannot_say_stays_words() -> None:
    html = f"<div><b>{'x' * 201}</b> <b>2*3</b> <i>a_b</i> <b>a <u>b</u></b></div>"
    assert "**" not in marked_text(html)
    assert "__" not in marked_text(html)
