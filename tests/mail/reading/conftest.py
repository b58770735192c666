"""What the tests of reading share."""

from collections.abc import Iterator
from time import process_time

import pytest


@pytest.fixture
def quickly() -> Iterator[None]:
    """The test must not need more than two seconds of computing."""
    start = process_time()
    yield
    assert process_time() - start < 2
