"""What a phone shares: a POST that the browser itself sends, as for a share target."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.paper import attached, field, ready, stored
from tests.browser.site import Site, Watch
from tests.browser.test_writing_uploads import PDF
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink

PART = '--x\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'


def body(*files: tuple[str, bytes], **words: str) -> bytes:
    pieces = [PART.format(name, "").encode() + words[name].encode() for name in words]
    for name, content in files:
        named = f'; filename="{name}"\r\nContent-Type: {PDF}'
        pieces.append(PART.format("files", named).encode() + content)
    return b"\r\n".join([*pieces, b"--x--\r\n"])


def share(page: Page, site: Site, sent: bytes) -> int:
    """Navigates as the browser does by itself: what it says of that, and its cookies, are its own."""

    def as_shared(route: Route) -> None:
        headers = {**route.request.headers, "content-type": "multipart/form-data; boundary=x"}
        route.continue_(method="POST", headers=headers, post_data=sent)

    page.route("**/compose/share", as_shared, times=1)
    answer = page.goto(site.at("/compose/share"))
    assert answer is not None
    first = (answer.request.redirected_from or answer.request).response()
    return first.status if first is not None else 0


def test_files_that_are_shared_lie_in_a_new_message_and_nothing_is_sent(
    anna: Page, school: Site, letters: Dovecot, post: Sink
) -> None:
    sent = body(("Plan.pdf", b"%PDF plan"), ("Foto.pdf", b"%PDF foto"), title="Ausflug", text="Siehe hier.")
    assert share(anna, school, sent) == 303
    ready(anna)
    expect(attached(anna)).to_have_text(["Plan.pdf", "Foto.pdf"])
    expect(field(anna, "subject")).to_have_value("Ausflug")
    expect(field(anna, "text")).to_contain_text("Siehe hier.")
    expect(anna.locator("#notice")).to_contain_text("2 Dateien liegen in dieser neuen Nachricht.")
    assert post.received == []
    [draft] = stored(letters, "Ausflug")
    assert [part.get_content() for part in draft.iter_attachments()] == [b"%PDF plan", b"%PDF foto"]
    # It can be discarded where it stands.
    anna.get_by_role("button", name="Verwerfen").click()
    expect(anna.locator("#notice")).to_contain_text("Papierkorb")
    assert stored(letters, "Ausflug") == []


def test_who_is_out_hears_which_files_were_not_taken(page: Page, site: Site, watch: Watch) -> None:
    assert share(page, site, body(("Plan.pdf", b"%PDF plan"))) == 401
    expect(page.locator("#notice_text")).to_contain_text("Plan.pdf")
    watch.complaints.clear()


@pytest.mark.parametrize("origin", ["http://evil.example"])
def test_another_page_shares_nothing(
    anna: Page, school: Site, letters: Dovecot, watch: Watch, origin: str
) -> None:
    form = (
        f'<form method="post" enctype="multipart/form-data" action="{school.at("/compose/share")}">'
        '<input name="title" value="Fremd"><button>x</button></form>'
    )
    anna.route(f"{origin}/**", lambda route: route.fulfill(content_type="text/html", body=form))
    anna.goto(f"{origin}/")
    with anna.expect_response("**/compose/share") as answer:
        anna.get_by_role("button").click()
    assert answer.value.status == 403
    assert stored(letters, "Fremd") == []
    watch.complaints.clear()
