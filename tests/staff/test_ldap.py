"""What is read of a real LDAP server, in which ways, and what is said when it cannot be."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.servers.certificate import write_certificate
from tests.servers.fault import Fault
from tests.servers.slapd import BASE, LIMIT, OTHER_HOST, READER, WORD, Person, Slapd
from tests.staff.conftest import STAFF
from webmail.accounts import Listed
from webmail.staff import SourceAway
from webmail.staff.ldap import LdapSettings, LdapSource
from webmail.vault import Vault


@pytest.fixture
def settings(slapd: Slapd) -> LdapSettings:
    return LdapSettings(
        host=slapd.host,
        port=slapd.tls_port,
        tls=True,
        start_tls=False,
        ca_file=str(slapd.certificate),
        base=BASE,
        filter="(mail=*)",
        name_attribute="CN",
        address_attribute="mail",
        school_attribute="o",
        connect_seconds=2.0,
        read_seconds=5.0,
    )


@pytest.fixture
def enters(tmp_path: Path) -> Callable[[Any], None]:
    return vault(tmp_path, WORD).authenticate_directory


def vault(folder: Path, word: str) -> Vault:
    secrets = folder / "keys"
    secrets.mkdir(mode=0o700, exist_ok=True)
    (secrets / "directory").write_text(f"{READER}:{word}", encoding="utf-8")
    (secrets / "directory").chmod(0o600)
    return Vault(folder=secrets, directory=True)


def read(settings: LdapSettings, enters: Callable[[Any], None] | None) -> list[Listed]:
    return list(LdapSource(settings, authenticate=enters).everybody())


def why(settings: LdapSettings, enters: Callable[[Any], None] | None) -> tuple[str, str]:
    """What is said when everybody is wanted, and when it is only asked."""
    source = LdapSource(settings, authenticate=enters)
    with pytest.raises(SourceAway) as reading:
        list(source.everybody())
    with pytest.raises(SourceAway) as asking:
        source.ask()
    return reading.value.why, asking.value.why


def test_everybody_is_read_in_pages_beyond_the_limit_of_the_server(
    settings: LdapSettings, enters: Callable[[Any], None]
) -> None:
    found = read(settings, enters)
    assert len(found) == len(STAFF) > 2 * LIMIT
    assert Listed("Jürgen Müller", "Juergen.Mueller@Land.example", "Goethe-Schule") in found
    assert Listed("Karl Kaiser 7", "karl7@land.example", "") in found
    LdapSource(settings, authenticate=enters).ask()


def test_start_tls_reads_the_same(
    settings: LdapSettings, slapd: Slapd, enters: Callable[[Any], None]
) -> None:
    begun = replace(settings, port=slapd.port, tls=False, start_tls=True)
    assert len(read(begun, enters)) == len(STAFF)


def test_the_connection_keeps_no_trace_of_the_word(tmp_path: Path) -> None:
    class Client:
        user = password = authentication = ""

        def bind(self) -> None:
            assert (self.user, self.password, self.authentication) == (READER, WORD, "SIMPLE")

    client = Client()
    vault(tmp_path, WORD).authenticate_directory(client)
    assert client.password is None


def test_a_wrong_word_and_no_name_at_all_are_not_let_in(
    settings: LdapSettings, enters: Callable[[Any], None], tmp_path: Path
) -> None:
    assert why(settings, vault(tmp_path, "another").authenticate_directory) == ("refused", "refused")
    # Whoever enters without a name may read nothing here, and is told nothing of it.
    assert why(settings, None) == ("search", "search")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"base": "ou=nobody,dc=land,dc=example"}, "search"),
        ({"filter": "(mail=)("}, "search"),
        ({"base": "no name"}, "search"),
        ({"port": 1}, "away"),
        ({"ca_file": None}, "certificate"),
        # The same server by a name that its certificate does not have.
        ({"host": OTHER_HOST}, "certificate"),
    ],
)
def test_what_is_wrong_is_said_in_one_word(
    settings: LdapSettings, enters: Callable[[Any], None], change: dict[str, Any], said: str
) -> None:
    assert why(replace(settings, **change), enters) == (said, said)


@pytest.mark.parametrize("begins", [False, True])
def test_a_certificate_that_is_not_trusted_is_refused_before_we_say_who_we_are(
    settings: LdapSettings, slapd: Slapd, begins: bool, tmp_path: Path
) -> None:
    def tell(_client: Any) -> None:
        raise AssertionError("said to whom nobody knows")

    other, _key = write_certificate(tmp_path)
    port = slapd.port if begins else slapd.tls_port
    known = replace(settings, ca_file=str(other), port=port, tls=not begins, start_tls=begins)
    assert why(known, tell) == ("certificate", "certificate")


def test_nobody_who_fits_is_told_by_asking(settings: LdapSettings, enters: Callable[[Any], None]) -> None:
    nobody = LdapSource(replace(settings, filter="(mail=x)"), authenticate=enters)
    assert list(nobody.everybody()) == []
    with pytest.raises(SourceAway) as asking:
        nobody.ask()
    assert asking.value.why == "empty"


@pytest.fixture
def behind(slapd: Slapd) -> Iterator[Fault]:
    with Fault((slapd.host, slapd.port)) as fault:
        yield fault


def test_a_server_that_is_cut_off_or_stalls_is_away(
    settings: LdapSettings, behind: Fault, enters: Callable[[Any], None]
) -> None:
    plain = replace(settings, port=behind.port, tls=False, read_seconds=0.3)
    behind.cut_after(20_000)
    with pytest.raises(SourceAway) as cut:
        read(plain, enters)
    behind.stall()
    assert (cut.value.why, *why(plain, enters)) == ("away", "away", "away")
    behind.garble()
    assert why(plain, enters) == ("away", "away")
    behind.let_pass()
    assert len(read(replace(plain, read_seconds=5.0), enters)) == len(STAFF)


def test_names_that_are_written_strangely_come_as_they_are(
    settings: LdapSettings, enters: Callable[[Any], None]
) -> None:
    people = [Person('Łukasz "O\'Neill", M.A.', "lukasz@land.example", "Schule „Am See“")]
    with Slapd(people) as server:
        known = replace(settings, port=server.tls_port, ca_file=str(server.certificate))
        assert read(known, enters) == [Listed(people[0].name, people[0].address, people[0].school)]
