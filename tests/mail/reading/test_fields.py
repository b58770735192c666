"""All header fields of a message, whatever they are."""

from time import process_time

import pytest

from webmail.mail.reading.fields import FIELDS_SHOWN, VALUE_SHOWN, all_fields


def test_fields_keep_their_order_and_come_twice() -> None:
    raw = b"Received: eins\r\nSubject: S\r\nReceived: zwei\r\n\r\nText: nicht\r\n"
    assert all_fields(raw) == (("Received", "eins"), ("Subject", "S"), ("Received", "zwei"))


def test_a_folded_value_is_one_line() -> None:
    assert all_fields(b"Subject: eins\r\n zwei\r\n\r\n") == (("Subject", "eins zwei"),)


def test_the_number_of_fields_and_their_length_are_bounded() -> None:
    found = all_fields(b"X: " + b"y" * 50_000 + b"\r\n" + b"A: b\r\n" * 5000)
    assert len(found) == FIELDS_SHOWN
    assert len(found[0][1]) == VALUE_SHOWN


@pytest.mark.parametrize(
    "raw", [b"", b"\0" * 1000, b"A:" + b"\n " * 200_000, b"x" * 900_000, b"A" * 300 + b": b\n", b": leer\n"]
)
def test_hostile_headers_are_quick(raw: bytes) -> None:
    began = process_time()
    all_fields(raw)
    assert process_time() - began < 2
