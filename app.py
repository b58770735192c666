"""The WSGI entry: builds the app, nothing else."""

import gc
import os
import sys
from dataclasses import replace
from pathlib import Path

from webmail import create_app, log
from webmail.config import ConfigError, load
from webmail.errors import WebmailError

# The database and the secrets are made by this process and are nobody else's to read.
os.umask(0o077)
log.set_up()
try:
    config = load(Path("instance/config.toml"))
    if os.environ.get("DIENSTPOST_LIVE") != "yes":
        # A stream holds a thread for as long as a page is open; only the process that is for them has enough.
        config = replace(config, live=replace(config.live, streams=0))
    app = create_app(config)
except (ConfigError, WebmailError) as error:
    sys.exit(f"Dienstpost does not start: {error}")
# All of this stays: a full collection would look through it for a tenth of a second while somebody waits.
gc.collect()
gc.freeze()
