"""The WSGI entry: builds the app, nothing else."""

import sys
from pathlib import Path

from webmail import create_app, log
from webmail.config import ConfigError, load
from webmail.errors import WebmailError

log.set_up()
try:
    app = create_app(load(Path("instance/config.toml")))
except (ConfigError, WebmailError) as error:
    sys.exit(f"Dienstpost does not start: {error}")
