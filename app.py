"""The WSGI entry: builds the app, nothing else."""

import os
import sys
from pathlib import Path

from webmail import create_app, log
from webmail.config import ConfigError, load
from webmail.errors import WebmailError

# The database and the secrets are made by this process and are nobody else's to read.
os.umask(0o077)
log.set_up()
try:
    app = create_app(load(Path("instance/config.toml")))
except (ConfigError, WebmailError) as error:
    sys.exit(f"Dienstpost does not start: {error}")
