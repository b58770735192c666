"""What a portal tells about a person, and what is made of it."""

from typing import Any

import pytest

from webmail.portal import PortalPerson, PortalSettings
from webmail.portal.claims import lacks_something, person_of

SETTINGS = {"issuer": "https://portal.example", "client_id": "dienstpost"}


def person(claims: dict[str, Any], told: dict[str, Any] | None = None, **changed: Any) -> PortalPerson:
    settings = PortalSettings(**{**SETTINGS, **changed})
    return person_of({"sub": "p", "iat": 1, **claims}, told=told or {}, settings=settings)


def address(value: object, *, verified: object = True) -> str | None:
    return person({"email": value, "email_verified": verified}).address


def test_an_address_is_taken_in_lower_case() -> None:
    assert address("Anna.Arnold@Schule.Example") == "anna.arnold@schule.example"


@pytest.mark.parametrize("verified", [False, None, 1, "yes", "false", [True], {"email": True}])
def test_an_address_that_nobody_has_verified_is_none(verified: object) -> None:
    assert address("anna@schule.example", verified=verified) is None


def test_a_portal_may_write_the_truth_as_text() -> None:
    assert address("anna@schule.example", verified="true") == "anna@schule.example"


@pytest.mark.parametrize(
    "value",
    [
        "",
        "anna",
        "@schule.example",
        "anna@",
        "anna@schule",
        "anna@schule.example, dario@schule.example",
        "anna@schule.example dario@schule.example",
        "anna@schule.example;dario@schule.example",
        "<anna@schule.example>",
        "Anna <anna@schule.example>",
        "anna@schule.example\n",
        "anna@schule.example\r\nBcc: x@y.example",
        "anna@@schule.example",
        "anna@schule.example@evil.example",
        ".anna@schule.example",
        "an..na@schule.example",
        '"an na"@schule.example',
        "anna@schule..example",
        "anna@-schule.example",
        "anna@[127.0.0.1]",
        "änna@schule.example",
        "anna@schüle.example",
        "аnna@schule.example",
        "\u212aanna@schule.example",
        f"{'a' * 250}@schule.example",
        ["anna@schule.example"],
        7,
        None,
    ],
)
def test_what_is_not_one_address_is_none(value: object) -> None:
    assert address(value) is None


@pytest.mark.parametrize(
    ("value", "roles"),
    [
        (["teacher"], {"everyone"}),
        (["helpdesk", "admin"], {"helpdesk", "admin"}),
        ("teacher clerk", {"everyone", "clerk"}),
        ("admin", {"admin"}),
        (["Admin", "ADMIN", "administrator", "admin ", "everyone", "principal"], set()),
        ([["admin"], {"admin": 1}, 7, None], set()),
        ({"admin": True}, set()),
        ("admin,helpdesk", set()),
        (7, set()),
        (None, set()),
    ],
)
def test_only_our_words_give_a_role(value: object, roles: set[str]) -> None:
    assert person({"roles": value}, roles_claim="roles").roles == roles


def test_roles_may_lie_deeper_and_a_name_with_dots_may_be_one() -> None:
    deep = {"realm_access": {"roles": ["admin"]}}
    assert person(deep, roles_claim="realm_access.roles").roles == {"admin"}
    flat = {"https://schule.example/roles": ["clerk"]}
    assert person(flat, roles_claim="https://schule.example/roles").roles == {"clerk"}
    assert person({"realm_access": ["roles"]}, roles_claim="realm_access.roles").roles == frozenset()


def test_without_a_claim_for_roles_nobody_has_one() -> None:
    assert person({"roles": ["admin"], "": ["admin"]}).roles == frozenset()


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (" Anna   Arnold ", "Anna Arnold"),
        ("Anna\r\nArnold", "Anna Arnold"),
        ("Anna\u202e\u200bArnold", "Anna Arnold"),
        ("Anna\ud800", "Anna"),
        ("A" * 500, "A" * 200),
        ("\u200b", None),
        (7, None),
        (None, None),
    ],
)
def test_a_name_is_made_fit_to_be_shown(value: object, name: str | None) -> None:
    assert person({"name": value}).name == name


@pytest.mark.parametrize(
    ("value", "sid"), [("s", "s"), ("", None), (7, None), ("s" * 256, None), ("s\n", None)]
)
def test_a_session_of_the_portal_has_a_short_name_or_none(value: object, sid: str | None) -> None:
    assert person({"sid": value}).sid == sid


@pytest.mark.parametrize(
    ("issued", "authenticated", "ago"),
    [(1000, 400, 600.0), (1000, 1010, 0.0), (1000, "400", None), (1000, None, None)],
)
def test_how_long_ago_a_person_proved_it_is_the_portals_own_reckoning(
    issued: int, authenticated: object, ago: float | None
) -> None:
    found = person({"iat": issued, "auth_time": authenticated}).authenticated_ago
    assert (None if found is None else found.total_seconds()) == ago


@pytest.mark.parametrize(
    ("claims", "lacks"),
    [
        ({"name": "A", "email": "a@b.example", "email_verified": True, "roles": []}, False),
        ({"email": "a@b.example", "email_verified": True, "roles": []}, True),
        ({"name": "A", "email": "a@b.example", "roles": []}, True),
        ({"name": "A", "email": "a@b.example", "email_verified": False}, True),
    ],
)
def test_it_is_known_when_something_is_worth_asking_for(claims: dict[str, Any], lacks: bool) -> None:
    assert lacks_something(claims, settings=PortalSettings(**SETTINGS, roles_claim="roles")) is lacks


def test_what_no_setting_names_is_not_asked_for() -> None:
    settings = PortalSettings(**SETTINGS, address_claim="", name_claim="")
    assert not lacks_something({}, settings=settings)
    assert person({"email": "a@b.example", "email_verified": True}, address_claim="").address is None
