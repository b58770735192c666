"""Favourite folders, hidden ones, the last targets."""

import sqlalchemy as sa
import webmail.database
from alembic import op


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('folder_choice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=True),
    sa.Column('hidden', sa.Boolean(), nullable=False),
    sa.Column('chosen_at', webmail.database.Moment(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_folder_choice_account_id_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_folder_choice')),
    sa.UniqueConstraint('account_id', 'name', name=op.f('uq_folder_choice_account_id'))
    )


def downgrade() -> None:
    op.drop_table('folder_choice')
