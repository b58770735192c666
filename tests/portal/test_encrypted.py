"""A portal behind TLS: believed when the site trusts its certificate, and never otherwise."""

import ssl
from pathlib import Path

import pytest

from tests.portal.conftest import MakePortal
from tests.portal.journey import RETURN_TO
from tests.portal.liar import Liar
from tests.servers.certificate import write_certificate
from webmail.portal import Portal, PortalUnavailable


@pytest.fixture
def encrypted(liar: Liar, tmp_path: Path) -> Liar:
    certificate, key = write_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    liar.encrypt(context)
    return liar


def begin(portal: Portal) -> str:
    return portal.begin(return_to=RETURN_TO, state="s", nonce="n", verifier="v" * 43, anew=False)


def test_a_certificate_that_the_site_trusts_is_believed(
    encrypted: Liar, make_portal: MakePortal, tmp_path: Path
) -> None:
    portal = make_portal(encrypted, ca_file=str(tmp_path / "certificate.pem"))
    assert begin(portal).startswith("https://127.0.0.1:")
    done = portal.complete(code="c", issuer=None, return_to=RETURN_TO, nonce="n", verifier="v" * 43)
    assert done.person.subject == "p-anna"


def test_a_certificate_that_nobody_trusts_is_not(encrypted: Liar, make_portal: MakePortal) -> None:
    with pytest.raises(PortalUnavailable):
        begin(make_portal(encrypted))
    assert encrypted.asked == []


def test_a_certificate_for_another_name_is_not(
    encrypted: Liar, make_portal: MakePortal, tmp_path: Path
) -> None:
    encrypted.issuer = encrypted.issuer.replace("127.0.0.1", "127.0.0.2")
    with pytest.raises(PortalUnavailable):
        begin(make_portal(encrypted, ca_file=str(tmp_path / "certificate.pem")))
    assert encrypted.asked == []


def test_the_environment_has_no_say(
    encrypted: Liar, make_portal: MakePortal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "certificate.pem"))
    with pytest.raises(PortalUnavailable):
        begin(make_portal(encrypted))
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    assert begin(make_portal(encrypted, ca_file=str(tmp_path / "certificate.pem")))


def test_a_file_of_certificates_that_is_missing_stops_the_start(
    make_portal: MakePortal, encrypted: Liar
) -> None:
    with pytest.raises(FileNotFoundError):
        make_portal(encrypted, ca_file="/nowhere/at/all.pem")
