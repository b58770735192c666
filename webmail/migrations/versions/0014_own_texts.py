"""Signatures, text blocks, and how a person likes to write."""

import sqlalchemy as sa
from alembic import op


revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('preferences', schema=None) as batch_op:
        batch_op.add_column(sa.Column('display_name', sa.String(length=100), nullable=True))
        batch_op.add_column(sa.Column('answer_position', sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column('bcc_self', sa.String(length=12), nullable=True))
    op.create_table('signature',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('for_new', sa.Boolean(), nullable=False),
    sa.Column('for_answers', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_signature_account_id_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signature'))
    )
    op.create_index('ix_signature_account_id_place', 'signature', ['account_id', 'place'])
    op.create_table('text_block',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('template', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_text_block_account_id_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_text_block'))
    )
    op.create_index('ix_text_block_account_id_place', 'text_block', ['account_id', 'place'])


def downgrade() -> None:
    op.drop_table('text_block')
    op.drop_table('signature')
    with op.batch_alter_table('preferences', schema=None) as batch_op:
        for column in ('bcc_self', 'answer_position', 'display_name'):
            batch_op.drop_column(column)
