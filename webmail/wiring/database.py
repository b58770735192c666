"""Where the database is."""

from pathlib import Path

from webmail.config import Config


def database_address(config: Config) -> str:
    """The address SQLAlchemy is given; a relative SQLite file lies in the instance folder."""
    address = config.database.address
    prefix = "sqlite:///"
    if address.startswith(prefix) and not address.startswith(prefix + "/"):
        return prefix + str(Path(config.instance).resolve() / address.removeprefix(prefix))
    if address.startswith("postgresql://"):
        return "postgresql+psycopg://" + address.removeprefix("postgresql://")
    return address
