"""Who writes in the tests of the pages, and pages that do not wait."""

import pytest

from tests.servers.smtp import Sink
from tests.visitor import Visitor
from tests.web.desk import in_english
from webmail.web import handing_over


@pytest.fixture
def writer(anna: Visitor, smtp: Sink) -> Visitor:
    """Anna, who reads English, before a server that takes what she sends."""
    return in_english(anna)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that waits for nothing, so that a slow server need not be slow."""
    monkeypatch.setattr(handing_over, "PATIENCE", 0.0)
