"""The unit of deploy/: how many threads, how long it may take to stop, and what it may reach."""

import re
from configparser import ConfigParser

import pytest
from flask import Flask

from tests.deploy.shipped import DEPLOY
from webmail import cli
from webmail.config import Config
from webmail.mail import SubmissionAddress

UNITS = DEPLOY / "systemd"


def section(unit: str, name: str) -> dict[str, str]:
    """One section; a key that stands twice has its last value."""
    parser = ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string((UNITS / unit).read_text().replace("\\\n", " "))
    return dict(parser[name])


@pytest.fixture(scope="module")
def service() -> dict[str, str]:
    """What serves the pages."""
    return section("dienstpost.service", "Service")


@pytest.fixture(scope="module")
def live() -> dict[str, str]:
    """What tells open pages what is new."""
    return section("dienstpost-live.service", "Service")


@pytest.fixture(scope="module")
def worker() -> dict[str, str]:
    """What does things while nobody looks."""
    return section("dienstpost-worker.service", "Service")


def option(service: dict[str, str], name: str) -> str:
    found = re.search(rf"--{name} (\S+)", service["ExecStart"])
    assert found, name
    return found[1]


def test_pages_are_served_by_threads_of_two_processes(service: dict[str, str]) -> None:
    told = [option(service, name) for name in ("worker-class", "workers", "threads")]
    assert told == ["gthread", "2", "16"]


def test_only_the_proxy_of_this_machine_reaches_it(service: dict[str, str]) -> None:
    assert option(service, "bind").startswith("127.0.0.1:")
    assert option(service, "forwarded-allow-ips") == "127.0.0.1"
    upstream = re.search(r"server (127\.\S+);", (DEPLOY / "nginx" / "dienstpost.conf").read_text())
    assert upstream
    assert upstream[1] == option(service, "bind")


def test_no_address_of_a_page_is_logged(service: dict[str, str]) -> None:
    assert "access-log" not in service["ExecStart"]
    assert option(service, "log-level") == "warning"


def test_a_message_being_handed_over_is_waited_for(service: dict[str, str]) -> None:
    server = SubmissionAddress("", 587, data_seconds=Config().submission.data_seconds)
    word = server.data_seconds + server.connect_seconds
    assert word < int(option(service, "graceful-timeout")) < int(service["TimeoutStopSec"])


@pytest.mark.parametrize(
    "line",
    [
        "User=dienstpost",
        "UMask=0077",
        "ReadWritePaths=/srv/dienstpost/instance",
        "ProtectSystem=strict",
        "ProtectHome=true",
        "PrivateTmp=true",
        "PrivateDevices=true",
        "NoNewPrivileges=true",
        "CapabilityBoundingSet=",
        "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6",
        "LimitCORE=0",
    ],
)
def test_it_may_write_its_own_folder_and_nothing_else(service: dict[str, str], line: str) -> None:
    name, _, value = line.partition("=")
    assert service[name] == value


def test_events_have_one_process_with_more_threads_than_streams(live: dict[str, str]) -> None:
    assert (option(live, "worker-class"), option(live, "workers")) == ("gthread", "1")
    threads, streams = int(option(live, "threads")), Config().live.streams
    assert threads >= streams + 50
    # One more for each person who is listened for.
    assert int(live["TasksMax"]) > threads + streams
    assert int(live["LimitNOFILE"]) > 4 * threads


def test_only_that_process_opens_streams(service: dict[str, str], live: dict[str, str]) -> None:
    told = [
        re.findall(r"^Environment=(DIENSTPOST_\S+)", (UNITS / f"dienstpost{name}.service").read_text(), re.M)
        for name in ("", "-live")
    ]
    assert told == [[], ["DIENSTPOST_LIVE=yes"]]


def test_the_proxy_finds_it_and_it_stops_soon(live: dict[str, str]) -> None:
    nginx = (DEPLOY / "nginx" / "dienstpost.conf").read_text()
    assert f"upstream dienstpost-live {{\n    server {option(live, 'bind')};" in nginx
    assert int(option(live, "graceful-timeout")) < int(live["TimeoutStopSec"]) <= 15


def test_it_is_locked_in_as_the_other_one_and_begins_again_with_it(
    service: dict[str, str], live: dict[str, str]
) -> None:
    own = {"ExecStart", "ExecStartPre", "TimeoutStopSec", "TasksMax", "LimitNOFILE", "Environment"}
    assert {k: v for k, v in live.items() if k not in own} == {
        k: v for k, v in service.items() if k not in own
    }
    assert section("dienstpost-live.service", "Unit")["PartOf"] == "dienstpost.service"


def test_the_worker_is_a_command_there_is_and_may_do_no_more_than_the_others(
    worker: dict[str, str], live: dict[str, str], app: Flask
) -> None:
    cli.install(app)
    assert worker["ExecStart"].rpartition(" ")[2] in app.cli.commands
    sizes = {"TimeoutStopSec", "RestartSec", "TasksMax", "LimitNOFILE", "Type", "ExecStart", "KillMode"}
    others = {"ExecReload", "Environment"}
    assert {key: value for key, value in live.items() if key not in sizes | others} == {
        key: value for key, value in worker.items() if key not in sizes | others
    }
