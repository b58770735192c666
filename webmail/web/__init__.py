"""The only place that speaks HTTP; registers the areas, in menu order."""

from webmail.web.register import register

__all__ = ["register"]
