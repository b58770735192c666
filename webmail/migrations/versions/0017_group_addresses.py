"""Addresses that are in a group without being in the book."""

import sqlalchemy as sa
from alembic import op


revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('contact_group_address',
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(length=320), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['contact_group.id'], name=op.f('fk_contact_group_address_group_id_contact_group'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('group_id', 'address', name=op.f('pk_contact_group_address'))
    )


def downgrade() -> None:
    op.drop_table('contact_group_address')
