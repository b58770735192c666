"""Where a signature stands, how another one takes its place, and that nothing typed is touched."""

from dataclasses import replace

import pytest

from webmail.mail.writing.draft import Draft, Kind, Writing
from webmail.mail.writing.signature import inserted, resigned, says_nothing, signed

LONG, SHORT = "Anna Amsel\nGoethe-Gymnasium", "Anna"
KNOWN = (LONG, SHORT)
QUOTE = "\n\nAm Montag schrieb Jana:\n> Hallo\n> Anna\n"
FORWARDED = "\n\n-------- Weitergeleitete Nachricht --------\nVon: Jana\n\nHallo"


def draft(kind: Kind, text: str = "") -> Draft:
    return Draft(Writing("<1@x>", kind), text=text)


def test_under_a_new_message_there_is_room_to_write_above_the_two_dashes() -> None:
    assert signed(draft(Kind.NEW), SHORT, below=False).text == "\n\n-- \nAnna"


def test_under_the_words_of_a_link_it_stands_below_them() -> None:
    assert signed(draft(Kind.NEW, "Guten Tag\n"), SHORT, below=False).text == "Guten Tag\n\n-- \nAnna"


def test_in_an_answer_it_stands_above_what_is_answered() -> None:
    assert signed(draft(Kind.REPLY, QUOTE), SHORT, below=False).text == f"\n\n-- \nAnna{QUOTE}"


@pytest.mark.parametrize("kind", [Kind.REPLY, Kind.REPLY_ALL])
def test_who_answers_below_finds_the_quote_first(kind: Kind) -> None:
    told = signed(draft(kind, QUOTE), SHORT, below=True).text
    assert told == f"{QUOTE.strip()}\n\n\n\n-- \nAnna\n"
    assert signed(draft(kind, QUOTE), None, below=True).text == QUOTE.strip() + "\n"


def test_what_is_forwarded_has_its_words_above_in_any_case() -> None:
    assert signed(draft(Kind.FORWARD, FORWARDED), SHORT, below=True).text == f"\n\n-- \nAnna{FORWARDED}"


def test_a_draft_that_is_taken_up_again_is_not_signed_twice() -> None:
    resumed = draft(Kind.RESUME, "Alt\n\n-- \nAnna")
    assert signed(resumed, LONG, below=False) == resumed


def test_without_a_signature_a_draft_begins_as_it_did_before() -> None:
    begun = draft(Kind.REPLY, QUOTE)
    assert signed(begun, None, below=False) == replace(begun)


@pytest.mark.parametrize("known", [KNOWN, KNOWN[::-1]])
@pytest.mark.parametrize("rest", ["", QUOTE, FORWARDED, "\n\nPS: Morgen."])
def test_an_untouched_signature_is_replaced_where_it_stands(known: tuple[str, ...], rest: str) -> None:
    for old, new in ((LONG, SHORT), (SHORT, LONG)):
        text = f"Hallo\n\n-- \n{old}{rest}"
        assert resigned(text, new, known=known, below=False) == f"Hallo\n\n-- \n{new}{rest}"


def test_none_takes_it_away_and_leaves_the_rest_as_it_was() -> None:
    assert resigned(f"Hallo\n\n-- \nAnna{QUOTE}", None, known=KNOWN, below=False) == f"Hallo{QUOTE}".rstrip(
        "\n"
    )
    assert resigned("Hallo", None, known=KNOWN, below=False) == "Hallo"


@pytest.mark.parametrize("touched", ["Anna A.", "Anna\nTelefon 5", "Frau Anna"])
def test_a_signature_changed_by_hand_is_left_alone(touched: str) -> None:
    for new in (LONG, None):
        assert resigned(f"Hallo\n\n-- \n{touched}", new, known=KNOWN, below=False) is None


def test_a_quoted_signature_is_none_of_ours() -> None:
    told = resigned("Ja\n\nJana schrieb:\n> Hallo\n> -- \n> Anna", SHORT, known=KNOWN, below=False)
    assert told == "Ja\n\n-- \nAnna\n\nJana schrieb:\n> Hallo\n> -- \n> Anna"


@pytest.mark.parametrize(
    ("below", "told"),
    [
        (False, f"Ja\n\n-- \nAnna\n\n{QUOTE.strip()}"),
        (True, f"Ja\n\n{QUOTE.strip()}\n\n-- \nAnna"),
    ],
)
def test_where_there_was_none_it_stands_where_the_answer_ends(below: bool, told: str) -> None:
    assert resigned(f"Ja{QUOTE}", SHORT, known=KNOWN, below=below) == told


def test_a_forwarded_message_stays_below_the_signature() -> None:
    assert resigned(f"Ja{FORWARDED}", SHORT, known=(), below=False) == f"Ja\n\n-- \nAnna{FORWARDED}"


def test_a_piece_of_text_comes_before_the_signature() -> None:
    text = f"Hallo\n\n-- \nAnna{QUOTE}"
    told = inserted(text, "Bis morgen.", known=KNOWN, below=False)
    assert told == f"Hallo\n\nBis morgen.\n\n-- \nAnna{QUOTE}".rstrip("\n")


@pytest.mark.parametrize("below", [False, True])
def test_a_piece_in_an_empty_message_stands_alone(below: bool) -> None:
    assert inserted("\n\n", "Bis morgen.", known=KNOWN, below=below) == "Bis morgen."
    assert inserted("\n\n-- \nAnna", "Bis morgen.", known=(), below=below) == "Bis morgen.\n\n-- \nAnna"


def test_a_piece_in_an_answer_comes_before_the_quote() -> None:
    assert inserted(f"Ja{QUOTE}", "Bis morgen.", known=KNOWN, below=False).startswith(
        "Ja\n\nBis morgen.\n\nAm"
    )


@pytest.mark.parametrize(
    ("text", "nothing"), [("", True), (" \n\n-- \nAnna\n", True), ("Ja\n-- \nAnna", False)]
)
def test_a_signature_alone_says_nothing(text: str, nothing: bool) -> None:
    assert says_nothing(text, known=KNOWN) is nothing


@pytest.mark.parametrize("text", [">" * 200_000, "-- \n" * 50_000, "-" * 200_000 + " x", "\n" * 200_000])
def test_hostile_texts_take_no_time(text: str) -> None:
    assert resigned(text, SHORT, known=KNOWN, below=False) is None or "Anna" in str(
        resigned(text, SHORT, known=KNOWN, below=False)
    )
