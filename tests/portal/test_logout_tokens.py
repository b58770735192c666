"""Logout tokens by the rules (OpenID Connect Back-Channel Logout 1.0 sections 2.4 to 2.6)."""

import time
from typing import Any

import pytest

from tests.portal.liar import EVENT, Ahead, Liar, as_json, rsa, shared, unsigned
from webmail.portal import LogoutOrderRefused, Portal, PortalUnavailable


def reason_of(deceived: Portal, token: str) -> str:
    with pytest.raises(LogoutOrderRefused) as refused:
        deceived.read_logout_order(token)
    return refused.value.reason


def test_what_is_right_is_obeyed(liar: Liar, deceived: Portal) -> None:
    claims = liar.order()
    order = deceived.read_logout_order(liar.sign(claims, typ="logout+jwt"))
    assert (order.sid, order.subject, order.jti, order.issued_at) == ("s-1", "p-anna", "j-1", claims["iat"])


@pytest.mark.parametrize("kind", ["logout+jwt", "LOGOUT+JWT", "application/logout+jwt", "JWT", None])
def test_its_type_may_be_its_own_or_the_common_one_or_none(
    liar: Liar, deceived: Portal, kind: str | None
) -> None:
    assert deceived.read_logout_order(liar.sign(liar.order(), typ=kind)).sid == "s-1"


@pytest.mark.parametrize("kind", ["at+jwt", "secevent+jwt", "", "logout"])
def test_another_type_is_refused(liar: Liar, deceived: Portal, kind: str) -> None:
    assert reason_of(deceived, liar.sign(liar.order(), typ=kind)) == "type"


@pytest.mark.parametrize(
    "changed",
    [{"sid": None}, {"sub": None}, {"aud": ["dienstpost"]}, {"iat": Ahead(-200)}, {"iat": Ahead(110)}],
    ids=str,
)
def test_what_may_be_so_is_obeyed(liar: Liar, deceived: Portal, changed: dict[str, Any]) -> None:
    assert deceived.read_logout_order(liar.sign(liar.order(**changed))).jti == "j-1"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"iss": "https://portal.example"}, "issuer"),
        ({"iss": None}, "issuer"),
        ({"aud": "other"}, "audience"),
        ({"aud": None}, "audience"),
        ({"exp": Ahead(-130)}, "expired"),
        ({"exp": None}, "clock"),
        ({"iat": None}, "clock"),
        ({"iat": Ahead(-310)}, "clock"),
        ({"iat": Ahead(300)}, "clock"),
        ({"events": None}, "events"),
        ({"events": {}}, "events"),
        ({"events": [EVENT]}, "events"),
        ({"events": {EVENT: True}}, "events"),
        ({"events": {"other": {}}}, "events"),
        ({"nonce": "n"}, "nonce"),
        ({"nonce": ""}, "nonce"),
        ({"sid": None, "sub": None}, "nobody"),
        ({"sid": "", "sub": "p-anna"}, "nobody"),
        ({"sid": ["s-1"], "sub": "p-anna"}, "nobody"),
        ({"sid": "s-1", "sub": 7}, "nobody"),
        ({"sid": "s" * 256}, "nobody"),
        ({"jti": None}, "jti"),
        ({"jti": ""}, "jti"),
        ({"jti": 7}, "jti"),
        ({"jti": "j" * 256}, "jti"),
    ],
    ids=str,
)
def test_what_is_wrong_is_refused(liar: Liar, deceived: Portal, changed: dict[str, Any], reason: str) -> None:
    assert reason_of(deceived, liar.sign(liar.order(**changed))) == reason


def test_a_nonce_is_refused_even_where_it_is_nothing(liar: Liar, deceived: Portal) -> None:
    assert reason_of(deceived, liar.sign({**liar.order(), "nonce": None})) == "nonce"


def test_what_is_forged_is_refused(liar: Liar, deceived: Portal) -> None:
    claims = liar.order()
    assert reason_of(deceived, unsigned(claims)) == "alg"
    assert reason_of(deceived, shared(claims, rsa("first"))) == "alg"
    assert reason_of(deceived, liar.sign(claims, key=rsa("foreign"))) == "signature"
    assert reason_of(deceived, liar.sign(claims, key=rsa("foreign"), kid="foreign")) == "key"
    assert reason_of(deceived, "a" * 100_000) == "size"
    assert reason_of(deceived, "") == "token"
    assert reason_of(deceived, "\ud800") == "token"


def test_while_its_keys_cannot_be_had_nothing_is_decided(liar: Liar, deceived: Portal) -> None:
    token = liar.sign(liar.order())
    liar.by_path["/jwks"] = as_json({}, status=503)
    with pytest.raises(PortalUnavailable):
        deceived.read_logout_order(token)
    del liar.by_path["/jwks"]
    assert deceived.read_logout_order(token).sid == "s-1"


def test_a_token_is_read_quickly_once_the_keys_are_known(liar: Liar, deceived: Portal) -> None:
    token = liar.sign(liar.order())
    deceived.read_logout_order(token)
    asked = len(liar.asked)
    began = time.process_time()
    for _ in range(50):
        deceived.read_logout_order(token)
    assert (time.process_time() - began) / 50 < 0.02
    assert len(liar.asked) == asked
