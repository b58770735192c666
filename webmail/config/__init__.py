"""Typed, frozen settings from instance/config.toml; unknown keys stop the start."""

from webmail.config.checks import warnings
from webmail.config.load import load
from webmail.config.reading import ConfigError
from webmail.config.sections import (
    LOOPBACK,
    SECTIONS,
    Config,
    Database,
    Live,
    Mail,
    Portal,
    Roles,
    Server,
    Service,
    SignInRules,
    Store,
    Submission,
)

__all__ = [
    "LOOPBACK",
    "SECTIONS",
    "Config",
    "ConfigError",
    "Database",
    "Live",
    "Mail",
    "Portal",
    "Roles",
    "Server",
    "Service",
    "SignInRules",
    "Store",
    "Submission",
    "load",
    "warnings",
]
