"""Builds the application: config → wiring → areas."""

import logging
from time import perf_counter

from flask import Flask, Response, g, request
from flask_migrate import Migrate

from webmail import cli, log, web
from webmail.clock import Clock
from webmail.config import LOOPBACK, Config
from webmail.database import MIGRATIONS, db
from webmail.web.security import Address
from webmail.wiring import build, database_address

LOG = logging.getLogger(__name__)


def create_app(config: Config, *, clock: Clock) -> Flask:
    """The WSGI application for these settings; raises SecretUnusable when a secret lies open."""
    app = Flask("webmail", static_folder=None)
    app.config["SQLALCHEMY_DATABASE_URI"] = database_address(config)
    _log_requests(app)
    db.init_app(app)
    Migrate(app, db, directory=str(MIGRATIONS))
    parts = build(config, clock=clock)
    cli.install(app)
    for warning in parts.warnings:
        LOG.warning("config %s", warning)
    parts.sign_cookies_of(app)
    hosts = LOOPBACK if config.server.host in LOOPBACK else (config.server.host,)
    web.register(
        app,
        parts=parts,
        address=Address(hosts=hosts, https=config.server.https, proxies=config.server.proxies),
    )
    return app


def _log_requests(app: Flask) -> None:
    """One line for each answer: the route's pattern, never the address, which may say too much."""

    @app.before_request
    def begin() -> None:
        g.request_id = log.new_request_id()
        g.began = perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        if request.endpoint != "static":
            spent = (perf_counter() - g.get("began", perf_counter())) * 1000
            LOG.info(
                "answered method=%s route=%s status=%d ms=%.1f",
                request.method,
                log.escaped(request.url_rule or "-"),
                response.status_code,
                spent,
            )
        return response
