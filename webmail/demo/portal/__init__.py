"""The demo's school portal: a small OpenID provider on Authlib's server side, with pages of its own."""

from webmail.demo.portal.client import DemoClient
from webmail.demo.portal.server import DemoPortal

__all__ = ["DemoClient", "DemoPortal"]
