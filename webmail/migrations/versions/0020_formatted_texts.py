"""Signatures and text blocks may be formatted."""

import sqlalchemy as sa
from alembic import op


revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ('signature', 'text_block'):
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column('html', sa.Text(), server_default='', nullable=False))


def downgrade() -> None:
    for table in ('text_block', 'signature'):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column('html')
