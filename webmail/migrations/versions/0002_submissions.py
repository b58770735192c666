"""The ledger of sending."""

import sqlalchemy as sa
import webmail.database
from alembic import op


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('submission',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('message_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('page', sa.String(length=64), nullable=False),
    sa.Column('claim', sa.LargeBinary(length=16), nullable=False),
    sa.Column('made_at', webmail.database.Moment(timezone=True), nullable=False),
    sa.Column('changed_at', webmail.database.Moment(timezone=True), nullable=False),
    sa.Column('due', webmail.database.Moment(timezone=True), nullable=True),
    sa.Column('lease_until', webmail.database.Moment(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_submission_account_id_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_submission')),
    sa.UniqueConstraint('account_id', 'message_hash', name=op.f('uq_submission_account_id'))
    )
    with op.batch_alter_table('submission', schema=None) as batch_op:
        batch_op.create_index('ix_submission_account_id_state_changed_at', ['account_id', 'state', 'changed_at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('submission', schema=None) as batch_op:
        batch_op.drop_index('ix_submission_account_id_state_changed_at')

    op.drop_table('submission')
