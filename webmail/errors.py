"""WebmailError, the root all domain errors share.

WebmailError
├─ Forbidden            policy.py          403
├─ MailError            mail/errors.py
├─ TooManyAttempts      accounts/errors.py 429
└─ UnknownFeature …     never reaches a person
"""


class WebmailError(Exception):
    """Something a person may run into and for which the web layer has a sentence."""
