"""What is right by itself but impossible or unsafe together."""

import re
from dataclasses import fields
from datetime import date
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from webmail.config.reading import ConfigError, Reading
from webmail.config.sections import LOOPBACK, Config, Store, Submission

_DOMAIN = re.compile(r"(?:[a-z0-9_-]{1,63}\.)+[a-z0-9-]{2,63}")
# A token; RFC 8601 section 2.2 allows quotes too, which nobody writes.
_AUTHSERV_ID = re.compile(r"[\w.!#$%&'*+^`{|}~-]+", re.ASCII)
# RFC 4512 section 2.5, without options.
_ATTRIBUTE = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
_ENDING = re.compile(r"[a-z0-9]{1,20}")
_ADDRESS = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9_-]{1,63}\.)+[a-z0-9-]{2,63}", re.IGNORECASE
)


def check(reading: Reading, config: Config) -> None:
    """Returns when everything fits; raises ConfigError at the first thing that does not."""
    _check_service(reading, config)
    _check_sign_in(reading, config)
    _check_portal(reading, config)
    _check_server(reading, config)
    _check_store(reading, config)
    _check_submission(reading, config)
    _check_live(reading, config)
    _check_mail(reading, config)
    _check_guards(reading, config)
    _check_directory(reading, config)


def warnings(config: Config) -> list[str]:
    """What is possible but probably not meant; said at the start, in the words of the file."""
    found = []
    portal, rules = config.portal, config.sign_in
    if portal.session_minutes and rules.idle_minutes > portal.session_minutes:
        found.append(
            f"sign_in.idle_minutes = {rules.idle_minutes} is longer than "
            f"portal.session_minutes = {portal.session_minutes}; sign-ins end after the shorter time."
        )
    if rules.shared_idle_minutes > rules.idle_minutes:
        found.append(
            "sign_in.shared_idle_minutes is longer than sign_in.idle_minutes, which is used instead."
        )
    if portal.issuer and not portal.address:
        found.append(
            "portal.address is empty; the receipt cannot lead to the portal when it offers no sign-out."
        )
    mail = config.mail
    if not (config.service.domains or mail.official_domains):
        found.append(
            "service.domains and mail.official_domains are both empty; while people write, only the domain "
            "of their own address counts as official, and all others as outside of the service."
        )
    if mail.trusted_image_senders and not mail.authserv_id:
        found.append(
            "mail.authserv_id is empty; nobody says whether a sender is forged, so that the images of "
            "mail.trusted_image_senders are not shown by themselves."
        )
    return found


def _check_service(reading: Reading, config: Config) -> None:
    for each in config.service.school_holidays:
        try:
            begin, _, end = each.partition("/")
            right = date.fromisoformat(begin) <= date.fromisoformat(end or begin)
        except ValueError:
            right = False
        if not right:
            raise reading.complaint(
                f"{each!r}: expects days such as '2026-05-14' or '2026-12-21/2027-01-02'.",
                section="service",
                key="school_holidays",
            )


def _check_sign_in(reading: Reading, config: Config) -> None:
    rules = config.sign_in
    if rules.form and rules.credentials != "password":
        raise reading.complaint(
            f"the sign-in form cannot be on together with credentials = {rules.credentials!r}; "
            "write form = false, or credentials = 'password'.",
            section="sign_in",
            key="credentials",
        )
    if not rules.form and rules.credentials == "password":
        raise reading.complaint(
            "credentials = 'password' needs the sign-in form; write form = true.",
            section="sign_in",
            key="form",
        )
    for key in ("idle_minutes", "absolute_hours", "attempts", "attempts_minutes", "shared_idle_minutes"):
        if getattr(rules, key) < 1:
            raise reading.complaint("must be at least 1.", section="sign_in", key=key)
    if rules.idle_minutes > rules.absolute_hours * 60:
        raise reading.complaint(
            "is longer than absolute_hours allows.", section="sign_in", key="idle_minutes"
        )


def _check_portal(reading: Reading, config: Config) -> None:
    portal, rules = config.portal, config.sign_in
    if rules.credentials != "password" and not portal.issuer:
        raise reading.complaint(
            f"credentials = {rules.credentials!r} needs a portal; write its address under [portal] issuer.",
            section="sign_in",
            key="credentials",
        )
    if not portal.issuer:
        return
    if rules.credentials == "password":
        raise reading.complaint(
            "people who come from a portal bring nothing for the form; write [sign_in] form = false and "
            "credentials = 'service' or 'oauthbearer'.",
            section="portal",
            key="issuer",
        )
    issuer = urlsplit(portal.issuer)
    loopback = issuer.scheme == "http" and issuer.hostname in LOOPBACK
    if not issuer.hostname or not (issuer.scheme == "https" or loopback):
        raise reading.complaint("expects an https address.", section="portal", key="issuer")
    if portal.address and urlsplit(portal.address).scheme not in ("https", "http"):
        raise reading.complaint("expects an address.", section="portal", key="address")
    if not portal.client_id:
        raise reading.complaint(
            "is missing; the portal has given it to you.", section="portal", key="client_id"
        )
    if "openid" not in portal.scopes:
        raise reading.complaint("must hold 'openid'.", section="portal", key="scopes")
    if not portal.algorithms or any(name[:2] not in ("RS", "ES", "PS", "Ed") for name in portal.algorithms):
        raise reading.complaint(
            "expects signatures with a public key, such as 'RS256'.", section="portal", key="algorithms"
        )
    for key in ("connect_seconds", "read_seconds"):
        if getattr(portal, key) <= 0:
            raise reading.complaint("must be above 0.", section="portal", key=key)


def _check_store(reading: Reading, config: Config) -> None:
    if config.store.login == "local_part" and len(config.service.domains) != 1:
        raise reading.complaint(
            "'local_part' names one person only where [service] domains has exactly one domain.",
            section="store",
            key="login",
        )
    if config.store.trash_days < 0:
        raise reading.complaint("must be 0 or more.", section="store", key="trash_days")
    _check_line(reading, "store", config.store)


def _check_submission(reading: Reading, config: Config) -> None:
    _check_line(reading, "submission", config.submission)
    for key in ("attachments_mb", "recipients"):
        if getattr(config.submission, key) < 1:
            raise reading.complaint("must be at least 1.", section="submission", key=key)
    for each in config.submission.refused_types:
        if not _ENDING.fullmatch(each):
            raise reading.complaint(
                f"{each!r} is no ending: write it in small letters and without the dot, for example 'exe'.",
                section="submission",
                key="refused_types",
            )
    if not 0 <= config.submission.hold_seconds <= 60:
        raise reading.complaint("must be from 0 to 60.", section="submission", key="hold_seconds")
    if not 0 <= config.submission.retry_minutes <= 2880:
        raise reading.complaint("must be from 0 to 2880.", section="submission", key="retry_minutes")


def _check_live(reading: Reading, config: Config) -> None:
    for key, least in (("poll_seconds", 5), ("counts_seconds", 5), ("streams_per_person", 1)):
        if getattr(config.live, key) < least:
            raise reading.complaint(f"must be at least {least}.", section="live", key=key)


def _check_mail(reading: Reading, config: Config) -> None:
    mail = config.mail
    if mail.authserv_id and not _AUTHSERV_ID.fullmatch(mail.authserv_id):
        raise reading.complaint(
            "expects what your mail server writes first in Authentication-Results, for example "
            "'mx.schule.example'.",
            section="mail",
            key="authserv_id",
        )
    if mail.phishing_address and not _ADDRESS.fullmatch(mail.phishing_address):
        raise reading.complaint("expects one address.", section="mail", key="phishing_address")
    for key in ("official_domains", "private_providers"):
        for domain in getattr(mail, key):
            if not _DOMAIN.fullmatch(domain):
                raise reading.complaint(
                    f"{domain!r} is no domain, write for example 'schule.example'.", section="mail", key=key
                )
    official = {*config.service.domains, *mail.official_domains}
    for domain in mail.private_providers:
        if domain in official:
            raise reading.complaint(
                f"{domain!r} is an official domain too; take it out of one of the two lists.",
                section="mail",
                key="private_providers",
            )
    for each in mail.trusted_image_senders:
        if not (_ADDRESS.fullmatch(each) or _DOMAIN.fullmatch(each)):
            raise reading.complaint(
                f"{each!r} is neither an address nor a domain.", section="mail", key="trusted_image_senders"
            )


def _check_guards(reading: Reading, config: Config) -> None:
    guards = config.guards
    for word in guards.attachment_words:
        if len(word) < 3 or len(word) > 80:
            raise reading.complaint(
                f"{word!r}: a word or a few words, of 3 to 80 characters.",
                section="guards",
                key="attachment_words",
            )
    if guards.forward_paragraph and not guards.forward_sentence:
        raise reading.complaint(
            "needs forward_sentence beside it: people are told what the paragraph says.",
            section="guards",
            key="forward_paragraph",
        )


def _check_directory(reading: Reading, config: Config) -> None:
    directory = config.directory

    def wrong(sentence: str, key: str) -> ConfigError:
        return reading.complaint(sentence, section="directory", key=key)

    for key in ("connect_seconds", "read_seconds"):
        if getattr(directory, key) <= 0:
            raise wrong("must be above 0.", key)
    if directory.every_minutes < 5:
        raise wrong("must be at least 5.", "every_minutes")
    if not directory.url:
        return
    if (at := _ldap_url(directory.url)) is None:
        raise wrong("expects an address such as 'ldaps://ldap.example'.", "url")
    encrypted = at.scheme == "ldaps" or directory.start_tls
    if not encrypted and at.hostname not in LOOPBACK:
        raise wrong("names cross the network: write ldaps:// or start_tls = true.", "start_tls")
    if directory.ca_file and not encrypted:
        raise wrong("is of no use without TLS.", "ca_file")
    if not directory.base:
        raise wrong("is missing, for example 'ou=staff,dc=land,dc=example'.", "base")
    if not (directory.filter.startswith("(") and directory.filter.endswith(")")):
        raise wrong("expects a filter in brackets, for example '(mail=*)'.", "filter")
    for key in ("name_attribute", "address_attribute", "school_attribute"):
        named = getattr(directory, key)
        if not (_ATTRIBUTE.fullmatch(named) or (key == "school_attribute" and not named)):
            raise wrong(f"{named!r} is no name of an attribute.", key)


def _ldap_url(text: str) -> SplitResult | None:
    """The address of a server and nothing more: what is asked there stands in settings of its own."""
    try:
        at = urlsplit(text)
        right = at.scheme in ("ldap", "ldaps") and bool(at.hostname) and at.port != 0
    except ValueError:
        return None
    return at if right and at.path in ("", "/") and not (at.query or at.username) else None


def _check_line(reading: Reading, section: str, server: Store | Submission) -> None:
    """What every server that we connect to needs."""
    if not 1 <= server.port <= 65535:
        raise reading.complaint("expects a port between 1 and 65535.", section=section, key="port")
    for entry in fields(server):
        # What is held may be held for no time at all; the others are limits.
        limits = entry.name.endswith("_seconds") and entry.name != "hold_seconds"
        if limits and getattr(server, entry.name) <= 0:
            raise reading.complaint("must be above 0.", section=section, key=entry.name)
    if server.ca_file and server.tls == "none":
        raise reading.complaint("is of no use with tls = 'none'.", section=section, key="ca_file")


def _check_server(reading: Reading, config: Config) -> None:
    address = urlsplit(config.server.url)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise reading.complaint(
            "expects an address such as 'https://mail.example/'.", section="server", key="url"
        )
    if address.path not in ("", "/") or address.query or address.fragment:
        raise reading.complaint("expects an address without a path.", section="server", key="url")
    if address.scheme == "http" and address.hostname not in LOOPBACK:
        raise reading.complaint("plain http is for 127.0.0.1 only; write https.", section="server", key="url")
    try:
        ZoneInfo(config.service.time_zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise reading.complaint(
            f"{config.service.time_zone!r} is not a time zone, write for example 'Europe/Berlin'.",
            section="service",
            key="time_zone",
        ) from error
