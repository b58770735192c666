"""What an installation decides, section by section, typed and frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from webmail.policy import Feature

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
    school_holidays: tuple[str, ...] = ()
    full_mailbox: str = ""


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
    trash_days: int = 0


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
    refused_types: tuple[str, ...] = ()
    hold_seconds: int = 10
    retry_minutes: int = 60

    @property
    def attachments_octets(self) -> int:
        return self.attachments_mb * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Mail:
    """[mail]: how mail is kept in order, whom people may believe, and what happens to other mail."""

    archive: Literal["plain", "by_year"] = "plain"
    official_domains: tuple[str, ...] = ()
    private_providers: tuple[str, ...] = ()
    authserv_id: str = ""
    phishing_address: str = ""
    trusted_image_senders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IdentityRules:
    """[identity]: who chooses the name in the sender; the address is the account's in any case."""

    name: Literal["locked", "own"] = "locked"


@dataclass(frozen=True, slots=True)
class Directory:
    """[directory]: which lists of schools people may use, and an LDAP server that knows more of the staff."""

    school_lists: Literal["own", "all"] = "own"
    url: str = ""
    start_tls: bool = True
    ca_file: str = ""
    bind: Literal["file", "none"] = "file"
    base: str = ""
    filter: str = "(mail=*)"
    name_attribute: str = "displayName"
    address_attribute: str = "mail"
    school_attribute: str = "o"
    every_minutes: int = 360
    connect_seconds: float = 5.0
    read_seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Guards:
    """[guards]: what people are asked before they send; a number of 0 switches its guard off."""

    visible_external: int = 5
    reply_to_many: int = 15
    attachment_words: tuple[str, ...] = ()
    forward: Literal["refuse", "reason", "record"] = "refuse"
    forward_paragraph: str = ""
    forward_sentence: str = ""
    forward_channel: str = ""


@dataclass(frozen=True, slots=True)
class SensitiveMatter:
    """[sensitive.name]: one matter that must not leave the service; empty where the shipped one stands."""

    on: bool = True
    label: str = ""
    patterns: tuple[str, ...] = ()
    rule: str = ""
    channel: str = ""
    always: bool = False


@dataclass(frozen=True, slots=True)
class SignInRules:
    """[sign_in]: how people come in and when a sign-in ends."""

    credentials: Literal["password", "service", "oauthbearer"] = "password"
    form: bool = True
    idle_minutes: int = 60
    absolute_hours: int = 12
    attempts: int = 5
    attempts_minutes: int = 15
    shared_idle_minutes: int = 10


@dataclass(frozen=True, slots=True)
class Portal:
    """[portal]: the school portal (OpenID Connect); an empty issuer means that there is none.

    The labels are the portal's own words, quoted where people are told what to press there.
    """

    issuer: str = ""
    client_id: str = ""
    name: str = "Schulportal"
    address: str = ""
    account_label: str = "Mein Konto"
    sign_out_label: str = "Abmelden"
    return_confirms: bool = False
    session_minutes: int = 0
    first_sign_in: Literal["refuse", "create"] = "refuse"
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    algorithms: tuple[str, ...] = ("RS256", "ES256", "PS256")
    address_claim: str = "email"
    verified_claim: str = "email_verified"
    name_claim: str = "name"
    roles_claim: str = ""
    ca_file: str = ""
    connect_seconds: float = 2.0
    read_seconds: float = 3.0


@dataclass(frozen=True, slots=True)
class Live:
    """[live]: how pages that are open hear of new mail."""

    enabled: bool = True
    poll_seconds: float = 15.0
    counts_seconds: float = 30.0
    streams: int = 500
    streams_per_person: int = 4
    notifications: Literal["without_sender", "with_sender"] = "without_sender"


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
    portal: Portal = Portal()
    mail: Mail = Mail()
    identity: IdentityRules = IdentityRules()
    directory: Directory = Directory()
    guards: Guards = Guards()
    live: Live = Live()
    database: Database = Database()
    roles: Roles = Roles()
    features: Mapping[Feature, bool] = field(default_factory=dict)
    networks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sensitive: Mapping[str, SensitiveMatter] = field(default_factory=dict)
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
    "portal": Portal,
    "mail": Mail,
    "identity": IdentityRules,
    "directory": Directory,
    "guards": Guards,
    "live": Live,
    "database": Database,
    "roles": Roles,
}
