"""How Alembic reaches the application's database."""

from alembic import context
from flask import current_app


def run() -> None:
    """Applies migrations on the application's own connection; SQL without a database is not offered."""
    database = current_app.extensions["migrate"].db
    with database.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_as_batch=True,
            compare_type=True,
            user_module_prefix="webmail.database.",
        )
        with context.begin_transaction():
            context.run_migrations()


run()
