"""Contacts, groups, collected addresses; words by which the staff directory is searched."""

import re
import unicodedata

import sqlalchemy as sa
import webmail.database
from alembic import op


revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

WORD = sa.String(320).with_variant(sa.String(320, collation="C"), "postgresql")
# As accounts/name_words.py compares when this was written.
GERMAN = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d"})


def upgrade() -> None:
    _the_directory()
    _fill_the_directory()
    _contacts()
    _groups()
    _collected()


def _the_directory() -> None:
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.add_column(sa.Column('school', sa.String(length=200), nullable=True))
    with op.batch_alter_table('preferences', schema=None) as batch_op:
        batch_op.add_column(sa.Column('collect_addresses', sa.String(length=12), nullable=True))
    op.create_table('account_word',
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('word', WORD, nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_account_word_account_id_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('account_id', 'word', name=op.f('pk_account_word'))
    )
    op.create_index('ix_account_word_word', 'account_word', ['word', 'account_id'])
    op.create_table('former_address',
    sa.Column('address', sa.String(length=320), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('until', webmail.database.Moment(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_former_address_account_id_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('address', name=op.f('pk_former_address'))
    )
    op.create_index('ix_former_address_account_id', 'former_address', ['account_id'])


def _fill_the_directory() -> None:
    connection = op.get_bind()
    for number, name, address in connection.execute(sa.text('SELECT id, name, address FROM account')).all():
        words = {word for text in (name, address.partition('@')[0]) for word in re.split(r'[\W_]+', _folded(text)) if word}
        connection.execute(
            sa.text('INSERT INTO account_word (account_id, word) VALUES (:number, :word)'),
            [{'number': number, 'word': word[:320]} for word in sorted(words | {_folded(address)})],
        )


def _folded(text: str) -> str:
    text = unicodedata.normalize('NFC', text.lower()).translate(GERMAN)
    bare = ''.join(sign for sign in unicodedata.normalize('NFKD', text) if not unicodedata.combining(sign))
    return re.sub('([aou])e', r'\1', bare)


def _contacts() -> None:
    op.create_table('contact',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('organisation', sa.String(length=200), nullable=False),
    sa.Column('telephone', sa.String(length=400), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('photo', sa.LargeBinary(), nullable=True),
    sa.Column('photo_type', sa.String(length=20), nullable=True),
    sa.Column('sort_key', sa.String(length=400), nullable=False),
    sa.Column('search_key', sa.Text(), nullable=False),
    sa.Column('changed_at', webmail.database.Moment(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_contact_account_id_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact'))
    )
    op.create_index('ix_contact_account_id_sort_key', 'contact', ['account_id', 'sort_key'])
    op.create_table('contact_address',
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('address', sa.String(length=320), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_contact_address_contact_id_contact'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('contact_id', 'place', name=op.f('pk_contact_address'))
    )


def _groups() -> None:
    op.create_table('contact_group',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('search_key', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_contact_group_account_id_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_group'))
    )
    op.create_index('ix_contact_group_account_id', 'contact_group', ['account_id'])
    op.create_table('contact_group_member',
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_contact_group_member_contact_id_contact'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['group_id'], ['contact_group.id'], name=op.f('fk_contact_group_member_group_id_contact_group'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('group_id', 'contact_id', name=op.f('pk_contact_group_member'))
    )
    op.create_index('ix_contact_group_member_contact_id', 'contact_group_member', ['contact_id'])


def _collected() -> None:
    op.create_table('collected_address',
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(length=320), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.Column('used_at', webmail.database.Moment(timezone=True), nullable=False),
    sa.Column('search_key', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_collected_address_account_id_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('account_id', 'address', name=op.f('pk_collected_address'))
    )
    op.create_table('pending_import',
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('mark', sa.String(length=22), nullable=False),
    sa.Column('sealed', sa.Text(), nullable=False),
    sa.Column('made_at', webmail.database.Moment(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_pending_import_account_id_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('account_id', name=op.f('pk_pending_import'))
    )


def downgrade() -> None:
    for table in ('pending_import', 'collected_address', 'contact_group_member', 'contact_group', 'contact_address', 'contact', 'former_address', 'account_word'):
        op.drop_table(table)
    with op.batch_alter_table('preferences', schema=None) as batch_op:
        batch_op.drop_column('collect_addresses')
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.drop_column('school')
