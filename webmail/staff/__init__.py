"""Who belongs to the staff without an account here; ldap.py is loaded only where it is used."""

from webmail.staff.errors import SourceAway
from webmail.staff.refreshing import Refreshing, Source

__all__ = ["Refreshing", "Source", "SourceAway"]
