"""What is said by OAUTHBEARER (RFC 7628), and what an admin reads when it is refused."""

import json
import logging
from base64 import urlsafe_b64encode

import pytest

from webmail.errors import SignInUnopened
from webmail.vault.bearer import Bearer
from webmail.vault.secret import Secret

REFUSAL = b'{"status":"invalid_token"}'


def bearer(access: str = "abc", *, name: str = "anna", server: str = "store") -> Bearer:
    return Bearer(name, Secret(access.encode()), server=server)


def headed(header: object, *, rest: str = "Zitrone.Zitrone") -> str:
    text = header if isinstance(header, str) else json.dumps(header)
    return f"{urlsafe_b64encode(text.encode()).decode().rstrip('=')}.{rest}"


def explained(access: str, caplog: pytest.LogCaptureFixture, *, challenge: bytes = REFUSAL) -> str:
    said = bearer(access)
    said.answer(b"")
    caplog.clear()
    with caplog.at_level(logging.WARNING):
        said.answer(challenge)
    return caplog.messages[0]


def test_the_person_is_always_named_and_the_token_stands_behind() -> None:
    assert bearer().answer(b"").revealed() == b"n,a=anna,\x01auth=Bearer abc\x01\x01"


def test_signs_of_the_header_are_written_otherwise_in_a_name() -> None:
    assert bearer(name="a=b,ü").answer().revealed().startswith("n,a=a=3Db=2Cü,\x01".encode())


@pytest.mark.parametrize("name", ["", "anna\0", "anna\x01auth=Bearer x", "anna\r\n"])
def test_a_name_that_could_pass_for_more_is_never_said(name: str) -> None:
    with pytest.raises(SignInUnopened):
        bearer(name=name)


def test_an_explained_refusal_is_acknowledged_and_the_token_not_said_again() -> None:
    said = bearer()
    said.answer(b"")
    assert said.answer(REFUSAL).revealed() == b"\x01"


@pytest.mark.parametrize("access", ["abc", "a", "ab" * 400])
def test_its_length_on_the_line_is_known_before(access: str) -> None:
    said = bearer(access)
    octets = said.introduction_octets
    assert octets == len(urlsafe_b64encode(said.answer(b"").revealed()))


@pytest.mark.parametrize(
    ("header", "typ"),
    [
        ({"typ": "at+jwt"}, "at+jwt"),
        ({"typ": "application/at+jwt"}, "application/at+jwt"),
        ({"alg": "RS256"}, "none"),
        ({"typ": 'x" hint="'}, "none"),
        ({"typ": ["JWT"]}, "none"),
    ],
)
def test_the_token_type_is_named_and_what_to_do(
    header: object, typ: str, caplog: pytest.LogCaptureFixture
) -> None:
    line = explained(headed(header), caplog)
    assert line.startswith(f"token_refused server=store status=invalid_token token_type={typ} hint=")
    assert "let the portal issue those, see deploy/dovecot/README.md" in line


def test_of_a_token_of_the_right_type_the_mail_server_knows_more(caplog: pytest.LogCaptureFixture) -> None:
    line = explained(headed({"typ": "JWT"}), caplog)
    assert "token_type=JWT" in line
    assert "in its own log" in line


@pytest.mark.parametrize("access", ["Zitrone", headed("[]"), headed("nothing"), "...", headed({}, rest="")])
def test_whatever_the_token_is_nothing_of_it_is_told(access: str, caplog: pytest.LogCaptureFixture) -> None:
    line = explained(access, caplog)
    assert "Zitrone" not in line
    assert "token_type=opaque" in line or "token_type=none" in line


@pytest.mark.parametrize(
    "challenge", [b"", b"no", b"[]", b'{"status": 1}', b'{"status":"a b\\n level=info"}']
)
def test_what_a_server_says_cannot_forge_a_line(challenge: bytes, caplog: pytest.LogCaptureFixture) -> None:
    assert " status=- " in explained("Zitrone", caplog, challenge=challenge)
