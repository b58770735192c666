"""Attachments: several at once, away again, names as they were, and never forgotten."""

import errno
import io
import os
import tempfile
from typing import Any, BinaryIO, cast

import pytest
from flask import Flask

from tests.cast import ANNA, BORIS
from tests.conftest import MakeApp
from tests.letters import deliver
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink
from tests.visitor import Visitor, both_ways
from tests.web.desk import TEXT, begin, begin_path, in_english, lying, press, text_of, value
from webmail.config import Submission
from webmail.web import uploads


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
    assert "hier ist der Plan" in text_of(lying(dovecot)[0])
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


def choose_many(writer: Visitor, count: int, *, octets: bytes = b"x") -> Visitor:
    return writer.choose(**{f"n{number}": octets for number in range(count)})


def test_many_small_files_need_no_descriptors(
    writer: Visitor, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[int] = []
    real = tempfile.SpooledTemporaryFile

    def count(*given: Any, **named: Any) -> Any:
        held.append(len(os.listdir("/proc/self/fd")))
        return real(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", count)
    press(choose_many(writer, 100), "attach").sees("100 files attached.")
    assert len(attached(dovecot)) == 100
    # The last one is made while all others are open.
    assert held[99] - held[0] < 40


def test_a_forwarded_message_that_is_too_large_says_so_at_its_attachments(
    make_app: MakeApp, dovecot: Dovecot, smtp: Sink
) -> None:
    app = make_app(submission=Submission(host=smtp.host, port=smtp.port, attachments_mb=1, hold_seconds=0))
    writer = in_english(Visitor(app).sign_in(ANNA))
    ref = deliver(dovecot, files={"plan.bin": ("application/octet-stream", b"x" * 2_000_000)})
    writer.open(begin_path(app, "forward", ref))
    press(writer.fill(to=BORIS.address), "send").sees("All attachments together may be at most")
    assert (writer.status, smtp.received, len(lying(dovecot))) == (422, [], 1)
    press(press(writer, "detach").fill(to=BORIS.address), "send").sees("Sent.")


@both_ways
@pytest.mark.parametrize("count", [101, 1500])
@pytest.mark.parametrize("deed", ["attach", "send"])
def test_too_many_files_at_once_are_told_and_cost_no_word(
    writer: Visitor, dovecot: Dovecot, smtp: Sink, count: int, deed: str
) -> None:
    press(choose_many(writer, count), deed).sees("These are more than 100 files.")
    assert (writer.status, lying(dovecot), smtp.received) == (413, [], [])
    if writer.htmx:
        return
    assert value(writer, "text").replace("\r\n", "\n") == TEXT.replace("\r\n", "\n")
    assert value(writer, "to") == BORIS.address


def fails_at_once(*_given: Any, **_named: Any) -> BinaryIO:
    raise OSError(errno.EMFILE, "too many open files")


class Full(io.BytesIO):
    """A file on a device without room."""

    def write(self, _octets: Any) -> int:
        raise OSError(errno.ENOSPC, "no space left on device")


@pytest.mark.parametrize("spool", [fails_at_once, lambda *_given, **_named: Full()])
def test_a_spool_that_fails_costs_the_file_and_no_word(
    writer: Visitor, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch, spool: Any
) -> None:
    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", spool)
    press(writer.choose(plan=b"%PDF"), "attach").sees("Files have to be chosen again.")
    assert (writer.status, lying(dovecot)) == (500, [])
    assert value(writer, "text").replace("\r\n", "\n") == TEXT.replace("\r\n", "\n")


def test_files_of_a_request_that_says_no_length_are_counted(
    writer: Visitor, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = Counted()
    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", lambda *_given, **_named: written)
    monkeypatch.setattr(uploads.Request, "content_length", None)
    limit = app.extensions["dienstpost"].attachments_limit + uploads.SPARE
    press(writer.choose(plan=b"x" * (limit + 1024 * 1024)), "attach")
    assert writer.status == 413
    assert written.octets <= limit
    assert written.closed
    assert value(writer, "subject") == "Wandertag"


class Counted(io.BytesIO):
    """Counts and keeps nothing."""

    octets = 0

    def write(self, octets: Any) -> int:
        self.octets += len(octets)
        return len(octets)


@pytest.mark.parametrize("deed", ["attach", "send"])
def test_every_file_is_closed(
    writer: Visitor, smtp: Sink, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    made: list[BinaryIO] = []
    real = tempfile.SpooledTemporaryFile

    def remember(*given: Any, **named: Any) -> Any:
        made.append(real(*given, **named))  # type: ignore[arg-type]
        return made[-1]

    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", remember)
    press(writer.choose(eins=b"x" * 100_000, zwei=b"y"), deed)
    assert len(made) >= 2
    assert all(file.closed for file in made)


def test_a_file_is_closed_when_the_form_breaks_off_behind_it(app: Flask) -> None:
    file = io.BytesIO()
    part = b'--b\r\nContent-Disposition: form-data; name="files"; filename="plan.pdf"\r\n\r\n%PDF'
    broken = {"data": part, "content_type": "multipart/form-data; boundary=b"}
    with app.test_request_context("/", method="POST", **broken) as context:
        request = cast(uploads.Request, context.request)
        request.spool, request.room = lambda: file, 1000
        assert not request.files
        assert not file.closed
    assert file.closed


def test_words_of_several_megabytes_are_kept_with_files_beside_them(
    writer: Visitor, dovecot: Dovecot
) -> None:
    press(writer.fill(text="Wort " * 600_000).choose(plan=b"%PDF"), "save")
    assert len(text_of(lying(dovecot)[0])) > 2_900_000


def test_nothing_but_views_of_writing_takes_files(writer: Visitor) -> None:
    answer = writer.client.post(
        "/mailbox/undo",
        base_url=writer.base_url,
        data={"step": "x", "files": (io.BytesIO(b"x" * 2_000_000), "x.bin")},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    answer.request.environ["wsgi.input"].close()
    assert answer.status_code == 413
