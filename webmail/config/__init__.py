"""Typed, frozen settings from instance/config.toml; unknown keys stop the start."""

from webmail.config.checks import warnings
from webmail.config.load import load
from webmail.config.reading import ConfigError
from webmail.config.sections import (
    LOOPBACK,
    SECTIONS,
    Config,
    Database,
    Directory,
    Guards,
    IdentityRules,
    Live,
    Mail,
    Portal,
    Roles,
    SensitiveMatter,
    Server,
    Service,
    SignInRules,
    Store,
    Submission,
)
from webmail.config.text_blocks import SharedBlock, read_shared_blocks

__all__ = [
    "LOOPBACK",
    "SECTIONS",
    "Config",
    "ConfigError",
    "Database",
    "Directory",
    "Guards",
    "IdentityRules",
    "Live",
    "Mail",
    "Portal",
    "Roles",
    "SensitiveMatter",
    "Server",
    "Service",
    "SharedBlock",
    "SignInRules",
    "Store",
    "Submission",
    "load",
    "read_shared_blocks",
    "warnings",
]
