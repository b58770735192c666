"""Which portals may be named in the settings at all."""

from typing import Any

import pytest

from webmail.portal import PortalSettings
from webmail.portal.settings import may_be_asked

RIGHT = {"issuer": "https://portal.example/realms/schule", "client_id": "dienstpost"}


@pytest.mark.parametrize(
    "issuer", ["https://portal.example", "https://portal.example/", "http://localhost:8080", "http://[::1]:1"]
)
def test_a_portal_is_at_https_or_on_this_machine(issuer: str) -> None:
    assert PortalSettings(**{**RIGHT, "issuer": issuer}).issuer == issuer


@pytest.mark.parametrize(
    "changed",
    [
        {"issuer": "http://portal.example"},
        {"issuer": "http://127.0.0.1.portal.example"},
        {"issuer": "http://localhost@portal.example"},
        {"issuer": "portal.example"},
        {"issuer": ""},
        {"issuer": "https://"},
        {"issuer": "https://portal.example?realm=1"},
        {"issuer": "https://portal.example#x"},
        {"issuer": "https://portal.example /"},
        {"issuer": "https://[::1"},
        {"client_id": ""},
        {"algorithms": ()},
        {"algorithms": ("none",)},
        {"algorithms": ("RS256", "HS256")},
        {"scopes": ("profile",)},
    ],
    ids=str,
)
def test_what_could_not_be_safe_stops_the_start(changed: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        PortalSettings(**{**RIGHT, **changed})


def test_a_portal_on_this_machine_leads_nowhere_else_without_encryption() -> None:
    here = "http://localhost:8080"
    assert may_be_asked("http://127.0.0.1:8080/token", issuer=here)
    assert may_be_asked("https://portal.example/token", issuer=here)
    assert not may_be_asked("http://portal.example/token", issuer=here)
    assert not may_be_asked("http://127.0.0.1/token", issuer="https://portal.example")
