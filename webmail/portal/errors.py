"""The tree of what can go wrong at the portal.

PortalError
├─ PortalUnavailable    away, slow, or an error of its own (5xx); to be tried again
├─ PortalLied           what it said cannot be believed; reason says what was wrong with it
├─ PortalRefused        it does not take our request; reason is its word (RFC 6749 section 5.2)
├─ CodeUsed             the code of this return was used before, or is too old (invalid_grant)
├─ TokensSpent          the tokens cannot be renewed any more (invalid_grant)
└─ LogoutOrderRefused   a logout token that is none of the portal's, or not for now
"""

from webmail.errors import WebmailError


class PortalError(WebmailError):
    """Something between us and the portal did not work."""


class PortalUnavailable(PortalError):
    """The portal does not answer, or only that it cannot."""


class _ForAReason(PortalError):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class PortalLied(_ForAReason):
    """What the portal said is wrong, forged, too old or no answer at all.

    reason is "issuer", "audience", "nonce", "subject", "alg", "key", "signature", "type", "expired", "clock",
    "hash", "token", "answer", "endpoint", "redirect" or "size".
    """


class PortalRefused(_ForAReason):
    """The portal knows us not, or not like this: "invalid_client", "invalid_request" …, else "other"."""


class CodeUsed(PortalError):
    """The portal takes each code once and for a short time."""


class TokensSpent(PortalError):
    """The portal renews these tokens no more; only signing in again helps."""


class LogoutOrderRefused(_ForAReason):
    """The logout token is not obeyed; reason as with PortalLied, or "events", "nonce", "jti" or "nobody"."""
