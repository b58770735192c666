"""Taste: how a person likes the pages."""

import sqlalchemy as sa
from alembic import op


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

COLUMNS = ('scheme', 'density', 'layout', 'page_size', 'seen_after', 'images', 'shortcuts')


def upgrade() -> None:
    with op.batch_alter_table('preferences', schema=None) as batch_op:
        for name in COLUMNS:
            batch_op.add_column(sa.Column(name, sa.String(length=12), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('preferences', schema=None) as batch_op:
        for name in reversed(COLUMNS):
            batch_op.drop_column(name)
