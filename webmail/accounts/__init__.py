"""Who we know: accounts, their sign-ins, roles and preferences."""

from webmail.accounts.attempts import Attempts
from webmail.accounts.door import Arrival, Door, Entered
from webmail.accounts.errors import LedgerBusy, SignInRefused, TooManyAttempts
from webmail.accounts.models import Account, FailedSignIn, Preferences, Receipt, SignIn
from webmail.accounts.preferences import LANGUAGES, check_language, choose_language
from webmail.accounts.roles import Role, RoleList
from webmail.accounts.sign_ins import Limits, SignIns
from webmail.accounts.submissions import LedgerEntry, Submissions

__all__ = [
    "LANGUAGES",
    "Account",
    "Arrival",
    "Attempts",
    "Door",
    "Entered",
    "FailedSignIn",
    "LedgerBusy",
    "LedgerEntry",
    "Limits",
    "Preferences",
    "Receipt",
    "Role",
    "RoleList",
    "SignIn",
    "SignInRefused",
    "SignIns",
    "Submissions",
    "TooManyAttempts",
    "check_language",
    "choose_language",
]
