"""The school portal (OpenID Connect): who comes from there, how one leaves it, what it orders."""

from webmail.portal.back_channel import LogoutOrder
from webmail.portal.claims import PortalPerson
from webmail.portal.errors import (
    CodeUsed,
    LogoutOrderRefused,
    PortalError,
    PortalLied,
    PortalRefused,
    PortalUnavailable,
    TokensSpent,
)
from webmail.portal.portal import Completed, Portal
from webmail.portal.settings import PortalSettings
from webmail.portal.tokens import Tokens

__all__ = [
    "CodeUsed",
    "Completed",
    "LogoutOrder",
    "LogoutOrderRefused",
    "Portal",
    "PortalError",
    "PortalLied",
    "PortalPerson",
    "PortalRefused",
    "PortalSettings",
    "PortalUnavailable",
    "Tokens",
    "TokensSpent",
]
