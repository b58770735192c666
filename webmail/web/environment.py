"""Environment: Jinja's, with one set of names for all templates."""

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment as FlaskEnvironment


class Environment(FlaskEnvironment):
    """Gives every template the environment's own names, in a plain dict.

    No template here is loaded with names of its own, for which Jinja lays a dict of each template over them:
    asking two layers for every name took a tenth of a page.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals
