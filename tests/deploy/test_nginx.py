"""The proxy of deploy/: its log knows no paths, it believes no claim of an address, it writes no mail."""

import re

import pytest

from tests.deploy.shipped import DEPLOY
from webmail.config import Config
from webmail.web.live.stream import HEARTBEAT_SECONDS

TEXT = re.sub(r"^\s*#.*$", "", (DEPLOY / "nginx" / "dienstpost.conf").read_text(), flags=re.MULTILINE)
# What may be logged: nothing of it says where somebody was or who it is.
LOGGED = {"time_iso8601", "status", "request_method", "body_bytes_sent", "request_time"}


def values(directive: str) -> list[str]:
    """Everything this directive is set to, in the order of the file."""
    return [
        " ".join(found.split()) for found in re.findall(rf"^\s*{directive}\s+([^;]+);", TEXT, re.MULTILINE)
    ]


def octets(size: str) -> int:
    return int(size[:-1]) * {"k": 1024, "m": 1024**2, "g": 1024**3}[size[-1].lower()]


def test_blocks_are_closed_and_every_line_ends() -> None:
    assert TEXT.count("{") == TEXT.count("}")
    lines = [line.strip() for line in TEXT.splitlines() if line.strip()]
    assert [line for line in lines if line[-1] not in "{};"] == []


def test_the_log_holds_neither_path_nor_query_nor_person() -> None:
    [form] = values("log_format")
    assert form.startswith("dienstpost ")
    assert set(re.findall(r"\$(\w+)", form)) <= LOGGED


def test_every_server_logs_in_that_form_or_not_at_all() -> None:
    assert TEXT.count("server {") == len(values("access_log"))
    assert [log for log in values("access_log") if log != "off" and not log.endswith(" dienstpost")] == []


def test_the_error_log_quotes_no_requests() -> None:
    assert [log.split()[-1] for log in values("error_log")] == ["emerg"]


@pytest.mark.parametrize(
    "header",
    [
        "Host $host",
        "X-Forwarded-For $remote_addr",
        "X-Forwarded-Proto $scheme",
        "X-Forwarded-Host $host",
        'X-Forwarded-Prefix ""',
        'Forwarded ""',
    ],
)
def test_what_a_browser_says_of_its_way_is_replaced(header: str) -> None:
    assert header in values("proxy_set_header")


def test_no_header_is_added_to_what_a_browser_claims() -> None:
    assert "proxy_add_x_forwarded_for" not in TEXT
    assert "$http_" not in TEXT


def test_a_body_that_is_too_large_is_refused_by_the_application_and_not_here() -> None:
    [limit] = values("client_max_body_size")
    assert octets(limit) >= 2 * Config().submission.attachments_octets


def test_only_a_known_name_is_answered_and_only_in_modern_tls() -> None:
    assert set(values("ssl_protocols")) == {"TLSv1.2 TLSv1.3"}
    assert values("ssl_reject_handshake") == ["on"]
    assert set(values("server_name")) == {"@HOST_NAME@", "_"}


def test_plain_http_only_leads_to_https() -> None:
    plain = next(block for block in TEXT.split("server {") if "listen 80;" in block)
    assert "return 308 https://@HOST_NAME@$request_uri;" in plain
    assert "proxy_pass" not in plain


def test_answers_wait_in_memory_and_are_not_compressed() -> None:
    assert values("proxy_max_temp_file_size") == ["0"]
    assert values("gzip") == ["off"]


def test_every_location_replaces_what_a_browser_claims() -> None:
    """A location that sets one header of its own would lose those of the server."""
    locations = re.findall(r"location \S+ {(.*?)\n    }", TEXT, re.DOTALL)
    assert len(locations) == 2
    assert [block for block in locations if "proxy_set_header" in block] == []


def test_events_are_passed_on_at_once_from_a_process_of_their_own() -> None:
    [block] = re.findall(r"location /live/ {(.*?)\n    }", TEXT, re.DOTALL)
    assert "proxy_pass http://dienstpost-live;" in block
    assert "proxy_buffering off;" in block
    [silence] = re.findall(r"proxy_read_timeout (\d+)s;", block)
    assert int(silence) > 2 * HEARTBEAT_SECONDS


def test_an_answer_is_waited_for_longer_than_a_message_takes_to_be_taken() -> None:
    [block] = re.findall(r"location / {(.*?)\n    }", TEXT, re.DOTALL)
    [seconds] = re.findall(r"proxy_read_timeout (\d+)s;", block)
    assert int(seconds) > Config().submission.data_seconds
