"""Tokens: what the portal gives with a sign-in, for the vault alone; shows itself to nobody."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import NoReturn, Self, TypeGuard

from webmail.portal.errors import PortalLied
from webmail.portal.settings import is_visible_ascii

SHOWN = "Tokens(•••)"
LONGEST_TOKEN = 64 * 1024
LONGEST_LIFE = 10 * 365 * 24 * 3600


class Tokens:
    """An access token, what renews it, and until when it is good; no repr, no str, no pickle."""

    __slots__ = ("__access", "__expires_at", "__refresh")

    def __init__(self, access: str, *, refresh: str | None, expires_at: int | None) -> None:
        self.__access = access
        self.__refresh = refresh
        self.__expires_at = expires_at

    @classmethod
    def granted(cls, answer: Mapping[str, object], *, now: datetime, before: Self | None = None) -> Self:
        """The tokens of a token endpoint's answer (RFC 6749 section 5.1); raises PortalLied.

        A portal that renews without a new refresh token leaves the one of before in force.
        """
        access, kind = answer.get("access_token"), answer.get("token_type")
        refresh, life = answer.get("refresh_token"), answer.get("expires_in")
        if not _is_token(access) or str(kind).lower() != "bearer":
            raise PortalLied("answer")
        if not _is_token(refresh):
            refresh = before.__refresh if before is not None else None
        return cls(access, refresh=refresh, expires_at=_end(life, now))

    @property
    def expires_at(self) -> int | None:
        """Seconds since 1970 by our own clock; None where the portal did not say."""
        return self.__expires_at

    def packed(self) -> str:
        """All of it as text, for the vault to lock away."""
        kept = {"access": self.__access, "refresh": self.__refresh, "expires_at": self.__expires_at}
        return json.dumps(kept)

    @classmethod
    def unpacked(cls, text: str) -> Self:
        """What packed() made; raises ValueError for anything else."""
        kept = json.loads(text)
        if not isinstance(kept, dict) or not isinstance(kept.get("access"), str):
            # Without the text, which may hold a token.
            raise ValueError("not packed tokens")
        return cls(kept["access"], refresh=kept.get("refresh"), expires_at=kept.get("expires_at"))

    def for_bearer(self) -> str:
        """The access token; to be called at the last moment, inside portal/ only."""
        return self.__access

    def for_renewal(self) -> str | None:
        """The refresh token; to be called at the last moment, inside portal/ only."""
        return self.__refresh

    def __repr__(self) -> str:
        return SHOWN

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return SHOWN

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("Tokens are neither pickled nor copied")

    def __copy__(self) -> NoReturn:
        raise TypeError("Tokens are neither pickled nor copied")

    def __deepcopy__(self, memo: object) -> NoReturn:
        raise TypeError("Tokens are neither pickled nor copied")


def _is_token(given: object) -> TypeGuard[str]:
    # It will stand in a header, where a line break would begin another.
    return isinstance(given, str) and 0 < len(given) <= LONGEST_TOKEN and is_visible_ascii(given)


def _end(life: object, now: datetime) -> int | None:
    # Some portals write the number as text.
    seconds = (
        int(life) if isinstance(life, str) and life.isascii() and life.isdigit() and len(life) < 12 else life
    )
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds < LONGEST_LIFE:
        return None
    return int(now.timestamp() + seconds)
