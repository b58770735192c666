"""The door: what the portal says, receipts that know of it, support codes, who did what."""

import sqlalchemy as sa
import webmail.database
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_logout_order_seen()
    _create_audit_entry()
    _create_support_code()
    _create_event()
    _create_pending_sign_in()
    _create_waiting_text()
    _extend_account()
    _extend_receipt()
    _extend_sign_in()


def downgrade() -> None:
    # Receipts of strangers have no place in the older form.
    op.execute('DELETE FROM receipt WHERE sign_in_id IS NULL')
    _reduce_sign_in()
    _reduce_receipt()
    _reduce_account()
    _drop_tables()


def _create_logout_order_seen() -> None:
    op.create_table('logout_order_seen',
    sa.Column('jti_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('at', webmail.database.Moment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('jti_hash', name=op.f('pk_logout_order_seen'))
    )
    with op.batch_alter_table('logout_order_seen', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_logout_order_seen_at'), ['at'], unique=False)


def _create_audit_entry() -> None:
    op.create_table('audit_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', webmail.database.Moment(timezone=True), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('deed', sa.String(length=40), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('code', sa.String(length=6), nullable=True),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_audit_entry_account_id_account'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['actor_id'], ['account.id'], name=op.f('fk_audit_entry_actor_id_account'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entry'))
    )
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_entry_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entry_at'), ['at'], unique=False)


def _create_support_code() -> None:
    op.create_table('support_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=6), nullable=False),
    sa.Column('made_at', webmail.database.Moment(timezone=True), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('browser', sa.String(length=60), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_support_code_account_id_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_support_code')),
    sa.UniqueConstraint('code', name=op.f('uq_support_code_code'))
    )
    with op.batch_alter_table('support_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_support_code_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_support_code_made_at'), ['made_at'], unique=False)


def _create_event() -> None:
    op.create_table('event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code_id', sa.Integer(), nullable=False),
    sa.Column('at', webmail.database.Moment(timezone=True), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('detail', sa.String(length=60), nullable=False),
    sa.Column('request', sa.String(length=16), nullable=False),
    sa.ForeignKeyConstraint(['code_id'], ['support_code.id'], name=op.f('fk_event_code_id_support_code'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event'))
    )
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_code_id'), ['code_id'], unique=False)


def _create_pending_sign_in() -> None:
    op.create_table('pending_sign_in',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('state_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('browser_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('nonce', sa.String(length=64), nullable=False),
    sa.Column('verifier', sa.String(length=128), nullable=False),
    sa.Column('target', sa.Text(), nullable=True),
    sa.Column('shared', sa.Boolean(), nullable=False),
    sa.Column('anew', sa.Boolean(), nullable=False),
    sa.Column('trips', sa.Integer(), nullable=False),
    sa.Column('chain_began_at', webmail.database.Moment(timezone=True), nullable=False),
    sa.Column('made_at', webmail.database.Moment(timezone=True), nullable=False),
    sa.Column('completed_at', webmail.database.Moment(timezone=True), nullable=True),
    sa.Column('mark_used_at', webmail.database.Moment(timezone=True), nullable=True),
    sa.Column('code_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['code_id'], ['support_code.id'], name=op.f('fk_pending_sign_in_code_id_support_code'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pending_sign_in')),
    sa.UniqueConstraint('state_hash', name=op.f('uq_pending_sign_in_state_hash'))
    )
    with op.batch_alter_table('pending_sign_in', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pending_sign_in_made_at'), ['made_at'], unique=False)


def _create_waiting_text() -> None:
    op.create_table('waiting_text',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sign_in_id', sa.Integer(), nullable=False),
    sa.Column('message_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('at', webmail.database.Moment(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['sign_in_id'], ['sign_in.id'], name=op.f('fk_waiting_text_sign_in_id_sign_in'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_waiting_text'))
    )
    with op.batch_alter_table('waiting_text', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_waiting_text_at'), ['at'], unique=False)
        batch_op.create_index('ix_waiting_text_sign_in_id_message_hash', ['sign_in_id', 'message_hash'], unique=True)


def _extend_account() -> None:
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.add_column(sa.Column('subject', sa.String(length=255), nullable=True))
        batch_op.add_column(sa.Column('personnel_number', sa.String(length=40), nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_account_personnel_number'), ['personnel_number'])
        batch_op.create_unique_constraint(batch_op.f('uq_account_subject'), ['subject'])


def _extend_receipt() -> None:
    with op.batch_alter_table('receipt', schema=None) as batch_op:
        batch_op.add_column(sa.Column('state_hash', sa.LargeBinary(length=32), nullable=True))
        batch_op.add_column(sa.Column('code_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('others', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('begins_again', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('portal_asked_at', webmail.database.Moment(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('portal_returned_at', webmail.database.Moment(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('portal_confirmed_at', webmail.database.Moment(timezone=True), nullable=True))
        batch_op.alter_column('sign_in_id',
               existing_type=sa.INTEGER(),
               nullable=True)
        batch_op.create_unique_constraint(batch_op.f('uq_receipt_state_hash'), ['state_hash'])
        batch_op.create_foreign_key(batch_op.f('fk_receipt_code_id_support_code'), 'support_code', ['code_id'], ['id'], ondelete='SET NULL')


def _extend_sign_in() -> None:
    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.add_column(sa.Column('shared', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('roles', sa.String(length=80), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('sid', sa.String(length=255), nullable=True))
        batch_op.add_column(sa.Column('id_token', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('issued_at', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('proven_at', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('code_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_sign_in_code_id'), ['code_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_sign_in_sid'), ['sid'], unique=False)
        batch_op.create_index('ix_sign_in_living', ['last_seen'], unique=False, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.create_index('ix_sign_in_hint', ['ended_at'], unique=False, sqlite_where=sa.text('id_token IS NOT NULL'), postgresql_where=sa.text('id_token IS NOT NULL'))
        batch_op.create_foreign_key(batch_op.f('fk_sign_in_code_id_support_code'), 'support_code', ['code_id'], ['id'], ondelete='SET NULL')


def _reduce_sign_in() -> None:
    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_sign_in_code_id_support_code'), type_='foreignkey')
        batch_op.drop_index('ix_sign_in_hint')
        batch_op.drop_index('ix_sign_in_living')
        batch_op.drop_index(batch_op.f('ix_sign_in_sid'))
        batch_op.drop_index(batch_op.f('ix_sign_in_code_id'))
        batch_op.drop_column('code_id')
        batch_op.drop_column('proven_at')
        batch_op.drop_column('issued_at')
        batch_op.drop_column('id_token')
        batch_op.drop_column('sid')
        batch_op.drop_column('roles')
        batch_op.drop_column('shared')


def _reduce_receipt() -> None:
    with op.batch_alter_table('receipt', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_receipt_code_id_support_code'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_receipt_state_hash'), type_='unique')
        batch_op.alter_column('sign_in_id',
               existing_type=sa.INTEGER(),
               nullable=False)
        batch_op.drop_column('portal_confirmed_at')
        batch_op.drop_column('portal_returned_at')
        batch_op.drop_column('portal_asked_at')
        batch_op.drop_column('begins_again')
        batch_op.drop_column('others')
        batch_op.drop_column('code_id')
        batch_op.drop_column('state_hash')


def _reduce_account() -> None:
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_account_subject'), type_='unique')
        batch_op.drop_constraint(batch_op.f('uq_account_personnel_number'), type_='unique')
        batch_op.drop_column('personnel_number')
        batch_op.drop_column('subject')


def _drop_tables() -> None:
    with op.batch_alter_table('waiting_text', schema=None) as batch_op:
        batch_op.drop_index('ix_waiting_text_sign_in_id_message_hash')
        batch_op.drop_index(batch_op.f('ix_waiting_text_at'))

    op.drop_table('waiting_text')
    with op.batch_alter_table('pending_sign_in', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pending_sign_in_made_at'))

    op.drop_table('pending_sign_in')
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_event_code_id'))

    op.drop_table('event')
    with op.batch_alter_table('support_code', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_support_code_made_at'))
        batch_op.drop_index(batch_op.f('ix_support_code_account_id'))

    op.drop_table('support_code')
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_audit_entry_at'))
        batch_op.drop_index(batch_op.f('ix_audit_entry_account_id'))

    op.drop_table('audit_entry')
    with op.batch_alter_table('logout_order_seen', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_logout_order_seen_at'))

    op.drop_table('logout_order_seen')
