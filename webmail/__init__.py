"""Dienstpost, a server-rendered webmail; create_app makes the WSGI application."""

from typing import TYPE_CHECKING

from webmail.clock import Clock, now

if TYPE_CHECKING:
    from flask import Flask

    from webmail.config import Config


def create_app(config: "Config", *, clock: Clock = now) -> "Flask":
    """The WSGI application for these settings."""
    # Imported here, so that webmail.mail and its tests stay free of the web.
    from webmail.application import create_app as create

    return create(config, clock=clock)
