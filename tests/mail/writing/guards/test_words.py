"""What guards read in a text: own words and others', promised attachments, sensitive matters."""

import random
from time import process_time

import pytest

from webmail.config.matters import RECOGNISED, SHIPPED
from webmail.mail.writing.guards.matters import SHIPPED as MATTERS
from webmail.mail.writing.guards.overlap import Runs
from webmail.mail.writing.guards.passages import own_words, passages
from webmail.mail.writing.guards.promised import promised
from webmail.mail.writing.guards.sensitive import DETECTORS, Matter, searched

BY_NAME = {each.name: each for each in MATTERS}


@pytest.mark.parametrize(
    "head",
    [
        "-------- Weitergeleitete Nachricht --------",
        "-------- Forwarded message --------",
        "---------- Forwarded message ---------",
        "-----Ursprüngliche Nachricht-----",
        "-----Original Message-----",
        "Begin forwarded message:",
        "Anfang der weitergeleiteten Nachricht:",
        "  ----- Weitergeleitete E-Mail von Boris <b@x.example> -----",
        "Von: Boris\nGesendet: Montag\nAn: Anna\nBetreff: Konferenz",
        "*From:* Boris\n*Sent:* Monday\n*Subject:* Meeting",
    ],
)
def test_what_stands_below_the_head_of_another_message_is_taken_over(head: str) -> None:
    found = passages(f"Zur Kenntnis\n\n{head}\nTo: Anna\n\nVertraulich: die Namen\n")
    assert (found.own.strip(), found.taken.strip(), found.says_so) == (
        "Zur Kenntnis",
        "Vertraulich: die Namen",
        True,
    )


@pytest.mark.parametrize(
    ("text", "own", "taken", "says_so"),
    [
        (
            "Am Montag schrieb Boris <b@x.example>:\n> Guten Tag\n>> davor",
            "Am Montag",
            "Guten Tag\ndavor",
            True,
        ),
        ("On Monday Boris\n<b@x.example> wrote:\n\n> Hello", "On Monday", "Hello", True),
        ("Wie es heißt:\n> Guten Tag", "Wie es heißt:", "Guten Tag", False),
        ("Von: jetzt an\nliegt das Original-Nachricht-Heft bei mir", "Von: jetzt an", "", False),
        ("Weitergeleitete Nachricht", "Weitergeleitete Nachricht", "", False),
        ("", "", "", False),
    ],
)
def test_quoted_lines_are_anothers(text: str, own: str, taken: str, says_so: bool) -> None:
    found = passages(text)
    assert found.own.startswith(own)
    assert (found.taken, found.says_so) == (taken, says_so)


def test_a_signature_is_not_what_somebody_says() -> None:
    assert own_words("Danke\n-- \nAnlagen immer als PDF, anbei unser Leitbild") == "Danke"


@pytest.mark.parametrize(
    "text",
    [
        "Anbei der Plan.",
        "Den Plan finden Sie im\nAnhang.",
        "Die Liste ist angehängt.",
        "Ich hänge den Plan für Mai an.",
        "hänge ich den Plan an",
        "Als Anlage erhalten Sie die Liste",
        "Beigefügt die Liste",
        "Please find attached the plan.",
        "I've attached the plan",
        "See the attachment.",
        "The list is enclosed.",
    ],
)
def test_an_attachment_is_promised(text: str) -> None:
    assert promised(text)


@pytest.mark.parametrize(
    "text",
    [
        "Danke für die Anhänge.",
        "Bitte keine Anhänge schicken.",
        "Die Anlage am See ist geschlossen.",
        "> anbei der Plan\nDanke",
        "-- \nanbei unser Leitbild",
        "He is very attached to it",
        "Gruß\n-------- Weitergeleitete Nachricht --------\nanbei der Plan",
        "",
    ],
)
def test_no_attachment_is_promised(text: str) -> None:
    assert promised(text) is None


def test_an_installation_knows_more_words() -> None:
    assert promised("Die Beilage (PDF)", ("beilage (pdf)",)) == "Beilage (PDF)"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("diagnosis", "Die Diagnose steht fest"),
        ("diagnosis", "he was DIAGNOSED with"),
        ("assessment", "das sonderpädagogische Fördergutachten"),
        ("assessment", "the assessment of Ben"),
        ("support_needs", "Sein Förderbedarf"),
        ("support_needs", "pupils with special  needs"),
        ("grades", "die Noten-Liste der 7b"),
        ("grades", "Notenliste_7b.xlsx"),
        ("grades", "the grade list"),
        ("iban", "DE89 3704 0044 0532 0130 00 bitte überweisen"),
        ("iban", "iban de89370400440532013000."),
        ("iban", "AT61 1904 3002 3457 3201 UND MEHR"),
        ("birth_date", "geb. am 3.4.2012"),
        ("birth_date", "Geburtsdatum: 03.04.2012"),
        ("birth_date", "born on 2012-04-03"),
        ("birth_date", "date of birth 3 April 2012"),
    ],
)
def test_a_sensitive_matter_is_found(name: str, text: str) -> None:
    assert BY_NAME[name].found(searched("", "", [text]) if "_7b" in text else text)


def test_a_sensitive_matter_is_named_as_it_is_written_and_once() -> None:
    assert BY_NAME["diagnosis"].found("Die Diagnose, DIAGNOSE") == ("Diagnose",)
    assert BY_NAME["birth_date"].found("Geb.  am 3.4.2012") == ("Geb. am 3.4.2012",)
    assert BY_NAME["iban"].found("DE89 3704 0044 0532 0130 00") == ("DE89370400440532013000",)


@pytest.mark.parametrize(
    "text",
    [
        "DE88 3704 0044 0532 0130 00",
        "Bestellnummer DE12 3456 7890 1234 5678 90",
        "Elternabend am 3.12.2026 um 19 Uhr",
        "geboren wurde die Idee im Jahr 2012",
        "Die Notenständer liegen bereit",
        "Die Attestierung",
        "",
    ],
)
def test_ordinary_words_are_not_sensitive(text: str) -> None:
    assert not any(each.found(text) for each in MATTERS)


def test_signs_of_a_pattern_stand_for_letters_digits_and_gaps() -> None:
    matter = Matter("own", "Own", ("*amt-haus ##", "a.b+c*"), "Rule", "")
    assert matter.found("Jugendamt haus 42, Amthaus\u00a07") == ("Jugendamt haus 42",)
    assert matter.found("A.B+Cd") == ("A.B+Cd",)
    assert not matter.found("axb+c")


def test_the_file_knows_the_names_of_what_is_shipped() -> None:
    assert tuple(BY_NAME) == SHIPPED
    assert set(DETECTORS) == set(RECOGNISED)


def test_texts_are_compared_word_by_word_whatever_their_lines() -> None:
    runs = Runs(["Die Konferenz beginnt am Montag um acht Uhr im Saal.\nBitte pünktlich."])
    assert runs.count == 12
    assert (
        runs.covered("> die Konferenz\n> beginnt am Montag  um acht\n> Uhr im Saal. Bitte\n> pünktlich") == 12
    )
    assert runs.covered("Uhr Saal Montag die Konferenz") == 0
    assert runs.strange("Ich komme. Die Konferenz beginnt am Montag um acht Uhr im Saal") == 2
    assert Runs([]).strange("ganz neu hier") == 3


@pytest.mark.parametrize(
    "bait",
    [
        ">\n" * 200_000,
        "Von:\n" * 60_000,
        "-" * 500_000,
        "weitergeleitete nachricht von " + "-" * 300_000,
        ("a schrieb:\n> b\n") * 20_000,
        "x " * 100_000,
    ],
    ids=["quotes", "heads", "dashes", "marker", "attributions", "words"],
)
def test_no_text_takes_long_to_take_apart(bait: str) -> None:
    started = process_time()
    found = passages(bait)
    Runs([bait]).strange(found.taken)
    promised(bait)
    assert process_time() - started < 2


@pytest.mark.parametrize(
    "bait",
    [
        "DE89" * 60_000,
        "DE89 " * 50_000,
        "geb. " * 50_000,
        "geboren" + " " * 200_000,
        "förder" * 40_000,
        "noten" * 50_000,
        "hänge ich den " * 20_000,
        "1.1." * 60_000,
    ],
)
def test_no_text_takes_long_to_search(bait: str) -> None:
    started = process_time()
    for each in (*MATTERS, Matter("own", "", ("*a*b*c", "#" * 20 + "abc"), "", "")):
        each.found(searched(bait, bait, [bait]))
    promised(bait)
    assert process_time() - started < 2


def test_any_text_is_read() -> None:
    chance = random.Random(6)
    pieces = (
        "> ",
        "\n",
        "Von:",
        "Betreff:",
        "----",
        "schrieb",
        ":",
        "geb.",
        "DE89",
        "\u2028",
        "\x00",
        "ß",
        "1.",
    )
    for _ in range(300):
        text = "".join(chance.choices(pieces, k=60))
        passages(text)
        promised(text)
        [each.found(text) for each in MATTERS]
