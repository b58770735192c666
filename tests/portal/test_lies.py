"""A portal that lies: nothing of it opens a door, and each lie has its name."""

import gzip
import json
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import quote_plus, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from joserfc.jwk import ECKey, OctKey, RSAKey

from tests.portal.conftest import MakePortal
from tests.portal.journey import RETURN_TO
from tests.portal.liar import Liar, as_json, in_base64, rsa, shared, unsigned
from webmail.portal import Completed, Portal, PortalLied, PortalRefused, PortalUnavailable
from webmail.portal.settings import is_visible_ascii

NOW = int(time.time())


@pytest.fixture
def portal(liar: Liar, make_portal: MakePortal) -> Portal:
    return make_portal(liar)


def complete(portal: Portal) -> Completed:
    return portal.complete(code="c", issuer=None, return_to=RETURN_TO, nonce="n", verifier="v" * 43)


def reason_of(portal: Portal) -> str:
    with pytest.raises(PortalLied) as lied:
        complete(portal)
    return lied.value.reason


def test_what_is_right_is_believed(liar: Liar, portal: Portal) -> None:
    assert complete(portal).person.subject == "p-anna"
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
        ({"exp": NOW - 130, "iat": NOW - 100}, "expired"),
        ({"exp": None}, "clock"),
        ({"exp": "tomorrow"}, "clock"),
        ({"exp": True}, "clock"),
        ({"exp": 1e400}, "clock"),
        ({"iat": None}, "clock"),
        ({"iat": NOW + 600}, "clock"),
        ({"iat": NOW - 600}, "clock"),
        ({"nbf": NOW + 600}, "clock"),
        ({"nbf": "now"}, "clock"),
        ({"auth_time": NOW + 600}, "clock"),
        ({"at_hash": "A" * 22}, "hash"),
        ({"at_hash": 1}, "hash"),
        ({"at_hash": "\ud800"}, "hash"),
    ],
    ids=str,
)
def test_a_claim_that_is_wrong_is_a_lie(
    liar: Liar, portal: Portal, changed: dict[str, Any], reason: str
) -> None:
    liar.id_token = liar.sign_octets(json.dumps(liar.claims(**changed)).encode())
    assert reason_of(portal) == reason


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": ["dienstpost"]},
        {"aud": ["other", "dienstpost"], "azp": "dienstpost"},
        {"azp": "dienstpost"},
        {"at_hash": None},
        {"exp": NOW - 60},
        {"iat": NOW - 90.5},
        {"nbf": NOW},
    ],
    ids=str,
)
def test_a_claim_that_may_be_so_is_believed(liar: Liar, portal: Portal, changed: dict[str, Any]) -> None:
    liar.id_token = liar.sign(liar.claims(**changed))
    assert complete(portal).person.subject == "p-anna"


@pytest.mark.parametrize("kind", [None, "JWT", "jwt", "application/jwt"])
def test_an_id_token_is_called_a_jwt_or_nothing(liar: Liar, portal: Portal, kind: str | None) -> None:
    liar.id_token = liar.sign(liar.claims(), typ=kind)
    assert complete(portal).person.subject == "p-anna"


@pytest.mark.parametrize("kind", ["logout+jwt", "at+jwt", ""])
def test_a_token_for_another_end_is_no_id_token(liar: Liar, portal: Portal, kind: object) -> None:
    liar.id_token = liar.sign(liar.claims(), typ=kind)
    assert reason_of(portal) == "type"


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
def test_a_forged_token_is_a_lie(liar: Liar, portal: Portal, name: str) -> None:
    reason, made = FORGED[name]
    liar.id_token = made(liar)
    assert reason_of(portal) == reason


def test_only_the_algorithms_of_the_settings_count(liar: Liar, make_portal: MakePortal) -> None:
    liar.id_token = liar.sign(liar.claims(), alg="PS256")
    assert complete(make_portal(liar)).person.subject == "p-anna"
    assert reason_of(make_portal(liar, algorithms=("RS256",))) == "alg"


def test_among_keys_of_every_kind_the_right_one_is_found(liar: Liar, portal: Portal) -> None:
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
    assert complete(portal).person.subject == "p-anna"
    liar.id_token = liar.sign(liar.claims(), kid=None)
    assert complete(portal).person.subject == "p-anna"


def test_a_key_without_a_name_may_be_any(liar: Liar, portal: Portal) -> None:
    key = rsa("first").as_dict(private=False)
    liar.keys = [{name: value for name, value in key.items() if name != "kid"}]
    assert complete(portal).person.subject == "p-anna"


def test_a_short_key_proves_nothing(liar: Liar, portal: Portal) -> None:
    public = generate_private_key(65537, 1024).public_key()
    liar.keys = [{**RSAKey.binding.convert_raw_key_to_dict(public, private=False), "kid": "first"}]
    assert reason_of(portal) == "key"


def test_a_shared_key_that_it_publishes_proves_nothing(liar: Liar, portal: Portal) -> None:
    key = OctKey.generate_key(256, {"kid": "shared"})
    liar.keys = [key.as_dict(private=True)]
    liar.id_token = liar.sign(liar.claims(), key=key, alg="HS256", kid="shared")
    assert reason_of(portal) == "alg"


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("issuer", "https://portal.example", "issuer"),
        ("issuer", None, "issuer"),
        ("token_endpoint", None, "endpoint"),
        ("token_endpoint", 7, "endpoint"),
        ("token_endpoint", "http://portal.example/token", "endpoint"),
        ("token_endpoint", "ftp://127.0.0.1/token", "endpoint"),
        ("token_endpoint", "https://[::1/token", "endpoint"),
        ("token_endpoint", "https://somebody@portal.example/", "endpoint"),
        ("token_endpoint", "https://portal.example/\r\n", "endpoint"),
        ("token_endpoint", "/token", "endpoint"),
        ("authorization_endpoint", "javascript:alert(1)", "endpoint"),
        ("authorization_endpoint", "https://schüle.example/", "endpoint"),
        ("token_endpoint", "https://portal.example:x/", "endpoint"),
        ("jwks_uri", "file:///etc/passwd", "endpoint"),
        ("end_session_endpoint", "http://portal.example/", "endpoint"),
        ("userinfo_endpoint", "http://10.0.0.1/", "endpoint"),
    ],
)
def test_a_document_that_leads_astray_is_a_lie(
    liar: Liar, portal: Portal, name: str, value: object, reason: str
) -> None:
    liar.document[name] = value
    assert reason_of(portal) == reason


def test_a_document_that_leads_astray_holds_up_nobody_who_leaves(liar: Liar, portal: Portal) -> None:
    liar.document["issuer"] = "https://portal.example"
    with pytest.raises(PortalUnavailable):
        portal.leave(id_token="t", subject=None, return_to=RETURN_TO, state="s")


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/jwks", "/token"])
@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ((200, {}, b"<h1>Guten Tag</h1>"), "answer"),
        ((200, {}, b""), "answer"),
        ((200, {}, b"[]"), "answer"),
        ((200, {}, b"null"), "answer"),
        ((200, {}, b"\xff\xfe\x00"), "answer"),
        ((200, {}, b"[" * 200_000), "answer"),
        ((200, {}, b'{"a": 1' + b"0" * 5000 + b"}"), "answer"),
        ((200, {}, b" " * (1024 * 1024 + 1)), "size"),
        ((302, {"Location": "https://elsewhere.example/"}, b""), "redirect"),
        ((307, {"Location": "//[bad"}, b""), "redirect"),
        ((308, {}, b""), "redirect"),
    ],
    ids=["page", "nothing", "list", "null", "octets", "deep", "long number", "huge", "302", "307", "308"],
)
def test_an_answer_that_is_none_is_a_lie(
    liar: Liar, portal: Portal, path: str, said: Any, reason: str
) -> None:
    liar.by_path[path] = said
    assert reason_of(portal) == reason


@pytest.mark.parametrize(
    "said",
    [
        (200, {"Content-Length": "500"}, b"{}"),
        (200, {"Content-Encoding": "gzip"}, b"{}"),
        (200, {"Transfer-Encoding": "chunked"}, b"zz\r\n{}"),
    ],
    ids=["cut short", "not packed", "not chunked"],
)
def test_an_answer_that_breaks_off_is_none(liar: Liar, portal: Portal, said: Any) -> None:
    liar.by_path["/token"] = said
    with pytest.raises(PortalUnavailable):
        complete(portal)


def test_an_answer_is_not_unpacked_without_bounds(liar: Liar, portal: Portal) -> None:
    packed = gzip.compress(b" " * 50_000_000)
    liar.by_path["/token"] = (200, {"Content-Encoding": "gzip"}, packed)
    assert reason_of(portal) == "size"


def begun(portal: Portal) -> str:
    return portal.begin(return_to=RETURN_TO, state="s", nonce="n", verifier="v" * 43, anew=False)


def test_an_endpoint_may_have_a_query_of_its_own(liar: Liar, portal: Portal) -> None:
    liar.document["authorization_endpoint"] += "?realm=schule"
    liar.document["end_session_endpoint"] = f"{liar.issuer}/end?realm=schule&empty="
    assert begun(portal).startswith(f"{liar.issuer}/auth?realm=schule&response_type=code&")
    address = portal.leave(id_token="t", subject=None, return_to=RETURN_TO, state="s")
    assert str(address).startswith(f"{liar.issuer}/end?realm=schule&empty=&id_token_hint=t&")


@pytest.mark.parametrize("query", ["?a=<b>", "?a=%zz", "?%", "?&&=;", '?"'])
def test_a_strange_query_makes_no_strange_address(liar: Liar, portal: Portal, query: str) -> None:
    liar.document["authorization_endpoint"] += query
    try:
        address = begun(portal)
    except PortalLied:
        return
    assert is_visible_ascii(address)
    assert urlsplit(address).path == "/auth"


def test_an_answer_is_not_read_to_an_end_that_does_not_come(liar: Liar, portal: Portal) -> None:
    sent = 0

    def flood(handler: Any) -> None:
        nonlocal sent
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(1000):
                handler.wfile.write(b"x" * 64 * 1024)
                sent += 1
        except OSError:
            return

    liar.by_path["/token"] = flood
    assert reason_of(portal) == "size"
    assert sent < 500


@pytest.mark.parametrize(
    "answer",
    [
        {"token_type": "Bearer"},
        {"access_token": "", "token_type": "Bearer"},
        {"access_token": ["a"], "token_type": "Bearer"},
        {"access_token": "a\r\nX-More: b", "token_type": "Bearer"},
        {"access_token": "\ud800", "token_type": "Bearer"},
        {"access_token": "a"},
        {"access_token": "a", "token_type": "mac"},
        {"access_token": "a", "token_type": "Bearer", "id_token": 7},
        {"access_token": "a", "token_type": "Bearer", "id_token": None},
        {"access_token": "a", "token_type": "Bearer", "expires_in": "soon"},
        {"access_token": "a", "token_type": "Bearer", "expires_in": [1]},
        {"access_token": "a", "token_type": "Bearer", "expires_in": float("inf")},
    ],
    ids=str,
)
def test_an_answer_without_tokens_is_a_lie(liar: Liar, portal: Portal, answer: dict[str, Any]) -> None:
    liar.by_path["/token"] = as_json(answer)
    assert reason_of(portal) == "answer"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (as_json({"error": "invalid_client"}, status=401), "invalid_client"),
        (as_json({"error": "invalid_scope", "error_description": "<script>"}, status=400), "invalid_scope"),
        (as_json({"error": "<script>"}, status=400), "other"),
        (as_json({"error": ["invalid_grant"]}, status=400), "other"),
        ((403, {}, b"<h1>Forbidden</h1>"), "other"),
        ((404, {}, b""), "other"),
    ],
    ids=str,
)
def test_a_refusal_is_told_in_words_of_ours(liar: Liar, portal: Portal, said: Any, reason: str) -> None:
    liar.by_path["/token"] = said
    with pytest.raises(PortalRefused) as refused:
        complete(portal)
    assert refused.value.reason == reason


def test_userinfo_about_somebody_else_is_a_lie(liar: Liar, portal: Portal) -> None:
    liar.document["userinfo_endpoint"] = f"{liar.issuer}/me"
    liar.id_token = liar.sign(liar.claims(name=None))
    liar.told = {"sub": "p-boris", "name": "Boris"}
    assert reason_of(portal) == "subject"


def test_userinfo_cannot_change_what_was_signed(liar: Liar, make_portal: MakePortal) -> None:
    portal = make_portal(liar, roles_claim="roles")
    liar.document["userinfo_endpoint"] = f"{liar.issuer}/me"
    liar.id_token = liar.sign(liar.claims(roles=None))
    liar.told = {"sub": "p-anna", "name": "Other", "email": "other@schule.example", "email_verified": True}
    liar.told |= {"roles": ["clerk"], "sid": "s-9", "auth_time": NOW, "iat": 1}
    person = complete(portal).person
    assert (person.name, person.address, person.roles) == ("Anna", "a@schule.example", {"clerk"})
    assert (person.sid, person.authenticated_ago) == (None, None)
    assert person.issued_at > 1


def test_an_address_is_not_verified_by_the_word_about_another(liar: Liar, portal: Portal) -> None:
    liar.document["userinfo_endpoint"] = f"{liar.issuer}/me"
    liar.id_token = liar.sign(liar.claims(email="dario.dorn@schule.example", email_verified=None))
    liar.told = {"sub": "p-anna", "email": "Anna@Schule.example", "email_verified": True}
    assert complete(portal).person.address == "anna@schule.example"


def test_a_portal_that_says_it_names_itself_must_do_so(liar: Liar, portal: Portal) -> None:
    liar.document["authorization_response_iss_parameter_supported"] = True
    assert reason_of(portal) == "issuer"


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.9\r\n",
        b"\x16\x03\x01\x00",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" * 500,
    ],
    ids=["silence", "SSH", "TLS", "no number", "many heads"],
)
def test_what_speaks_no_http_is_no_portal(make_portal: MakePortal, liar: Liar, said: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        liar.issuer = f"http://127.0.0.1:{stranger.getsockname()[1]}"
        portal = make_portal(liar, connect_seconds=0.2, read_seconds=0.2)
        speaking = threading.Thread(target=speak, args=(stranger, said))
        speaking.start()
        with pytest.raises((PortalUnavailable, PortalLied)):
            complete(portal)
        speaking.join()


def speak(stranger: socket.socket, said: bytes) -> None:
    line, _ = stranger.accept()
    with line:
        line.sendall(said)
        line.settimeout(0.5)
        with suppress(OSError):
            while line.recv(4096):
                pass
