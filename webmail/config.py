"""Typed, frozen settings from instance/config.toml; unknown keys stop the start."""

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from webmail.policy import REGISTRY, Feature

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class ConfigError(Exception):
    """The file cannot be used; the text names file, line, key and what to write instead."""


@dataclass(frozen=True, slots=True)
class Service:
    """[service]: what people read about who runs this."""

    name: str = "Dienstliche E-Mail"
    operator: str = ""
    contact: str = ""
    telephone: str = ""
    domains: tuple[str, ...] = ()
    time_zone: str = "Europe/Berlin"


@dataclass(frozen=True, slots=True)
class Server:
    """[server]: the address people type, and how many proxies in front may set X-Forwarded-*."""

    url: str = "http://127.0.0.1:8000/"
    proxies: int = 0

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def netloc(self) -> str:
        return urlsplit(self.url).netloc

    @property
    def https(self) -> bool:
        return urlsplit(self.url).scheme == "https"


@dataclass(frozen=True, slots=True)
class Store:
    """[store]: the internal IMAP server; seconds are limits, not waits."""

    host: str = "127.0.0.1"
    port: int = 143
    tls: Literal["none", "starttls", "tls"] = "none"
    ca_file: str = ""
    login: Literal["address", "local_part"] = "address"
    connect_seconds: float = 1.5
    read_seconds: float = 3.0
    request_seconds: float = 5.0


@dataclass(frozen=True, slots=True)
class Submission:
    """[submission]: the internal SMTP server that takes what people send, and what we take from people."""

    host: str = "127.0.0.1"
    port: int = 587
    tls: Literal["none", "starttls", "tls"] = "none"
    ca_file: str = ""
    connect_seconds: float = 5.0
    data_seconds: float = 60.0
    attachments_mb: int = 25
    recipients: int = 2000

    @property
    def attachments_octets(self) -> int:
        return self.attachments_mb * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SignInRules:
    """[sign_in]: how people come in and when a sign-in ends."""

    credentials: Literal["password", "service", "oauthbearer"] = "password"
    form: bool = True
    idle_minutes: int = 60
    absolute_hours: int = 12
    attempts: int = 5
    attempts_minutes: int = 15


@dataclass(frozen=True, slots=True)
class Database:
    """[database]: sqlite:///file (relative to the instance folder) or postgresql+psycopg://…"""

    address: str = "sqlite:///dienstpost.db"


@dataclass(frozen=True, slots=True)
class Roles:
    """[roles]: addresses of the people who may open more than their own mailbox."""

    helpdesk: tuple[str, ...] = ()
    clerk: tuple[str, ...] = ()
    admin: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Config:
    """Everything an installation decides; instance is the folder of config.toml and secrets/."""

    service: Service = Service()
    server: Server = Server()
    store: Store = Store()
    submission: Submission = Submission()
    sign_in: SignInRules = SignInRules()
    database: Database = Database()
    roles: Roles = Roles()
    features: Mapping[Feature, bool] = field(default_factory=dict)
    instance: Path = Path("instance")

    @property
    def secrets(self) -> Path:
        return self.instance / "secrets"


SECTIONS: Mapping[str, type] = {
    "service": Service,
    "server": Server,
    "store": Store,
    "submission": Submission,
    "sign_in": SignInRules,
    "database": Database,
    "roles": Roles,
}


def load(path: Path) -> Config:
    """The settings in the file; a missing file means all defaults.

    Raises ConfigError with file, line, key and the nearest valid name.
    """
    if not path.exists():
        return Config(instance=path.parent)
    text = path.read_text(encoding="utf-8")
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: {error}") from error
    reading = _Reading(path, text)
    reading.check_names(tables, [*SECTIONS, "features"], section=None)
    config = Config(
        **{name: reading.section(name, kind, tables.get(name, {})) for name, kind in SECTIONS.items()},
        features=reading.features(tables.get("features", {})),
        instance=path.parent,
    )
    reading.check_pairs(config)
    return config


@dataclass(frozen=True, slots=True)
class _Reading:
    """One file being read: knows where a key stands, so that every complaint names its line."""

    path: Path
    text: str

    def complaint(self, sentence: str, *, section: str | None, key: str | None) -> ConfigError:
        name = ".".join(word for word in (section, key) if word)
        return ConfigError(f"{self.path}, line {self.line_of(section, key)}, {name}: {sentence}")

    def line_of(self, section: str | None, key: str | None) -> int:
        """The line a key or a section heading stands on; the heading's own for a key that is not there."""
        at, heading = None, 1
        for number, line in enumerate(self.text.splitlines(), start=1):
            if named := re.match(r"\s*\[\s*([^\]]+?)\s*\]", line):
                at = named[1]
                if at == (section or key):
                    heading = number
            elif (
                at == section and key is not None and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line)
            ):
                return number
        return heading

    def check_names(self, table: Mapping[str, Any], valid: Iterable[str], *, section: str | None) -> None:
        known = list(valid)
        for key in table:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
                hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}."
                raise self.complaint(f"unknown key; {hint}", section=section, key=key)

    def section(self, name: str, kind: type, table: Any) -> Any:
        if not isinstance(table, dict):
            raise self.complaint("this is a section, write it as [" + name + "].", section=None, key=name)
        self.check_names(table, [entry.name for entry in fields(kind)], section=name)
        hints = get_type_hints(kind)
        return kind(**{key: self.value(name, key, hints[key], given) for key, given in table.items()})

    def value(self, section: str, key: str, wanted: Any, given: Any) -> Any:
        """The value in its type; int passes for float, a list of strings becomes a tuple."""
        if get_origin(wanted) is Literal:
            choices = [str(choice) for choice in get_args(wanted)]
            if given in choices:
                return given
            near = difflib.get_close_matches(str(given), choices, n=1, cutoff=0.3)
            hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(choices)}."
            raise self.complaint(f"{given!r} is not a choice; {hint}", section=section, key=key)
        if get_origin(wanted) is tuple:
            if isinstance(given, list) and all(isinstance(entry, str) for entry in given):
                return tuple(entry.strip().lower() for entry in given)
            raise self.complaint("expects a list of texts in quotes.", section=section, key=key)
        if wanted is float and type(given) is int:
            return float(given)
        if type(given) is not wanted:
            names = {str: "a text in quotes", int: "a whole number", float: "a number", bool: "true or false"}
            raise self.complaint(f"expects {names[wanted]}, found {given!r}.", section=section, key=key)
        if wanted in (int, float) and given < 0:
            raise self.complaint("must not be negative.", section=section, key=key)
        return given

    def features(self, table: Any) -> dict[Feature, bool]:
        if not isinstance(table, dict):
            raise self.complaint("this is a section, write it as [features].", section=None, key="features")
        self.check_names(table, [feature.value for feature in REGISTRY], section="features")
        return {Feature(key): self.value("features", key, bool, given) for key, given in table.items()}

    def check_pairs(self, config: Config) -> None:
        """What is right by itself but impossible or unsafe together."""
        rules = config.sign_in
        if rules.form and rules.credentials != "password":
            raise self.complaint(
                f"the sign-in form cannot be on together with credentials = {rules.credentials!r}; "
                "write form = false, or credentials = 'password'.",
                section="sign_in",
                key="credentials",
            )
        if not rules.form and rules.credentials == "password":
            raise self.complaint(
                "credentials = 'password' needs the sign-in form; write form = true.",
                section="sign_in",
                key="form",
            )
        for key in ("idle_minutes", "absolute_hours", "attempts", "attempts_minutes"):
            if getattr(rules, key) < 1:
                raise self.complaint("must be at least 1.", section="sign_in", key=key)
        if rules.idle_minutes > rules.absolute_hours * 60:
            raise self.complaint(
                "is longer than absolute_hours allows.", section="sign_in", key="idle_minutes"
            )
        self.check_server(config)
        self.check_store(config)
        self.check_submission(config)

    def check_store(self, config: Config) -> None:
        if config.store.login == "local_part" and len(config.service.domains) != 1:
            raise self.complaint(
                "'local_part' names one person only where [service] domains has exactly one domain.",
                section="store",
                key="login",
            )
        self.check_line("store", config.store)

    def check_submission(self, config: Config) -> None:
        self.check_line("submission", config.submission)
        for key in ("attachments_mb", "recipients"):
            if getattr(config.submission, key) < 1:
                raise self.complaint("must be at least 1.", section="submission", key=key)

    def check_line(self, section: str, server: Store | Submission) -> None:
        """What every server that we connect to needs."""
        if not 1 <= server.port <= 65535:
            raise self.complaint("expects a port between 1 and 65535.", section=section, key="port")
        for entry in fields(server):
            if entry.name.endswith("_seconds") and getattr(server, entry.name) <= 0:
                raise self.complaint("must be above 0.", section=section, key=entry.name)
        if server.ca_file and server.tls == "none":
            raise self.complaint("is of no use with tls = 'none'.", section=section, key="ca_file")

    def check_server(self, config: Config) -> None:
        address = urlsplit(config.server.url)
        if address.scheme not in ("http", "https") or not address.hostname:
            raise self.complaint(
                "expects an address such as 'https://mail.example/'.", section="server", key="url"
            )
        if address.path not in ("", "/") or address.query or address.fragment:
            raise self.complaint("expects an address without a path.", section="server", key="url")
        if address.scheme == "http" and address.hostname not in LOOPBACK:
            raise self.complaint(
                "plain http is for 127.0.0.1 only; write https.", section="server", key="url"
            )
        try:
            ZoneInfo(config.service.time_zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise self.complaint(
                f"{config.service.time_zone!r} is not a time zone, write for example 'Europe/Berlin'.",
                section="service",
                key="time_zone",
            ) from error
