"""People of the staff without an account, and when they are fetched."""

import sqlalchemy as sa
from alembic import op


revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

WORD = sa.String(length=320).with_variant(sa.String(length=320, collation='C'), 'postgresql')


def upgrade() -> None:
    op.create_table('directory_fetch',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('fetched_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_directory_fetch'))
    )
    op.create_table('listed_person',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(length=320), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('school', sa.String(length=200), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_listed_person')),
    sa.UniqueConstraint('address', name=op.f('uq_listed_person_address'))
    )
    with op.batch_alter_table('listed_person') as batch_op:
        batch_op.create_index(batch_op.f('ix_listed_person_school'), ['school'], unique=False)
    op.create_table('listed_word',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('word', WORD, nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['listed_person.id'], name=op.f('fk_listed_word_person_id_listed_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', 'word', name=op.f('pk_listed_word'))
    )
    with op.batch_alter_table('listed_word') as batch_op:
        batch_op.create_index('ix_listed_word_word', ['word', 'person_id'], unique=False)


def downgrade() -> None:
    op.drop_table('listed_word')
    op.drop_table('listed_person')
    op.drop_table('directory_fetch')
