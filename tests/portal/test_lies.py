"""A portal that lies: nothing of it opens a door, and each lie has its name."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from joserfc.jwk import ECKey, OctKey, RSAKey

from tests.portal.conftest import MakePortal
from tests.portal.journey import RETURN_TO
from tests.portal.liar import Ahead, Liar, complete, in_base64, lie_of, rsa, shared, unsigned
from webmail.portal import Portal


def test_what_is_right_is_believed(liar: Liar, deceived: Portal) -> None:
    assert complete(deceived).person.subject == "p-anna"
    assert liar.forms == [
        f"grant_type=authorization_code&redirect_uri={quote_plus(RETURN_TO)}&code=c&code_verifier={'v' * 43}"
    ]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"iss": "http://127.0.0.1:1"}, "issuer"),
        ({"iss": None}, "issuer"),
        ({"aud": "other"}, "audience"),
        ({"aud": None}, "audience"),
        ({"aud": []}, "audience"),
        ({"aud": {"dienstpost": 1}}, "audience"),
        ({"aud": ["dienstpost", "other"]}, "audience"),
        ({"aud": ["dienstpost", "other"], "azp": "other"}, "audience"),
        ({"azp": "other"}, "audience"),
        ({"azp": ["dienstpost"]}, "audience"),
        ({"nonce": "other"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"nonce": 1}, "nonce"),
        ({"nonce": "ü"}, "nonce"),
        ({"nonce": "\ud800"}, "nonce"),
        ({"sub": None}, "subject"),
        ({"sub": ""}, "subject"),
        ({"sub": 7}, "subject"),
        ({"sub": "a" * 256}, "subject"),
        ({"sub": "a\nb"}, "subject"),
        ({"sub": "\ud800"}, "subject"),
        ({"exp": Ahead(-130), "iat": Ahead(-100)}, "expired"),
        ({"exp": None}, "clock"),
        ({"exp": "tomorrow"}, "clock"),
        ({"exp": True}, "clock"),
        ({"exp": 1e400}, "clock"),
        ({"iat": None}, "clock"),
        ({"iat": Ahead(600)}, "clock"),
        ({"iat": Ahead(-600)}, "clock"),
        ({"nbf": Ahead(600)}, "clock"),
        ({"nbf": "now"}, "clock"),
        ({"auth_time": Ahead(600)}, "clock"),
        ({"at_hash": "A" * 22}, "hash"),
        ({"at_hash": 1}, "hash"),
        ({"at_hash": "\ud800"}, "hash"),
    ],
    ids=str,
)
def test_a_claim_that_is_wrong_is_a_lie(
    liar: Liar, deceived: Portal, changed: dict[str, Any], reason: str
) -> None:
    liar.id_token = liar.sign_octets(json.dumps(liar.claims(**changed)).encode())
    assert lie_of(deceived) == reason


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": ["dienstpost"]},
        {"aud": ["other", "dienstpost"], "azp": "dienstpost"},
        {"azp": "dienstpost"},
        {"at_hash": None},
        {"exp": Ahead(-60)},
        {"iat": Ahead(-90.5)},
        {"nbf": Ahead(0)},
    ],
    ids=str,
)
def test_a_claim_that_may_be_so_is_believed(liar: Liar, deceived: Portal, changed: dict[str, Any]) -> None:
    liar.id_token = liar.sign(liar.claims(**changed))
    assert complete(deceived).person.subject == "p-anna"


@pytest.mark.parametrize("kind", [None, "JWT", "jwt", "application/jwt"])
def test_an_id_token_is_called_a_jwt_or_nothing(liar: Liar, deceived: Portal, kind: str | None) -> None:
    liar.id_token = liar.sign(liar.claims(), typ=kind)
    assert complete(deceived).person.subject == "p-anna"


@pytest.mark.parametrize("kind", ["logout+jwt", "at+jwt", ""])
def test_a_token_for_another_end_is_no_id_token(liar: Liar, deceived: Portal, kind: object) -> None:
    liar.id_token = liar.sign(liar.claims(), typ=kind)
    assert lie_of(deceived) == "type"


def spoilt(token: str, *, part: int, by: str) -> str:
    parts = token.split(".")
    parts[part] = by
    return ".".join(parts)


FORGED: dict[str, tuple[str, Callable[[Liar], str]]] = {
    "without a signature": ("alg", lambda liar: unsigned(liar.claims(), kid="first")),
    "none, but signed": ("alg", lambda liar: unsigned(liar.claims()) + liar.sign({}).split(".")[2]),
    "the public key as a shared one": ("alg", lambda liar: shared(liar.claims(), rsa("first"))),
    "foreign key, right name": ("signature", lambda liar: liar.sign(liar.claims(), key=rsa("foreign"))),
    "foreign key": ("key", lambda liar: liar.sign(liar.claims(), key=rsa("foreign"), kid="foreign")),
    "foreign key, no name": (
        "signature",
        lambda liar: liar.sign(liar.claims(), key=rsa("foreign"), kid=None),
    ),
    "brings its own key": (
        "key",
        lambda liar: liar.sign(
            liar.claims(), key=rsa("foreign"), jwk=rsa("foreign").as_dict(private=False), kid="x"
        ),
    ),
    "signature of nothing": (
        "signature",
        lambda liar: spoilt(liar.sign(liar.claims()), part=2, by="A" * 342),
    ),
    "empty signature": ("signature", lambda liar: spoilt(liar.sign(liar.claims()), part=2, by="")),
    "other claims": (
        "signature",
        lambda liar: spoilt(
            liar.sign(liar.claims()), part=1, by=liar.sign(liar.claims(sub="p-dario")).split(".")[1]
        ),
    ),
    "asks for what we do not know": (
        "signature",
        lambda liar: liar.sign_octets(json.dumps(liar.claims()).encode(), crit=["exp"], exp=1),
    ),
    "a list of claims": ("signature", lambda liar: liar.sign_octets(b"[1]")),
    "claims that nest": ("signature", lambda liar: liar.sign_octets(b"[" * 20_000)),
    "a word": ("token", lambda _: "x"),
    "dots": ("token", lambda _: ".."),
    "letters": ("token", lambda _: "a.b.c"),
    "two parts": ("token", lambda liar: liar.sign(liar.claims()).rpartition(".")[0]),
    "twice": ("token", lambda liar: ".".join([liar.sign(liar.claims())] * 2)),
    "half a character": ("token", lambda _: "\ud800.\ud800.\ud800"),
    "umlauts": ("token", lambda _: "ü.ü.ü"),
    "a number for a name": ("key", lambda liar: unsigned(liar.claims(), alg="RS256", kid=7) + "AA"),
    "a list for an algorithm": ("alg", lambda liar: unsigned(liar.claims(), alg=["RS256"])),
    "a header that nests": ("token", lambda _: in_base64(b'{"alg":' + b"[" * 30_000) + ".e30.e30"),
    "a header that is a list": ("token", lambda _: in_base64(b'["alg"]') + ".e30.e30"),
    "huge": ("size", lambda _: "a" * 100_000),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_token_is_a_lie(liar: Liar, deceived: Portal, name: str) -> None:
    reason, made = FORGED[name]
    liar.id_token = made(liar)
    assert lie_of(deceived) == reason


def test_only_the_algorithms_of_the_settings_count(liar: Liar, make_portal: MakePortal) -> None:
    liar.id_token = liar.sign(liar.claims(), alg="PS256")
    assert complete(make_portal(liar)).person.subject == "p-anna"
    assert lie_of(make_portal(liar, algorithms=("RS256",))) == "alg"


def test_among_keys_of_every_kind_the_right_one_is_found(liar: Liar, deceived: Portal) -> None:
    small = {"kty": "RSA", "kid": "small", "e": "AQAB", "n": "A" * 171}
    liar.keys = [
        None,
        "key",
        {},
        {"kty": "AKP", "alg": "ML-DSA-44", "pub": "AA", "kid": "first"},
        {"kty": "RSA", "kid": "first"},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "kid": "first"},
        {**rsa("foreign").as_dict(private=False), "kid": "first", "use": "enc"},
        {**rsa("first").as_dict(private=False), "alg": "RS512"},
        small,
        ECKey.generate_key("P-256").as_dict(private=False),
        rsa("first").as_dict(private=False),
    ]
    assert complete(deceived).person.subject == "p-anna"
    liar.id_token = liar.sign(liar.claims(), kid=None)
    assert complete(deceived).person.subject == "p-anna"


def test_a_key_without_a_name_may_be_any(liar: Liar, deceived: Portal) -> None:
    key = rsa("first").as_dict(private=False)
    liar.keys = [{name: value for name, value in key.items() if name != "kid"}]
    assert complete(deceived).person.subject == "p-anna"


@pytest.mark.parametrize("changed", [{"use": "enc"}, {"alg": "RS512"}, {"kid": "other"}], ids=str)
def test_a_key_for_another_end_proves_nothing(liar: Liar, deceived: Portal, changed: dict[str, str]) -> None:
    liar.keys = [{**rsa("first").as_dict(private=False), **changed}]
    assert lie_of(deceived) == "key"


def test_a_short_key_proves_nothing(liar: Liar, deceived: Portal) -> None:
    public = generate_private_key(65537, 1024).public_key()
    found = RSAKey.binding.convert_raw_key_to_dict(public, private=False)
    liar.keys = [{**found, "kty": "RSA", "kid": "first"}]
    assert lie_of(deceived) == "key"


def test_a_shared_key_that_it_publishes_proves_nothing(liar: Liar, deceived: Portal) -> None:
    key = OctKey.generate_key(256, {"kid": "shared"})
    liar.keys = [key.as_dict(private=True)]
    liar.id_token = liar.sign(liar.claims(), key=key, alg="HS256", kid="shared")
    assert lie_of(deceived) == "alg"
