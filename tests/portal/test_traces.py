"""Nothing that opens a door stands in a log line, an exception or a representation."""

import copy
import json
import logging
import pickle
import traceback
from datetime import UTC, datetime

import pytest

from tests.cast import ANNA
from tests.portal.journey import Journey, Pending
from webmail.portal import PortalError, PortalLied, Tokens

MOMENT = datetime(2026, 11, 16, 8, 30, tzinfo=UTC)


def granted(**changed: object) -> Tokens:
    answer = {"access_token": "Apfel", "token_type": "bearer", "refresh_token": "Birne", "expires_in": 300}
    return Tokens.granted({**answer, **changed}, now=MOMENT)


def test_tokens_show_themselves_to_nobody() -> None:
    tokens = granted()
    assert [repr(tokens), str(tokens), f"{tokens}", f"{tokens!r:>5}"] == ["Tokens(•••)"] * 4
    for take in (pickle.dumps, copy.copy, copy.deepcopy, json.dumps):
        with pytest.raises(TypeError):
            take(tokens)
    assert not hasattr(tokens, "__dict__")


def test_tokens_are_packed_for_the_vault_alone() -> None:
    packed = granted().packed()
    expires = int(MOMENT.timestamp()) + 300
    assert json.loads(packed) == {"access": "Apfel", "refresh": "Birne", "expires_at": expires}
    again = Tokens.unpacked(packed)
    assert again.packed() == packed
    assert again.expires_at == expires


@pytest.mark.parametrize("text", ["", "Apfel", "[]", "{}", '{"access": 7}', "null"])
def test_what_is_no_packed_tokens_is_refused_without_being_quoted(text: str) -> None:
    with pytest.raises(ValueError, match=r".+") as refused:
        Tokens.unpacked(text)
    assert "Apfel" not in str(refused.value)


@pytest.mark.parametrize(
    ("life", "known"),
    [(300, True), ("300", True), (0.5, True), (-1, False), (True, False), (None, False), (1e99, False)],
)
def test_how_long_tokens_live_is_known_or_not(life: object, known: bool) -> None:
    assert (granted(expires_in=life).expires_at is not None) is known


def test_renewed_without_a_new_refresh_token_the_old_one_stays() -> None:
    answer = {"access_token": "Citrone", "token_type": "Bearer"}
    renewed = Tokens.granted(answer, now=MOMENT, before=granted())
    assert json.loads(renewed.packed()) == {"access": "Citrone", "refresh": "Birne", "expires_at": None}


@pytest.mark.portal
def test_a_whole_way_leaves_no_trace(journey: Journey, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    # An application that some other test has made keeps the libraries quiet; here they may say all.
    caplog.set_level(logging.DEBUG, logger="urllib3")
    pending = Pending()
    answer = journey.go(ANNA, pending)
    done = journey.complete(answer, pending)
    kept = json.loads(done.tokens.packed())
    opens = [answer["code"], pending.verifier, kept["access"], kept["refresh"], done.id_token]
    said = [repr(done), str(done)]
    journey.portal.refresh(done.tokens)
    # Behind it, since a portal that sees a code twice takes back what it gave for it.
    said += told_by(journey, answer, pending)
    said += [record.getMessage() for record in caplog.records]
    # The browser's own requests are none of ours.
    mine = [line for line in said if "/auth" not in line]
    assert any("/token" in line for line in mine)
    assert [word for word in opens for line in mine if word in line] == []


def told_by(journey: Journey, answer: dict[str, str], pending: Pending) -> list[str]:
    """Everything that the exceptions of all kinds of trouble say, their causes included."""
    said = []
    for trouble in ({}, {"failing": True}, {"cut": True}):
        journey.server.trouble(at=["/token"], **trouble)  # type: ignore[arg-type]
        with pytest.raises(PortalError) as raised:
            journey.complete(answer, pending)
        said.append("".join(traceback.format_exception(raised.value)))
    journey.server.calm()
    with pytest.raises(PortalLied) as lied:
        journey.complete(journey.go(None, pending), pending, nonce="another")
    said.append("".join(traceback.format_exception(lied.value)))
    return said
