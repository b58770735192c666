"""Where the staff directory has people from who have no account here."""

from datetime import timedelta
from urllib.parse import urlsplit

from webmail.accounts import ListedPeople
from webmail.clock import Clock
from webmail.config import Config, ConfigError
from webmail.staff import Refreshing
from webmail.vault import Vault

PORTS = {"ldap": 389, "ldaps": 636}


def staff_of(config: Config, vault: Vault, clock: Clock) -> Refreshing | None:
    """What fetches them, where the settings name a server; raises ConfigError without the library for it."""
    directory = config.directory
    if not directory.url:
        return None
    try:
        # Loaded where it is used only: it is an extra, and most installations do without.
        from webmail.staff.ldap import LdapSettings, LdapSource
    except ImportError as error:
        raise ConfigError(
            "[directory] url needs the library ldap3; install the extra: pip install 'dienstpost[ldap]'"
        ) from error
    url = urlsplit(directory.url)
    settings = LdapSettings(
        host=url.hostname or "",
        port=url.port or PORTS[url.scheme],
        tls=url.scheme == "ldaps",
        start_tls=url.scheme == "ldap" and directory.start_tls,
        ca_file=directory.ca_file or None,
        base=directory.base,
        filter=directory.filter,
        name_attribute=directory.name_attribute,
        address_attribute=directory.address_attribute,
        school_attribute=directory.school_attribute,
        connect_seconds=directory.connect_seconds,
        read_seconds=directory.read_seconds,
    )
    enters = vault.authenticate_directory if directory.bind == "file" else None
    source = LdapSource(settings, authenticate=enters)
    return Refreshing(
        source, people=ListedPeople(clock=clock), every=timedelta(minutes=directory.every_minutes)
    )
