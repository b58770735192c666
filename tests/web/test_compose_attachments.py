"""Attachments: several at once, away again, names as they were, and never forgotten."""

import io

import pytest

from tests.cast import BORIS
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink
from tests.visitor import Visitor, both_ways
from tests.web.desk import begin, in_english, lying, press, text_of, value


@pytest.fixture
def writer(anna: Visitor) -> Visitor:
    return begin(in_english(anna))


def attached(store: Dovecot) -> list[tuple[str | None, object]]:
    return [(part.get_filename(), part.get_content()) for part in lying(store)[0].iter_attachments()]


@both_ways
def test_several_files_are_attached_with_the_text_and_one_is_taken_away(
    writer: Visitor, dovecot: Dovecot
) -> None:
    press(writer.choose(eins=b"\x00\x01", zwei=b"\xff" * 100), "attach").sees("eins.bin", "zwei.bin")
    assert attached(dovecot) == [("eins.bin", b"\x00\x01"), ("zwei.bin", b"\xff" * 100)]
    assert "anbei der Plan" in text_of(lying(dovecot)[0])
    press(writer, "detach").misses("eins.bin").sees("zwei.bin")
    assert attached(dovecot) == [("zwei.bin", b"\xff" * 100)]
    assert value(writer, "subject") == "Wandertag"


@pytest.mark.parametrize("name", ["Übersicht „Klasse“.pdf", "a%22b;c.pdf", "x" * 240 + ".pdf"])
def test_a_file_keeps_its_name(writer: Visitor, dovecot: Dovecot, name: str) -> None:
    press(writer.choose(plan=(name, "application/pdf", b"%PDF")), "attach")
    (found,) = attached(dovecot)
    assert str(found[0]).endswith(".pdf")
    assert str(found[0])[:10] == name.replace("%22", '"')[:10]


def test_a_file_brings_no_header_and_no_path(writer: Visitor, dovecot: Dovecot) -> None:
    name = "../../a%0D%0AX-Evil: ja\u202egpj.exe"
    press(writer.choose(plan=(name, "text/html", b"%PDF")), "attach")
    (part,) = lying(dovecot)[0].iter_attachments()
    assert "X-Evil" not in part
    assert not set("/\\\r\n\u202e") & set(part.get_filename() or "")


def test_a_file_that_is_chosen_when_send_is_pressed_goes_along(writer: Visitor, smtp: Sink) -> None:
    press(writer.choose(plan=b"%PDF-1.4"), "send").sees("Sent.")
    assert b"plan.bin" in smtp.received[0].content
    assert smtp.received[0].recipients == (BORIS.address,)


def test_a_reload_after_attaching_attaches_nothing_twice(writer: Visitor, dovecot: Dovecot) -> None:
    press(writer.choose(plan=b"%PDF"), "attach").reload().sees("plan.bin")
    assert len(attached(dovecot)) == 1


def test_nothing_but_views_of_writing_takes_files(writer: Visitor) -> None:
    answer = writer.client.post(
        "/mailbox/undo",
        base_url=writer.base_url,
        data={"step": "x", "files": (io.BytesIO(b"x" * 2_000_000), "x.bin")},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    answer.request.environ["wsgi.input"].close()
    assert answer.status_code == 413
