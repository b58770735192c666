"""Bounces: who was not reached and why, read from a server's report and from nothing that only looks so."""

from time import process_time

import pytest

from tests.mail.reading.stored import stored
from tests.reports import EVA, bounce, recipient
from webmail.mail.address import Address
from webmail.mail.reading.bounce import (
    MOST_FAILURES,
    Bounce,
    Failure,
    read_described,
    read_failures,
    those_written_to,
)


def failures(*blocks: str) -> tuple[Failure, ...]:
    return read_failures("\r\n".join(["Reporting-MTA: dns; mx.schule.example\r\n", *blocks]).encode())


def test_a_failure_has_address_reason_and_the_servers_words() -> None:
    assert failures(recipient()) == (Failure(EVA, True, "1.1", "550 5.1.1 User unknown"),)


def test_a_delay_is_not_final() -> None:
    (found,) = failures(recipient(action="delayed", status="4.4.1"))
    assert (found.final, found.code) == (False, "4.1")


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded", "", "nonsense"])
def test_who_was_reached_is_left_out(action: str) -> None:
    assert failures(recipient(action=action)) == ()


def test_a_status_that_says_nothing_is_read_from_the_servers_words() -> None:
    (found,) = failures(recipient(status="5.0.0", said="smtp; 552 5.2.2 Mailbox full"))
    assert found.code == "2.2"


def test_what_the_person_wrote_is_named_and_not_what_it_became() -> None:
    block = "Original-Recipient: rfc822;alias@verlag.example\r\n" + recipient()
    assert failures(block)[0].spec == "alias@verlag.example"


def test_words_over_several_lines_are_one() -> None:
    (found,) = failures(recipient(said="smtp; 550 User\r\n    unknown\r\n\there"))
    assert found.said.split() == ["550", "User", "unknown", "here"]


@pytest.mark.parametrize(
    "spec", ["", "eva", "<x@y.example>, b@c.example", "a b@c.example", "a@b@c.example", "a:b@c"]
)
def test_what_is_no_address_is_left_out(spec: str) -> None:
    assert failures(recipient(spec)) == ()


def test_no_more_than_so_many_are_read() -> None:
    assert len(failures(*(recipient(f"p{n}@x.example") for n in range(500)))) == MOST_FAILURES


@pytest.mark.parametrize(
    "piece", [b"\n", b"\n\n", b"Action: failed\n", b"a:\n ", b"\x00", b"\xff", b"Status: 5." * 9]
)
def test_a_hostile_report_is_read_fast(piece: bytes) -> None:
    began = process_time()
    read_failures(piece * (300_000 // len(piece)))
    assert process_time() - began < 1


def test_a_report_is_known_by_its_parts() -> None:
    delivery = stored(bounce()).opened().delivery
    assert delivery is not None
    assert (delivery.status, delivery.returned, delivery.whole) == ("2", "3", True)


def test_an_ordinary_message_is_no_report() -> None:
    assert stored(b"Subject: a\r\n\r\nx").opened().delivery is None
    assert stored(bounce().replace(b"multipart/report", b"multipart/mixed")).opened().delivery is None


def test_only_those_are_written_to_whom_the_message_went_to() -> None:
    told = Bounce(
        (Failure(EVA.upper(), True), Failure("spy@evil.example", True), Failure("d@x.example", False))
    )
    went_to = (Address("Eva", EVA), Address("", "d@x.example"))
    assert those_written_to(told, went_to) == (Address("Eva", EVA),)


def test_a_part_is_described_by_its_header() -> None:
    found = read_described(
        b'Content-Type: TEXT/plain;\r\n charset="latin1"\r\nContent-Transfer-Encoding: Base64\r\n'
    )
    assert (found.media_type, found.charset, found.encoding) == ("text/plain", "latin1", "base64")
    assert read_described(b"").media_type == "text/plain"
