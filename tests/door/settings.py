"""What an application needs to stand before the portal of the tests."""

from pathlib import Path

from tests.cast import SERVICE
from tests.servers.portal import PortalServer
from webmail.config import Portal


def portal_settings(portal: PortalServer) -> Portal:
    """The section [portal] for the portal of the tests."""
    return Portal(
        issuer=portal.issuer,
        client_id=portal.client_id,
        address=portal.account,
        first_sign_in="create",
        roles_claim="roles",
    )


def furnish(instance: Path, portal: PortalServer) -> None:
    """Puts the two lines that an administrator puts into instance/secrets."""
    folder = instance / "secrets"
    folder.mkdir(mode=0o700, exist_ok=True)
    for name, line in (("service", ":".join(SERVICE)), ("portal", portal.client_line)):
        path = folder / name
        path.touch(mode=0o600)
        path.write_text(line)


def register(portal: PortalServer, url: str) -> None:
    """Tells the portal where the application is."""
    portal.register(
        [f"{url}session/returned"],
        post_logout_uris=[f"{url}session/signed-out"],
        backchannel_uri=f"{url}session/back-channel",
    )
