"""Who we know: accounts, their sign-ins, roles and preferences."""

from webmail.accounts.attempts import Attempts
from webmail.accounts.audit import Audit
from webmail.accounts.devices import Device, DeviceKind, Networks, device_of
from webmail.accounts.door import Arrival, Door, Entered
from webmail.accounts.door_models import (
    AuditEntry,
    Event,
    LogoutOrderSeen,
    PendingSignIn,
    SupportCode,
    WaitingText,
)
from webmail.accounts.errors import (
    LedgerBusy,
    PersonUnknown,
    SignInRefused,
    SilentReturn,
    TooManyAttempts,
    TooManyTrips,
)
from webmail.accounts.from_portal import FromPortal
from webmail.accounts.gate import Admitted, Gate, Presented
from webmail.accounts.models import Account, FailedSignIn, Preferences, Receipt, SignIn
from webmail.accounts.pending import Begun, PendingSignIns
from webmail.accounts.preferences import LANGUAGES, check_language, choose_language
from webmail.accounts.receipts import Receipts, state_of
from webmail.accounts.roles import Role, RoleList
from webmail.accounts.sign_ins import Limits, SignIns, new_key
from webmail.accounts.submissions import LedgerEntry, Submissions
from webmail.accounts.timeline import Timeline
from webmail.accounts.trusted_senders import TrustedSender, TrustedSenders

__all__ = [
    "LANGUAGES",
    "Account",
    "Admitted",
    "Arrival",
    "Attempts",
    "Audit",
    "AuditEntry",
    "Begun",
    "Device",
    "DeviceKind",
    "Door",
    "Entered",
    "Event",
    "FailedSignIn",
    "FromPortal",
    "Gate",
    "LedgerBusy",
    "LedgerEntry",
    "Limits",
    "LogoutOrderSeen",
    "Networks",
    "PendingSignIn",
    "PendingSignIns",
    "PersonUnknown",
    "Preferences",
    "Presented",
    "Receipt",
    "Receipts",
    "Role",
    "RoleList",
    "SignIn",
    "SignInRefused",
    "SignIns",
    "SilentReturn",
    "Submissions",
    "SupportCode",
    "Timeline",
    "TooManyAttempts",
    "TooManyTrips",
    "TrustedSender",
    "TrustedSenders",
    "WaitingText",
    "check_language",
    "choose_language",
    "device_of",
    "new_key",
    "state_of",
]
