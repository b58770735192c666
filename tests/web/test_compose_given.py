"""Messages that begin somewhere else: mailto links, shared texts, an own message once more."""

import io
import logging
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.test import TestResponse

from tests.cast import ANNA, BORIS
from tests.conftest import MakeApp
from tests.letters import deliver
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink
from tests.visitor import BROWSER, Visitor
from tests.web.deed import message_path
from tests.web.desk import autosave, in_english, lying, press, value
from webmail.config import Config

LINK = "mailto:jana@b.example?subject=Gr%C3%BC%C3%9Fe&body=eins%0D%0Azwei&cc=c@d.example&attach=/etc/passwd"


def follow(visitor: Visitor, link: str) -> Visitor:
    return visitor.open("/compose/mailto?to=" + quote(link, safe=""))


def test_a_link_opens_a_message_and_stores_nothing(writer: Visitor, dovecot: Dovecot) -> None:
    follow(writer, LINK)
    fields = [value(writer, name) for name in ("to", "cc", "subject")]
    assert fields == ["jana@b.example", "c@d.example", "Grüße"]
    assert value(writer, "text").startswith("eins\nzwei")
    assert lying(dovecot) == []
    assert not writer.page.select("#attachments .attachment")


def test_the_address_of_the_page_names_nobody(writer: Visitor) -> None:
    follow(writer, LINK)
    assert "jana" not in writer.url
    assert "mailto" not in writer.url


def test_loaded_again_it_shows_what_was_stored_since(writer: Visitor) -> None:
    follow(writer, LINK)
    assert autosave(writer, subject="Anders").status_code == 200
    writer.open(writer.url)
    assert value(writer, "subject") == "Anders"


def test_a_link_too_long_for_an_address_opens_its_message_all_the_same(writer: Visitor) -> None:
    follow(writer, "mailto:a@b.example?body=" + "x" * 10_000)
    assert len(value(writer, "text")) >= 10_000


@pytest.mark.parametrize("link", ["", "https://evil.example/", "javascript:alert(1)", "mailto:?x"])
def test_what_is_no_link_to_somebody_opens_an_empty_message(writer: Visitor, link: str) -> None:
    follow(writer, link)
    assert writer.status == 200
    assert value(writer, "to") == value(writer, "subject") == ""


@pytest.mark.parametrize("given", ["x", "A" * 60])
def test_a_beginning_that_is_none_of_ours_is_404(writer: Visitor, given: str) -> None:
    writer.open("/compose/new")
    assert writer.open(f"{writer.path}?given={given}").status == 404


def test_annas_beginning_is_nobody_elses(writer: Visitor, boris: Visitor) -> None:
    follow(writer, LINK)
    given = writer.url.partition("given=")[2]
    boris.open("/compose/new")
    assert boris.open(f"{boris.path}?given={given}").status == 404


def test_what_a_link_says_stands_in_no_log(writer: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        follow(writer, LINK)
    assert "jana" not in caplog.text
    assert "Gr%C3%BC" not in caplog.text


def test_whoever_is_not_in_comes_to_the_link_after_signing_in(visitor: Visitor) -> None:
    follow(visitor, LINK)
    assert visitor.path == "/session/"


def shared(visitor: Visitor, site: str, **fields: Any) -> TestResponse:
    answer = visitor.client.post(
        "/compose/share",
        base_url=visitor.base_url,
        data=fields,
        content_type="multipart/form-data",
        headers={"User-Agent": BROWSER, "Sec-Fetch-Site": site},
    )
    # A large form was written to a file, which the test client forgets to close.
    answer.request.environ["wsgi.input"].close()
    return answer


def share(visitor: Visitor, site: str, **fields: str) -> int:
    answer = shared(visitor, site, **fields)
    if answer.status_code == 303:
        visitor.open(answer.headers["Location"])
    return answer.status_code


def test_a_shared_text_opens_a_message_and_stores_nothing(writer: Visitor, dovecot: Dovecot) -> None:
    fields = {"title": "Plan\r\nBcc: spy@evil.example", "text": "Siehe hier.", "url": "https://a.example/"}
    assert share(writer, "none", **fields) == 303
    assert value(writer, "subject") == "Plan Bcc: spy@evil.example"
    assert value(writer, "text").startswith("Siehe hier.\nhttps://a.example/")
    assert value(writer, "bcc") == value(writer, "to") == ""
    assert lying(dovecot) == []


def test_what_a_phone_shares_outlives_a_sign_in_that_has_ended(app: Flask) -> None:
    stranger, fields = Visitor(app), {"title": "Plan", "text": "Siehe hier.", "url": "https://a.example/"}
    answer = shared(stranger, "none", **fields)
    kept = BeautifulSoup(answer.text, "html.parser").select(".kept [name]")
    given = {str(each["name"]): str(each.get("value") or each.get_text().strip()) for each in kept}
    assert (answer.status_code, fields.items() <= given.items()) == (401, True)
    # Its button, pressed when the person is in again.
    assert share(in_english(stranger.sign_in(ANNA)), "same-origin", **given) == 303
    assert value(stranger, "text").startswith("Siehe hier.\nhttps://a.example/")


def share_files(visitor: Visitor, site: str, *files: tuple[str, bytes], **words: str) -> TestResponse:
    return shared(visitor, site, **words, files=[(io.BytesIO(content), name) for name, content in files])


def test_shared_files_lie_in_a_draft_that_says_so_and_nothing_is_sent(
    writer: Visitor, dovecot: Dovecot, smtp: Sink
) -> None:
    files = (("Plan ü.pdf", b"%PDF plan"), ("../evil.txt", b"x"))
    answer = share_files(writer, "none", *files, title="Plan", text="Siehe hier.")
    assert answer.status_code == 303
    writer.open(answer.headers["Location"]).sees("2 files lie in this new message. Nothing is sent before")
    [draft] = lying(dovecot)
    found = {part.get_filename(): part.get_content() for part in draft.iter_attachments()}
    assert found == {"Plan ü.pdf": b"%PDF plan", "evil.txt": "x"}
    assert (draft["Subject"], draft["To"]) == ("Plan", None)
    assert value(writer, "text").startswith("Siehe hier.")
    assert len(writer.page.select("#attachments .attachment")) == 2
    assert smtp.received == []
    # A file alone is a message too.
    assert share_files(writer, "none", ("a.txt", b"a")).status_code == 303
    assert len(lying(dovecot)) == 2


def test_files_that_do_not_fit_are_said_beside_the_words(
    make_app: MakeApp, config: Config, mode: str, dovecot: Dovecot
) -> None:
    app = make_app(submission=replace(config.submission, refused_types=("exe",), attachments_mb=1))
    anna = in_english(Visitor(app, mode=mode, base_url=config.server.url).sign_in(ANNA))
    words = {"title": "Plan", "text": "Siehe hier.", "url": "https://a.example/"}
    large = b"x" * (1024 * 1024 + 1)
    for files, said in ((("a.exe", b"MZ"), "a.exe"), (("a.pdf", large), "MB")):
        answer = share_files(anna, "none", files, **words)
        page = BeautifulSoup(answer.text, "html.parser")
        assert answer.status_code == 422
        assert said in page.select_one("#attachments .field__errors").get_text()  # type: ignore[union-attr]
        assert (
            page.select_one("textarea[name=text]")
            .get_text()
            .strip()
            .startswith(  # type: ignore[union-attr]
                "Siehe hier.\nhttps://a.example/"
            )
        )
        assert page.select_one("input[name=subject]")["value"] == "Plan"  # type: ignore[index]
    assert lying(dovecot) == []


def test_who_is_out_leaves_no_file_here_and_hears_which_it_was(app: Flask, dovecot: Dovecot) -> None:
    for words, said in (
        ({}, "deshalb wurde nichts übernommen"),
        ({"text": "Hallo"}, "Ihr Text steht noch hier"),
    ):
        answer = share_files(Visitor(app), "none", ("Plan.pdf", b"%PDF"), **words)
        assert answer.status_code == 401
        assert said in answer.text
        assert "noch einmal angehängt werden: Plan.pdf" in answer.text
    assert lying(dovecot) == []


@pytest.mark.parametrize("site", ["cross-site", "same-site", ""])
def test_no_other_page_shares_a_file(writer: Visitor, dovecot: Dovecot, site: str) -> None:
    assert share_files(writer, site, ("a.txt", b"a")).status_code == 403
    assert lying(dovecot) == []


@pytest.mark.parametrize("site", ["cross-site", "same-site", ""])
def test_no_other_page_shares_anything(writer: Visitor, site: str) -> None:
    assert share(writer, site, text="x") == 403


def test_the_manifest_says_where_to_share(writer: Visitor) -> None:
    link = writer.page.select_one("link[rel=manifest]")
    assert link is not None
    answer = writer.client.get(str(link["href"]), base_url=writer.base_url)
    target = answer.json["share_target"]
    assert (target["action"], target["method"]) == ("/compose/share", "POST")
    assert target["params"]["files"] == [{"name": "files", "accept": ["*/*"]}]
    assert answer.mimetype == "application/manifest+json"


def sent_by_anna() -> str:
    lines = (
        f"From: {ANNA.name} <{ANNA.address}>",
        f"To: {BORIS.name} <{BORIS.address}>",
        "Subject: Elternbrief",
        "Message-ID: <alt@schule.example>",
        "References: <davor@schule.example>",
        "MIME-Version: 1.0",
        'Content-Type: multipart/mixed; boundary="x"',
        "",
        "--x",
        "Content-Type: text/plain; charset=utf-8",
        "",
        "Liebe Eltern,",
        "--x",
        "Content-Type: application/pdf",
        'Content-Disposition: attachment; filename="plan.pdf"',
        "Content-Transfer-Encoding: base64",
        "",
        "UGxhbg==",
        "--x--",
        "",
    )
    return "\r\n".join(lines)


def test_an_own_message_is_written_once_more_with_all_of_it_as_a_new_one(
    writer: Visitor, dovecot: Dovecot
) -> None:
    ref = deliver(dovecot, sent_by_anna().encode())
    writer.open(message_path(writer.app, ref)).follow("Edit as new")
    assert value(writer, "subject") == "Elternbrief"
    assert value(writer, "to") == f"{BORIS.name} <{BORIS.address}>"
    assert value(writer, "references") == ""
    press(writer, "save")
    [stored] = lying(dovecot)
    assert stored["Message-ID"] != "<alt@schule.example>"
    assert stored["References"] is None
    assert [part.get_filename() for part in stored.iter_attachments()] == ["plan.pdf"]
    assert dovecot.uids(ANNA.address, "INBOX") == [ref.uid]


def test_somebody_elses_message_is_forwarded_and_never_one_of_ones_own(
    writer: Visitor, dovecot: Dovecot
) -> None:
    ref = deliver(dovecot)
    path = message_path(writer.app, ref)
    assert "Edit as new" not in writer.open(path).text
    writer.open("/compose/anew/" + path.removeprefix("/message/"))
    assert value(writer, "subject").startswith("WG: ")
    assert value(writer, "to") == ""
