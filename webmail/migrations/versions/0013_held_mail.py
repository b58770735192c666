"""Where held mail waits and why it was not sent, and what leaving has done with it."""

import sqlalchemy as sa
from alembic import op


revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('submission', schema=None) as batch_op:
        batch_op.add_column(sa.Column('later', sa.Boolean(), server_default=sa.text('false'), nullable=False))
        batch_op.add_column(sa.Column('uidvalidity', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('uid', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('sign_in_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('tries', sa.Integer(), server_default=sa.text('0'), nullable=False))
        batch_op.add_column(sa.Column('reason', sa.Text(), nullable=True))
        batch_op.create_index(batch_op.f('ix_submission_sign_in_id'), ['sign_in_id'], unique=False)
        batch_op.create_index('ix_submission_due', ['due'], unique=False, sqlite_where=sa.text('due IS NOT NULL'), postgresql_where=sa.text('due IS NOT NULL'))
        batch_op.create_foreign_key(batch_op.f('fk_submission_sign_in_id_sign_in'), 'sign_in', ['sign_in_id'], ['id'], ondelete='SET NULL')
    with op.batch_alter_table('receipt', schema=None) as batch_op:
        for name in ('held_sent', 'held_back', 'held_open'):
            batch_op.add_column(sa.Column(name, sa.Integer(), server_default=sa.text('0'), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('receipt', schema=None) as batch_op:
        for name in ('held_open', 'held_back', 'held_sent'):
            batch_op.drop_column(name)
    with op.batch_alter_table('submission', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_submission_sign_in_id_sign_in'), type_='foreignkey')
        batch_op.drop_index('ix_submission_due')
        batch_op.drop_index(batch_op.f('ix_submission_sign_in_id'))
        for name in ('reason', 'tries', 'sign_in_id', 'uid', 'uidvalidity', 'later'):
            batch_op.drop_column(name)
