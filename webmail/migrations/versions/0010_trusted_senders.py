"""Whose images a person wants to see without being asked."""

import sqlalchemy as sa
import webmail.database
from alembic import op


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('trusted_sender',
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(length=320), nullable=False),
    sa.Column('added_at', webmail.database.Moment(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_trusted_sender_account_id_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('account_id', 'address', name=op.f('pk_trusted_sender'))
    )


def downgrade() -> None:
    op.drop_table('trusted_sender')
