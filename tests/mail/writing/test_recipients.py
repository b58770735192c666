"""Address fields as people type and paste them."""

import random
from time import process_time

import pytest

from tests.mail.writing.made import draft
from webmail.mail.address import Address
from webmail.mail.errors import Unsendable
from webmail.mail.writing.recipients import (
    FIELD_LIMIT,
    addressed,
    check,
    one_line,
    read_recipients,
    to_smtp,
    written,
)

A, B = ("", "a@b.example"), ("", "c@d.example")


@pytest.mark.parametrize(
    ("typed", "addresses"),
    [
        ("a@b.example", [A]),
        (" a@b.example , c@d.example ,", [A, B]),
        ("a@b.example;c@d.example", [A, B]),
        ("a@b.example\nc@d.example\r\n", [A, B]),
        ("a@b.example\tc@d.example", [A, B]),
        ("a@b.example c@d.example", [A, B]),
        (
            "Jana Vogel\ta@b.example\nUte\t\tc@d.example",
            [("Jana Vogel", "a@b.example"), ("Ute", "c@d.example")],
        ),
        ("Vogel\tJana\t5a\ta@b.example\tc@d.example", [("Vogel Jana 5a", "a@b.example"), B]),
        ("a@b.example, A@B.Example", [A]),
        ("Jana Vogel <a@b.example>", [("Jana Vogel", "a@b.example")]),
        ('"Vogel, Jana" <a@b.example>; c@d.example', [("Vogel, Jana", "a@b.example"), B]),
        ('"Die \\"Neue\\" \\\\" <a@b.example>', [('Die "Neue" \\', "a@b.example")]),
        ("Jana <a@b.example> Ute <c@d.example>", [("Jana", "a@b.example"), ("Ute", "c@d.example")]),
        ("Jana Vogel\n <a@b.example>", [("Jana Vogel", "a@b.example")]),
        ("a@b.example (Jana (die Neue), 5a)", [("Jana die Neue, 5a", "a@b.example")]),
        ("Jana (5a) <a@b.example>", [("Jana", "a@b.example")]),
        ("Kollegium: a@b.example, c@d.example;", [A, B]),
        ('"Klasse 5a, 5b": a@b.example;, c@d.example', [A, B]),
        ("undisclosed-recipients:;", []),
        ("mailto:a@b.example", [A]),
        ("<mailto:a@b.example>", [A]),
        ("<@relay.example:a@b.example>", [A]),
        ('"jana vogel"@b.example', [("", '"jana vogel"@b.example')]),
        ("O'Neill <o'neill+5a@b.example>", [("O'Neill", "o'neill+5a@b.example")]),
        ("Zoë 🎒 <zoë@münchen.example>", [("Zoë 🎒", "zoë@münchen.example")]),
        ("מורה <a@b.example>", [("מורה", "a@b.example")]),
        ("a@[192.0.2.1]", [("", "a@[192.0.2.1]")]),
        ("", []),
        (" \n,;\t, ", []),
    ],
)
def test_a_field_is_read(typed: str, addresses: list[tuple[str, str]]) -> None:
    read = read_recipients(typed)
    assert [(each.name, each.spec) for each in read.addresses] == addresses
    assert read.wrong == ()


@pytest.mark.parametrize(
    ("typed", "wrong", "right"),
    [
        ("jana", ("jana",), 0),
        ("jana vogel, a@b.example", ("jana vogel",), 1),
        ("Jana Vogel a@b.example", ("Jana Vogel a@b.example",), 0),
        ("a@b.example c@ d@e.example", ("c@",), 2),
        ("a@@b.example", ("a@@b.example",), 0),
        ("a..b@c.example", ("a..b@c.example",), 0),
        ("a@b.example.", ("a@b.example.",), 0),
        ("a@-b.example", ("a@-b.example",), 0),
        ("a@b.example:25", ("a@b.example:25",), 0),
        ("Jana <jana>", ("Jana <jana>",), 0),
        ("Jana <>", ("Jana <>",), 0),
        ("Jana <a@b.example", ("Jana <a@b.example",), 0),
        ('"Jana, a@b.example', ('"Jana',), 1),
        ("(Jana a@b.example, c@d.example", ("(Jana a@b.example, c@d.example",), 0),
        ("a@b.example (Jana", ("a@b.example (Jana",), 0),
        ("a@b.example\x00", ("a@b.example\x00",), 0),
        ("a\x07@b.example", ("a\x07@b.example",), 0),
        ("Kollegium: jana;", ("jana",), 0),
        ("a@b\u202e.example", ("a@b\u202e.example",), 0),
    ],
)
def test_what_is_no_address_is_told_as_typed(typed: str, wrong: tuple[str, ...], right: int) -> None:
    read = read_recipients(typed)
    assert read.wrong == wrong
    assert len(read.addresses) == right


def test_nobody_is_left_out_in_silence() -> None:
    many = read_recipients(", ".join(f"a{number}@b.example" for number in range(5001)))
    assert (len(many.addresses), many.wrong) == (5000, ("a5000@b.example",))
    rows = read_recipients("\n".join(f"a{number}@b.example" for number in range(5002)))
    assert rows.wrong == ("a5000@b.example\na5001@b.example",)
    long = read_recipients("a@b.example," + " " * FIELD_LIMIT + "c@d.example")
    assert long.wrong == ("c@d.example",)


NAMES = [
    "Jana",
    'Die "Neue"',
    "Vogel, Jana",
    "a\\b",
    "Müller (5a)",
    "🎒👩‍🏫",
    "מורה",
    "Dr. U. v. H.",
    "x@y",
    "a:b;c",
    "",
]


def some_addresses(seed: int) -> tuple[Address, ...]:
    chance = random.Random(seed)
    names = (" ".join(chance.sample(NAMES, 2)).strip() for _ in range(20))
    return tuple(Address(name, f"{chance.choice('aü')}{at}@b.example") for at, name in enumerate(names))


@pytest.mark.parametrize("seed", range(20))
def test_what_is_written_is_read_again(seed: int) -> None:
    addresses = some_addresses(seed)
    assert read_recipients(written(addresses)).addresses == addresses


def test_a_name_without_address_stays_for_the_person_to_see() -> None:
    assert written([Address("Jana Vogel", ""), Address("", "a@b.example")]) == "Jana Vogel, a@b.example"


def test_a_name_is_one_line() -> None:
    assert one_line(" Jana\r\n\x00\u202e Vogel\u2028x ") == "Jana Vogel x"


@pytest.mark.parametrize(
    ("spec", "sent"),
    [
        ("a@b.example", "a@b.example"),
        ("A@B.Example", "A@B.Example"),
        ("ä@münchen.example", "ä@xn--mnchen-3ya.example"),
        # IDNA 2003 would make strasse.example of it, which may be somebody else's.
        ("a@straße.example", "a@xn--strae-oqa.example"),
        ("a@STRAẞE.example", "a@xn--strae-oqa.example"),
        ("a@b。example", "a@b.example"),
        ('"a b"@c.example', '"a b"@c.example'),
    ],
)
def test_a_domain_goes_as_a_labels(spec: str, sent: str) -> None:
    assert to_smtp(spec) == sent


@pytest.mark.parametrize(
    "spec",
    [
        *("", "@", "a@", "@b", "a b@c.example", "a@b c", "a@b..c", "a@.b", "a@b.", "a@b@c", "a.@b", "<a@b>"),
        *(
            "a@b\r\nRCPT TO:<c@d>",
            "a\r\n@b",
            "a\n@b",
            "a@b\n",
            "a@b\x00",
            '"a\r\nb"@c',
            '"a\x00"@c',
            "a\x85@b",
        ),
        *("a@℀.example", "a@b\u200d.example", "a\u202e@b.example", "a\ud800@b.example", "a@b/c", "a@b>c"),
        *(
            f"{'a' * 65}@b.example",
            f"a@{'b' * 64}.example",
            f"a@{'b.' * 130}example",
            f"a@{'ü' * 63}.example",
        ),
        *(f"a@{'ß' * 63}.example", "a" * 5_000_000),
    ],
    ids=lambda spec: ascii(spec[:30]),
)
def test_what_is_no_address_is_never_sent(spec: str) -> None:
    with pytest.raises(ValueError, match=r"addr-spec|domain|label|codec"):
        to_smtp(spec)


def hindrances(**fields: str) -> dict[str, list[tuple[str, str]]]:
    with pytest.raises(Unsendable) as raised:
        check(draft(**fields), most=3)
    return {
        name: [(each.reason, each.entry) for each in found] for name, found in raised.value.fields.items()
    }


def test_a_message_to_nobody_is_not_sent() -> None:
    assert hindrances(to=" , ") == {"to": [("none", "")]}


def test_each_wrong_piece_is_told_at_its_field() -> None:
    told = hindrances(to="a@b.example, jana", bcc="x; y")
    assert told == {"to": [("not_an_address", "jana")], "bcc": [("not_an_address", each) for each in "xy"]}


def test_too_many_recipients_are_told_at_the_longest_field() -> None:
    assert hindrances(to="a@b.example", cc="c@d.example e@f.example g@h.example") == {
        "cc": [("too_many", "4")]
    }


def test_thousands_of_wrong_pieces_are_not_all_told() -> None:
    assert len(hindrances(to="x," * 500)["to"]) == 20


def test_everybody_is_asked_once_wherever_they_stand() -> None:
    of = draft(to="Jana <a@b.example>", cc="A@b.example, c@d.example", bcc="c@D.example, e@f.example")
    assert [each.spec for each in check(of, most=3)] == ["a@b.example", "c@d.example", "e@f.example"]
    assert len(addressed(of).cc) == 2


HOSTILE = [
    *(
        ",",
        "(",
        "()",
        "(a",
        '"',
        '"\\',
        '"a" ',
        "<",
        "<a",
        "<a>",
        ":",
        "a:",
        "@",
        "a@b ",
        "a@b,",
        "a@b\n",
        "a b ",
    ),
    *(
        "a",
        "ü",
        " ",
        "\n",
        "\n ",
        "\r",
        "a.",
        "\\",
        "a(b)",
        "a@b:",
        "\u202e",
        "\ud800",
        "=?utf-8?q?",
        "a@ü.b,",
        "\t",
    ),
]


@pytest.mark.parametrize("piece", HOSTILE, ids=ascii)
def test_a_hostile_field_is_read_in_linear_time(piece: str) -> None:
    typed = "a@b" + piece * (FIELD_LIMIT // 4 // len(piece))
    start = process_time()
    read_recipients(typed)
    assert process_time() - start < 0.5


def test_five_megabytes_are_not_read_to_their_end() -> None:
    typed = "a@b.example " * 420_000
    start = process_time()
    assert read_recipients(typed).wrong
    assert process_time() - start < 2


def test_two_thousand_pasted_people_cost_nothing() -> None:
    typed = "\n".join(f'"Müller {number}, Jörg" <jm{number}@schule.example>' for number in range(2000))
    start = process_time()
    assert len(read_recipients(typed).addresses) == 2000
    assert process_time() - start < 0.1
