"""WebmailError, the root all domain errors share.

WebmailError
├─ Forbidden            policy.py            403  quotes the clause
├─ SealBroken           here                 404  a sealed name in an address is not this account's
├─ SignInUnopened       here                 503  what was kept with a sign-in cannot be opened any more
├─ MailError            mail/errors.py
├─ TooManyAttempts      accounts/errors.py   429  says when to try again
└─ SecretUnusable       vault/source.py           stops the start
"""


class WebmailError(Exception):
    """Something a person may run into and for which the web layer has a sentence."""


class SealBroken(WebmailError):
    """Sealed text that is not ours, another account's, or altered."""


class SignInUnopened(WebmailError):
    """The sign-in's parts do not belong together; only signing in again helps."""
