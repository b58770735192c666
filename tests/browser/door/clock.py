"""A clock that goes on as the browser's own does, and can be put forward."""

from datetime import UTC, datetime, timedelta

from tests.servers.portal import PortalServer


class SharedClock:
    """The one clock of application and portal; a browser's cookies run out by the real time."""

    def __init__(self, portal: PortalServer) -> None:
        self._portal = portal
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def move(self, **by: float) -> None:
        """Lets time pass here and at the portal: move(minutes=61)."""
        self._ahead += timedelta(**by)
        self._portal.behave(offset=self._ahead.total_seconds())
