"""Accounts by their school, for the lists of schools."""

from alembic import op


revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('account') as batch_op:
        batch_op.create_index(batch_op.f('ix_account_school'), ['school'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('account') as batch_op:
        batch_op.drop_index(batch_op.f('ix_account_school'))
