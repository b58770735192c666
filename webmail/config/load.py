"""load(): the settings in the file."""

import tomllib
from pathlib import Path

from webmail.config.checks import check
from webmail.config.matters import read_matters
from webmail.config.reading import ConfigError, Reading
from webmail.config.sections import SECTIONS, Config


def load(path: Path) -> Config:
    """The settings in the file; a missing file means all defaults.

    Raises ConfigError with file, line, key and the nearest valid name.
    """
    if not path.exists():
        return Config(instance=path.parent)
    text = path.read_text(encoding="utf-8")
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: {error}") from error
    reading = Reading(path, text)
    reading.check_names(tables, [*SECTIONS, "features", "networks", "sensitive"], section=None)
    config = Config(
        **{name: reading.section(name, kind, tables.get(name, {})) for name, kind in SECTIONS.items()},
        features=reading.features(tables.get("features", {})),
        networks=reading.networks(tables.get("networks", {})),
        sensitive=read_matters(reading, tables.get("sensitive", {})),
        instance=path.parent,
    )
    check(reading, config)
    return config
