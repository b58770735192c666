"""Addresses as people and broken programs write them."""

from time import process_time

import pytest

from webmail.mail.address import Address, parse_addresses
from webmail.mail.reading.charset import decode_words


@pytest.mark.parametrize(
    ("header", "addresses"),
    [
        ("jana@schule.example", [("", "jana@schule.example")]),
        ("Jana Vogel <jana@schule.example>", [("Jana Vogel", "jana@schule.example")]),
        ('"Vogel, Jana" <jana@schule.example>', [("Vogel, Jana", "jana@schule.example")]),
        ('"Die \\"Neue\\"" <n@schule.example>', [('Die "Neue"', "n@schule.example")]),
        ("jana@schule.example (Jana Vogel)", [("Jana Vogel", "jana@schule.example")]),
        ("a@b.example, C <c@d.example>", [("", "a@b.example"), ("C", "c@d.example")]),
        ("Kollegium: a@b.example, c@d.example;", [("", "a@b.example"), ("", "c@d.example")]),
        ("undisclosed-recipients:;", []),
        ("=?utf-8?Q?M=C3=BCller=2C_Uwe?= <u@b.example>", [("Müller, Uwe", "u@b.example")]),
        ("=?utf-8?Q?M=C3=BCller, Uwe?= <u@b.example>", [("Müller, Uwe", "u@b.example")]),
        ('"a@b.example" <c@d.example>', [("a@b.example", "c@d.example")]),
        ("<@relay.example:jana@schule.example>", [("", "jana@schule.example")]),
        ('"Ohne Ende <a@b.example>', [("Ohne Ende", "a@b.example")]),
        ("Jana <jana@schule.example", [("Jana", "jana@schule.example")]),
        ("kein Mensch", [("kein Mensch", "")]),
        (", ,;", []),
        ("", []),
        ("a@b.example; c@d.example", [("", "a@b.example"), ("", "c@d.example")]),
        ("a@b.example,, ;c@d.example", [("", "a@b.example"), ("", "c@d.example")]),
        ("Leer:;, Kollegium:, c@d.example", [("", "c@d.example")]),
        ("O'Neill <o.neill@schule.example>", [("O'Neill", "o.neill@schule.example")]),
        ("<jana@\x00schu\u202ele.example>", [("", "jana@schule.example")]),
    ],
)
def test_an_address_field_is_read(header: str, addresses: list[tuple[str, str]]) -> None:
    assert parse_addresses(header, decode=decode_words) == tuple(Address(*one) for one in addresses)


def test_reading_stops_at_the_limit() -> None:
    assert len(parse_addresses("a@b.example," * 3000)) == 2000


@pytest.mark.parametrize("piece", [",", ";", ", ", ":", ",:;"])
def test_a_field_of_nothing_but_marks_costs_nothing(piece: str) -> None:
    start = process_time()
    assert parse_addresses(piece * (30_000 // len(piece))) == ()
    assert process_time() - start < 0.01


def test_a_field_without_addresses_is_not_read_to_its_end() -> None:
    assert parse_addresses(",()" * 9000 + ",a@b.example", limit=1) == ()


def test_an_address_specification_has_an_end() -> None:
    assert len(parse_addresses(f"<{'a' * 5000}@b.example>")[0].spec) == 320


@pytest.mark.parametrize(
    ("address", "initials"),
    [
        (Address("Jana Maria Vogel", "x@y.example"), "JV"),
        (Address("", "jana.vogel@schule.example"), "JV"),
        (Address("Änne", ""), "Ä"),
        (Address("", ""), "?"),
        (Address("42", ""), "?"),
    ],
)
def test_initials_come_from_the_name_or_the_address(address: Address, initials: str) -> None:
    assert address.initials == initials


def test_the_full_form_always_shows_the_address() -> None:
    assert Address("Chef", "fremd@angreifer.example").full == "Chef <fremd@angreifer.example>"
