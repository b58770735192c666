"""A process that nobody trusts: it reads octets of strangers, answers within limits, or is ended."""

from webmail.confined.process import Bounds, Busy, Confined, Unanswered

__all__ = ["Bounds", "Busy", "Confined", "Unanswered"]
