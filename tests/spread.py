"""How the suite is spread over processes: whole files, the slow ones first, browser tests in two parts."""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

BROWSER = ("tests/browser/a", "tests/browser/b")
# What begins late ends late, so what takes longest begins: seconds for a test, by what its path begins with.
SLOW = {"tests/browser/": 1.0, "tests/crash/test_crash.py": 16.0, "tests/crash/": 3.5, "tests/demo/": 0.5}
SLOW |= {"tests/house/test_routes.py": 2.0, "tests/mail/writing/test_drafts_attached.py": 0.6}
SLOW |= {"tests/stories/": 1.0, "tests/web/": 0.25, "tests/door/": 0.5, "tests/deploy/": 0.5}
OTHER = 0.05


class WholeFiles(LoadScopeScheduling):  # type: ignore[misc]
    """Gives a process a file after the other, so that servers a file shares are started once.

    A Chromium takes a whole core of a small machine, and the mailbox that browser tests share is filled by
    each process that has some of them: they go to two processes, however many there are.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return BROWSER[_second(file)] if file.startswith("tests/browser/") else file

    def _assign_work_unit(self, node: WorkerController) -> None:
        slowest = max(self.workqueue, key=lambda scope: _seconds(scope) * len(self.workqueue[scope]))
        self.workqueue.move_to_end(slowest, last=False)
        super()._assign_work_unit(node)


def _second(file: str) -> bool:
    """About half of the time that browser tests take: those of the door, and from "s" on."""
    return file >= "tests/browser/test_s" or file.startswith("tests/browser/door/")


def _seconds(scope: str) -> float:
    return next((seconds for start, seconds in SLOW.items() if scope.startswith(start)), OTHER)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Taken up by xdist, whichever --dist was asked for."""
    return WholeFiles(config, log)
