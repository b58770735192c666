"""FromPortal: what the portal said about a sign-in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FromPortal:
    """What the portal said about a sign-in: its session, its ID token, `iat` and `auth_time`, the roles."""

    sid: str | None
    id_token: str
    issued_at: int
    proven_at: int | None = None
    roles: tuple[str, ...] = ()
