"""Answers of a portal that are none, lead astray, or are about somebody else."""

import gzip
import socket
import threading
import time
import traceback
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.portal.conftest import MakePortal
from tests.portal.journey import RETURN_TO
from tests.portal.liar import Liar, as_json, complete, lie_of
from webmail.portal import Portal, PortalError, PortalLied, PortalRefused, PortalUnavailable
from webmail.portal.settings import is_visible_ascii


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
        ("token_endpoint", "https://somebody@deceived.example/", "endpoint"),
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
    liar: Liar, deceived: Portal, name: str, value: object, reason: str
) -> None:
    liar.document[name] = value
    assert lie_of(deceived) == reason


def test_a_document_that_leads_astray_holds_up_nobody_who_leaves(liar: Liar, deceived: Portal) -> None:
    liar.document["issuer"] = "https://portal.example"
    with pytest.raises(PortalUnavailable):
        deceived.leave(id_token="t", subject=None, return_to=RETURN_TO, state="s")


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
    liar: Liar, deceived: Portal, path: str, said: Any, reason: str
) -> None:
    liar.by_path[path] = said
    assert lie_of(deceived) == reason


@pytest.mark.parametrize(
    "said",
    [
        (200, {"Content-Length": "500"}, b"{}"),
        (200, {"Content-Encoding": "gzip"}, b"{}"),
        (200, {"Transfer-Encoding": "chunked"}, b"zz\r\n{}"),
    ],
    ids=["cut short", "not packed", "not chunked"],
)
def test_an_answer_that_breaks_off_is_none(liar: Liar, deceived: Portal, said: Any) -> None:
    liar.by_path["/token"] = said
    with pytest.raises(PortalUnavailable):
        complete(deceived)


def test_an_answer_is_not_unpacked_without_bounds(liar: Liar, deceived: Portal) -> None:
    packed = gzip.compress(b" " * 50_000_000)
    liar.by_path["/token"] = (200, {"Content-Encoding": "gzip"}, packed)
    assert lie_of(deceived) == "size"


def begun(deceived: Portal) -> str:
    return deceived.begin(return_to=RETURN_TO, state="s", nonce="n", verifier="v" * 43, anew=False)


def test_an_endpoint_may_have_a_query_of_its_own(liar: Liar, deceived: Portal) -> None:
    liar.document["authorization_endpoint"] += "?realm=schule"
    liar.document["end_session_endpoint"] = f"{liar.issuer}/end?realm=schule&empty="
    assert begun(deceived).startswith(f"{liar.issuer}/auth?realm=schule&response_type=code&")
    address = deceived.leave(id_token="t", subject=None, return_to=RETURN_TO, state="s")
    assert str(address).startswith(f"{liar.issuer}/end?realm=schule&empty=&id_token_hint=t&")


@pytest.mark.parametrize("query", ["?a=<b>", "?a=%zz", "?%", "?&&=;", '?"'])
def test_a_strange_query_makes_no_strange_address(liar: Liar, deceived: Portal, query: str) -> None:
    liar.document["authorization_endpoint"] += query
    try:
        address = begun(deceived)
    except PortalLied:
        return
    assert is_visible_ascii(address)
    assert urlsplit(address).path == "/auth"


def test_an_answer_is_not_read_to_an_end_that_does_not_come(liar: Liar, deceived: Portal) -> None:
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
    assert lie_of(deceived) == "size"
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
def test_an_answer_without_tokens_is_a_lie(liar: Liar, deceived: Portal, answer: dict[str, Any]) -> None:
    right = {"access_token": "a", "token_type": "Bearer", "id_token": liar.sign(liar.claims(at_hash=None))}
    liar.by_path["/token"] = as_json(right)
    assert complete(deceived).person.subject == "p-anna"
    liar.by_path["/token"] = as_json({"id_token": right["id_token"], **answer})
    assert lie_of(deceived) == "answer"


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
def test_a_refusal_is_told_in_words_of_ours(liar: Liar, deceived: Portal, said: Any, reason: str) -> None:
    liar.by_path["/token"] = said
    with pytest.raises(PortalRefused) as refused:
        complete(deceived)
    assert refused.value.reason == reason


@pytest.mark.parametrize("error", ["invalid_grant", "invalid_request"])
def test_what_the_portal_writes_into_a_refusal_is_not_handed_on(
    liar: Liar, deceived: Portal, error: str
) -> None:
    answer = {"error": error, "error_description": "no such code: Kirschkern"}
    liar.by_path["/token"] = as_json(answer, status=400)
    with pytest.raises(PortalError) as raised:
        complete(deceived)
    assert "Kirschkern" not in "".join(traceback.format_exception(raised.value))


def test_userinfo_about_somebody_else_is_a_lie(liar: Liar, deceived: Portal) -> None:
    liar.document["userinfo_endpoint"] = f"{liar.issuer}/me"
    liar.id_token = liar.sign(liar.claims(name=None))
    liar.told = {"sub": "p-boris", "name": "Boris"}
    assert lie_of(deceived) == "subject"


def test_userinfo_cannot_change_what_was_signed(liar: Liar, make_portal: MakePortal) -> None:
    deceived = make_portal(liar, roles_claim="roles")
    liar.document["userinfo_endpoint"] = f"{liar.issuer}/me"
    liar.id_token = liar.sign(liar.claims(roles=None))
    liar.told = {"sub": "p-anna", "name": "Other", "email": "other@schule.example", "email_verified": True}
    liar.told |= {"roles": ["clerk"], "sid": "s-9", "auth_time": int(time.time()), "iat": 1}
    person = complete(deceived).person
    assert (person.name, person.address, person.roles) == ("Anna", "a@schule.example", {"clerk"})
    assert (person.sid, person.authenticated_ago) == (None, None)
    assert person.issued_at > 1


def test_an_address_is_not_verified_by_the_word_about_another(liar: Liar, deceived: Portal) -> None:
    liar.document["userinfo_endpoint"] = f"{liar.issuer}/me"
    liar.id_token = liar.sign(liar.claims(email="dario.dorn@schule.example", email_verified=None))
    liar.told = {"sub": "p-anna", "email": "Anna@Schule.example", "email_verified": True}
    assert complete(deceived).person.address == "anna@schule.example"


def test_a_portal_that_says_it_names_itself_must_do_so(liar: Liar, deceived: Portal) -> None:
    liar.document["authorization_response_iss_parameter_supported"] = True
    assert lie_of(deceived) == "issuer"


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
        deceived = make_portal(liar, connect_seconds=0.2, read_seconds=0.2)
        speaking = threading.Thread(target=speak, args=(stranger, said))
        speaking.start()
        with pytest.raises((PortalUnavailable, PortalLied)):
            complete(deceived)
        speaking.join()


def speak(stranger: socket.socket, said: bytes) -> None:
    line, _ = stranger.accept()
    with line:
        line.sendall(said)
        line.settimeout(0.5)
        with suppress(OSError):
            while line.recv(4096):
                pass
