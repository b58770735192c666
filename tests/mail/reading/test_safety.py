"""Remarks: one calm line for each thing, and none that another one implies."""

import random
from datetime import UTC, datetime
from time import process_time

import pytest

from tests.letters import raw
from webmail.mail.address import Address
from webmail.mail.reading.opened import NO_BODY, OpenedMessage, open_message
from webmail.mail.reading.safety import (
    About,
    Official,
    Place,
    asks_whether_met,
    claimed_address,
    is_denied,
    may_show_images,
    remarks_on,
)
from webmail.mail.ref import MessageRef

OURS = "mx.schule.example"
OFFICIAL = Official(("schule.example", "land.example"), OURS, ("verlag.example", "amt@amt.example"))
FAILED = f"{OURS}; dmarc=fail header.from="
PASSED = f"{OURS}; dmarc=pass header.from="


def opened(**head: str) -> OpenedMessage:
    fields = {"From": "Eva <eva@verlag.example>", "Subject": "Angebot"}
    fields |= {name.replace("_", "-"): value for name, value in head.items()}
    return open_octets(raw(fields))


def open_octets(content: bytes) -> OpenedMessage:
    return open_message(
        MessageRef("INBOX", 1, 1),
        header=content,
        structure=None,
        flags=frozenset(),
        received=datetime(2026, 11, 16, tzinfo=UTC),
        size=1,
        body=NO_BODY,
    )


def abouts(message: OpenedMessage, *, met: bool | None = None, official: Official = OFFICIAL) -> list[About]:
    return [remark.about for remark in remarks_on(message, official, met=met)]


@pytest.mark.parametrize("domain", ["schule.example", "mail.schule.example", "land.example"])
def test_a_colleague_is_not_remarked_on(domain: str) -> None:
    message = opened(From=f"Boris <boris@{domain}>")
    assert abouts(message) == []
    assert not asks_whether_met(message, OFFICIAL)


def test_somebody_from_outside_is_external() -> None:
    assert abouts(opened(), met=True) == [About.EXTERNAL]


def test_where_no_domain_is_known_nobody_is_external() -> None:
    assert abouts(opened(), met=False, official=Official()) == []


def test_first_contact_implies_external() -> None:
    assert asks_whether_met(opened(), OFFICIAL)
    assert abouts(opened(), met=False) == [About.FIRST_CONTACT]


def test_a_failed_proof_is_said_and_implies_the_rest() -> None:
    message = opened(Authentication_Results=FAILED + "verlag.example")
    assert abouts(message, met=False) == [About.FORGED]
    assert not asks_whether_met(message, OFFICIAL)


def test_a_colleague_whose_proof_failed_is_remarked_on() -> None:
    message = opened(From="Boris <boris@schule.example>", Authentication_Results=FAILED + "schule.example")
    assert abouts(message) == [About.FORGED]


def test_another_servers_failure_is_not_repeated() -> None:
    results = "mx.elsewhere.example; dmarc=fail header.from=verlag.example"
    assert abouts(opened(Authentication_Results=results)) == [About.EXTERNAL]


def test_a_lookalike_implies_that_it_is_external() -> None:
    (remark,) = remarks_on(opened(From="Amt <amt@schu1e.example>"), OFFICIAL, met=False)
    assert (remark.about, remark.place) == (About.LOOKALIKE, Place.SENDER)
    assert remark.facts == {"domain": "schu1e.example", "official": "schule.example"}


def test_a_lookalike_says_enough_about_its_name() -> None:
    message = opened(From='"leitung@schule.example" <x@schule-example.com>')
    assert abouts(message, met=False) == [About.LOOKALIKE]


def test_a_name_that_is_another_address_is_said() -> None:
    message = opened(From='"leitung@schule.example" <x@evil.example>')
    (remark,) = remarks_on(message, OFFICIAL, met=False)
    assert remark.about is About.OTHER_NAME
    assert remark.facts == {"claimed": "leitung@schule.example", "address": "x@evil.example"}


@pytest.mark.parametrize(
    "name",
    [
        "leitung@schule.example",
        "Leitung (leitung@schule.example)",
        "leitung＠schule.example",
        "leit\u200bung@schule.example",
        "LEITUNG@SCHULE.EXAMPLE",
    ],
)
def test_an_address_in_a_name_is_found_however_it_is_written(name: str) -> None:
    assert claimed_address(Address(name, "x@evil.example")) is not None


@pytest.mark.parametrize("name", ["Eva", "eva@verlag.example", "EVA@verlag.example", "@twitter", "a@b"])
def test_a_name_of_ones_own_is_no_other_address(name: str) -> None:
    assert claimed_address(Address(name, "eva@verlag.example")) is None


def test_hidden_characters_are_said_at_name_and_subject() -> None:
    message = open_octets(
        "From: Bo\u202eris <boris@schule.example>\r\nSubject: Rech\u200bnung\r\n\r\n".encode()
    )
    assert abouts(message) == [About.HIDDEN_IN_SUBJECT, About.HIDDEN_IN_NAME]


def test_an_answer_that_goes_elsewhere_is_said_at_its_line() -> None:
    message = opened(From="Boris <boris@schule.example>", Reply_To="boris@privat.example")
    (remark,) = remarks_on(message, OFFICIAL)
    assert (remark.about, remark.place) == (About.REPLY_ELSEWHERE, Place.REPLY_TO)


@pytest.mark.parametrize("reply_to", ["info@verlag.example", "a@mail.verlag.example", "b@schule.example", ""])
def test_an_answer_that_stays_is_not(reply_to: str) -> None:
    assert abouts(opened(Reply_To=reply_to), met=True) == [About.EXTERNAL]


def test_an_answer_to_a_lookalike_is_one_remark() -> None:
    message = opened(From="Boris <boris@schule.example>", Reply_To="boris@schule-example.com")
    assert abouts(message) == [About.REPLY_LOOKALIKE]


# -- images of senders whom the operator trusts ------------------------------------------------


def test_a_trusted_senders_images_need_a_passed_proof() -> None:
    assert may_show_images(opened(Authentication_Results=PASSED + "verlag.example"), OFFICIAL)
    assert not may_show_images(opened(), OFFICIAL)
    assert not may_show_images(opened(Authentication_Results=FAILED + "verlag.example"), OFFICIAL)


def test_without_a_server_of_ours_that_proves_it_no_images_are_shown() -> None:
    nobody = Official(OFFICIAL.domains, "", OFFICIAL.image_senders)
    assert not may_show_images(opened(Authentication_Results=PASSED + "verlag.example"), nobody)


@pytest.mark.parametrize(
    "senders", ["Eva <eva@verlag.example>", "B <b@schule.example>, Eva <eva@verlag.example>"]
)
def test_of_several_senders_one_that_is_forged_denies_it(senders: str) -> None:
    message = opened(From=senders, Authentication_Results=FAILED + "verlag.example")
    assert is_denied(message, OFFICIAL)
    assert not is_denied(opened(From=senders), OFFICIAL)


def test_a_forged_proof_shows_no_images() -> None:
    results = "mx.evil.example; dmarc=pass header.from=verlag.example"
    assert not may_show_images(opened(Authentication_Results=results), OFFICIAL)


def test_two_senders_are_nobody_to_trust() -> None:
    message = opened(
        From="Eva <eva@verlag.example>, X <x@evil.example>",
        Authentication_Results=PASSED + "verlag.example",
    )
    assert not may_show_images(message, OFFICIAL)


def test_one_trusted_address_is_not_its_whole_domain() -> None:
    results = PASSED + "amt.example"
    assert may_show_images(opened(From="amt@amt.example", Authentication_Results=results), OFFICIAL)
    assert not may_show_images(opened(From="b@amt.example", Authentication_Results=results), OFFICIAL)


# -- hostile -----------------------------------------------------------------------------------

_PIECES = [
    "@", "<", ">", '"', "(", ")", ",", ";", ":", "=?utf-8?Q?=00?=", "\u202e", "\u200b", "xn--", ".",
    "a" * 300,    "schule.example", "\u0430", "\\", "\udcff", "dmarc=pass", " ", "\t",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_no_header_makes_the_remarks_fail(seed: int) -> None:
    chance = random.Random(seed)
    names = ("From", "Reply-To", "Subject", "Authentication-Results", "Return-Path", "List-Unsubscribe")
    lines = [
        f"{name}: {''.join(chance.choices(_PIECES, k=chance.randrange(60)))}" for name in names for _ in "12"
    ]
    remarks_on(open_octets("\r\n".join(lines).encode(errors="replace") + b"\r\n\r\n"), OFFICIAL)


@pytest.mark.parametrize("piece", ["a@", "a.", "-", "\u0430", "xn--a.", "ü"])
def test_remarks_on_a_huge_header_come_fast(piece: str) -> None:
    value = piece * 50_000
    message = open_octets(f"From: {value} <x@{value}>\r\nReply-To: {value}@x.{value}\r\n\r\n".encode())
    began = process_time()
    remarks_on(message, OFFICIAL)
    assert process_time() - began < 1
