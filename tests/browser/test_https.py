"""One story over https, as it runs in a school."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, Response, expect

from tests.browser.conftest import fill
from tests.browser.site import Site, Watch, choose, notice, open_message, serving, sign_in
from tests.cast import ANNA
from tests.conftest import MakeApp
from tests.servers.certificate import write_certificate
from tests.servers.dovecot import Dovecot
from webmail.config import Server


@pytest.fixture
def safe_site(
    make_app: MakeApp, dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """An application that knows that it is reached by https."""
    fill(dovecot)
    certificate, private = write_certificate(tmp_path_factory.mktemp("certificate"))
    app = make_app(server=Server(url="https://127.0.0.1/"))
    with serving(app, certificate=(str(certificate), str(private))) as running:
        yield running


@pytest.fixture
def safe_page(safe_site: Site, new_context: Callable[..., BrowserContext]) -> Iterator[Page]:
    """A browser that takes the certificate of the test."""
    context = new_context(ignore_https_errors=True)
    watching = Watch(context, safe_site)
    yield context.new_page()
    assert watching.complaints == []


def test_the_cookie_is_bound_to_this_host_and_to_https(safe_page: Page, safe_site: Site) -> None:
    sign_in(safe_page, safe_site, ANNA.address, ANNA.typed)
    (cookie,) = safe_page.context.cookies()

    assert cookie["name"].startswith("__Host-")
    assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (True, True, "Lax")
    assert (cookie["path"], cookie["expires"]) == ("/", -1)


def test_every_answer_asks_for_https_from_now_on(safe_page: Page, safe_site: Site) -> None:
    answers: list[Response] = []
    safe_page.on("response", lambda answer: answers.append(answer))
    sign_in(safe_page, safe_site, ANNA.address, ANNA.typed)

    assert len(answers) > 10
    for answer in answers:
        assert "max-age=63072000" in (answer.header_value("strict-transport-security") or ""), answer.url


def test_anna_comes_in_reads_deletes_and_leaves_by_https(safe_page: Page, safe_site: Site) -> None:
    sign_in(safe_page, safe_site, ANNA.address, ANNA.typed)
    open_message(safe_page, "Wandertag")
    expect(safe_page.frame_locator(".message__frame").get_by_text("Wald")).to_be_visible()
    choose(safe_page, "Noten")
    safe_page.get_by_role("toolbar").get_by_role("button", name="Löschen").click()
    expect(notice(safe_page)).to_contain_text("In den Papierkorb verschoben.")
    notice(safe_page).get_by_role("button", name="Rückgängig").click()
    expect(notice(safe_page)).to_contain_text("Zurückgeholt.")

    safe_page.get_by_label("Menü von").click()
    safe_page.get_by_role("button", name="Abmelden").click()
    expect(safe_page.get_by_role("heading", name="Sie sind abgemeldet")).to_be_visible()
    safe_page.go_back()
    expect(safe_page.get_by_role("heading", name="Anmelden")).to_be_visible()
