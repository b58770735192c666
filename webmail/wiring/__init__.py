"""The one place that knows every part and plugs them together."""

from webmail.wiring.build import build
from webmail.wiring.database import database_address
from webmail.wiring.mail import SPOOLED_FROM, WritingParts
from webmail.wiring.parts import Parts

__all__ = ["SPOOLED_FROM", "Parts", "WritingParts", "build", "database_address"]
