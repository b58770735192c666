"""A refresh: a page that is open asks for its list again by itself, since something has changed."""

from flask import request

HEADER = "Live-Refresh"


def is_refresh() -> bool:
    """Whether nobody has asked for this: it moves no clock, takes no notice, and brings the counts along."""
    return HEADER in request.headers
