"""How the suite is spread over several processes: whole files, and all browser tests to one of them."""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

BROWSER = "tests/browser/"


class WholeFiles(LoadScopeScheduling):  # type: ignore[misc]
    """Gives a process a file after the other, so that servers a file shares are started once.

    A Chromium takes both cores of a small machine: two of them would only wait for each other, and the
    mailbox that all browser tests share would be filled twice.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return BROWSER if file.startswith(BROWSER) else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Taken up by xdist, whichever --dist was asked for."""
    return WholeFiles(config, log)
