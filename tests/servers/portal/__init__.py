"""A real school portal for the tests: oidc-provider on loopback, and how somebody goes through its pages."""

from tests.servers.portal.people import ELLA, PEOPLE, Known, known
from tests.servers.portal.server import PortalServer, Posted
from tests.servers.portal.walk import Jar, leave_by_http, sign_in_by_http, sign_out_at_portal

__all__ = [
    "ELLA",
    "PEOPLE",
    "Jar",
    "Known",
    "PortalServer",
    "Posted",
    "known",
    "leave_by_http",
    "sign_in_by_http",
    "sign_out_at_portal",
]
