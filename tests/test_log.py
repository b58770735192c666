"""The log: one line for each event, no control characters, and nothing of anybody's mail."""

import io
import logging
import re
import sys
from collections.abc import Iterator
from urllib.parse import unquote_plus

import pytest
from flask import Flask

from tests.cast import ANNA, BORIS
from tests.letters import deliver, folders
from tests.servers.dovecot import Dovecot
from tests.servers.fault import Fault
from tests.visitor import Visitor, both_ways
from tests.web.deed import message_path
from tests.web.test_mailbox import pick
from webmail import log

LINE = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ level=(info|warning|error)"
    r" request=([0-9a-f]{8}|-) [a-z_]+( [a-z_]+=.+)*"
)
# What must never be found again; each is in one place of the story only.
SUBJECT = "Kanarienbetreff"
FOLDER = "Kanarienordner"
WORDS = "Kanarienwort"
SENDER = "kanari.absender@fremd.example"
FILE = "Kanariendatei.pdf"
BODY = "Kanarientext"
TYPED = ANNA.typed
CANARIES = (SUBJECT, FOLDER, WORDS, SENDER, FILE, BODY, TYPED, ANNA.address, "anna.arnold")


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the product writes to standard error, set up as in production."""
    out = io.StringIO()
    root = logging.getLogger()
    before = root.handlers[:], root.level, logging.getLogger("webmail").level
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stderr", out)
        log.set_up()
    yield out
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    logging.getLogger("webmail").setLevel(before[2])


class Went:
    """Every address a browser asked for or would ask for, every cookie it held."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.cookies: list[str] = []

    def note(self, visitor: Visitor) -> Visitor:
        self.addresses.append(visitor.url)
        self.addresses += [
            str(each.get("href") or each.get("action") or each.get("src") or each.get("formaction"))
            for each in visitor.page.select("[href], [action], [src], [formaction]")
        ]
        self.cookies += [str(cookie.value) for cookie in visitor.client._cookies.values()]  # type: ignore[union-attr]
        return visitor


def story(visitor: Visitor, store: Dovecot, went: Went) -> None:
    """Comes in after a mistake, reads, searches, moves, takes it back, downloads, goes wrong, goes out."""
    folders(store, FOLDER)
    ref = deliver(
        store,
        subject=SUBJECT,
        sender=f"Kanari <{SENDER}>",
        text=BODY,
        files={FILE: ("application/pdf", b"%PDF")},
    )
    went.note(visitor.sign_in(ANNA, typed="falsch"))
    went.note(visitor.sign_in(ANNA))
    went.note(visitor.follow(SUBJECT)).sees(BODY)
    went.note(visitor.follow(FILE))
    went.note(visitor.open("/mailbox/").fill(words=WORDS).press("Suchen"))
    went.note(visitor.open("/mailbox/").fill(words=SUBJECT).press("Suchen")).sees("1 Nachricht gefunden")
    pick(visitor, SUBJECT)
    went.note(visitor.press("Verschieben …", within="[role=toolbar]").press(FOLDER)).sees("Verschoben.")
    went.note(visitor.press("Rückgängig")).sees("Zurückgeholt.")
    went.note(visitor.follow(FOLDER))
    went.note(visitor.open(message_path(visitor.app, ref)))
    assert visitor.status == 410
    went.note(visitor.open(f"/mailbox/{FOLDER}"))
    went.note(visitor.sign_out())


@both_ways
def test_a_whole_story_leaves_no_trace_of_mail_in_log_addresses_and_cookies(
    visitor: Visitor, dovecot: Dovecot, written: io.StringIO
) -> None:
    went = Went()
    story(visitor, dovecot, went)
    lines = written.getvalue()
    assert lines.count("answered") > 10
    own = [address for address in went.addresses if not address.endswith(f"/mailbox/{FOLDER}")]
    for canary in CANARIES:
        assert canary.lower() not in lines.lower(), "log"
        assert canary.lower() not in unquote_plus(" ".join(own)).lower(), "addresses"
        assert canary.lower() not in " ".join(went.cookies).lower(), "cookies"


def test_each_event_is_one_line_of_words_and_values(
    visitor: Visitor, dovecot: Dovecot, written: io.StringIO
) -> None:
    story(visitor, dovecot, Went())
    lines = written.getvalue().splitlines()
    assert [line for line in lines if not LINE.fullmatch(line)] == []


def test_a_line_names_the_pattern_and_never_the_address(
    anna: Visitor, dovecot: Dovecot, written: io.StringIO
) -> None:
    anna.open(message_path(anna.app, deliver(dovecot)) + "?images=1")
    assert "route=/message/<message:ref> status=200" in written.getvalue()
    assert "images=1" not in written.getvalue()


def test_all_lines_of_one_request_carry_its_name(anna: Visitor, written: io.StringIO) -> None:
    written.truncate(0)
    anna.open("/mailbox/" + "A" * 30)
    names = re.findall(r"request=(\w{8}) ", written.getvalue())
    assert len(names) == 2
    assert len(set(names)) == 1


def test_the_store_away_is_a_line_for_somebody_to_look_at(
    app_before_fault: Flask, fault: Fault, written: io.StringIO
) -> None:
    anna = Visitor(app_before_fault).sign_in(ANNA)
    fault.refuse()
    anna.open("/mailbox/")
    assert re.search(
        r"level=error request=\w{8} refused kind=StoreUnavailable status=503", written.getvalue()
    )


def test_a_fault_of_ours_is_told_by_place_and_not_by_its_words(app: Flask, written: io.StringIO) -> None:
    def broken() -> str:
        raise RuntimeError(f"{SUBJECT}\nlevel=info request=00000000 forged")

    broken.public = True  # type: ignore[attr-defined]
    app.add_url_rule("/broken", "broken", broken)
    visitor = Visitor(app).open("/broken")
    assert visitor.status == 500
    line = next(line for line in written.getvalue().splitlines() if "unexpected" in line)
    assert "RuntimeError at" in line
    assert SUBJECT not in written.getvalue()
    assert re.search(r"request=(\w{8})", line)[1] in visitor.text  # type: ignore[index]
    visitor.misses("RuntimeError", SUBJECT, "Traceback")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("plain", "plain"),
        ("", '""'),
        ("two words", '"two words"'),
        ("a=b", '"a=b"'),
        ('say "x"', r'"say \"x\""'),
        ("a\r\nlevel=info forged", r'"a\\x0d\\x0alevel=info forged"'),
        ("\x1b[31m", r"\x1b[31m"),
        ("a\u2028b", r"a\x2028b"),
        (42, "42"),
    ],
)
def test_a_value_can_neither_end_its_line_nor_become_another(value: object, said: str) -> None:
    assert log.escaped(value) == said


def test_whatever_is_logged_stays_on_one_line(written: io.StringIO) -> None:
    logging.getLogger("webmail.test").info("event value=%s", "a\r\nb\x85c\u2029d\x00e")
    assert len(written.getvalue().splitlines()) == 1


def test_the_libraries_that_print_the_line_are_silent(written: io.StringIO) -> None:
    for name in log.CHATTY:
        logging.getLogger(name).info("LOGIN %s", TYPED)
        logging.getLogger(name).debug("LOGIN %s", TYPED)
    assert written.getvalue() == ""


@both_ways
def test_one_persons_address_is_not_in_anothers_pages(
    anna: Visitor, boris: Visitor, dovecot: Dovecot
) -> None:
    anna.reload()
    boris.reload().misses(ANNA.address)
    assert BORIS.address not in anna.text
