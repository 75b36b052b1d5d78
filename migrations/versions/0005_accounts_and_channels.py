"""What accounts are to join and to read of the past, and how channels changed

Revision: 0005, after 0004.
"""

from alembic import op
import sqlalchemy as sa


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('channel_changes',
    sa.Column('key', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('channel', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('before', sa.Text(), nullable=False),
    sa.Column('after', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_channel_changes'))
    )
    with op.batch_alter_table('channel_changes', schema=None) as batch_op:
        batch_op.create_index('ix_channel_changes_channel_at', ['channel', 'at'], unique=False)
    with op.batch_alter_table('channels', schema=None) as batch_op:
        batch_op.add_column(sa.Column('flags', sa.Text(), nullable=True))
    op.create_table('histories',
    sa.Column('channel', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('since', sa.BigInteger(), nullable=False),
    sa.Column('until', sa.BigInteger(), nullable=False),
    sa.Column('above', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('channel', name=op.f('pk_histories'))
    )
    op.create_table('join_queue',
    sa.Column('account', sa.Text(), nullable=False),
    sa.Column('handle', sa.Text(), nullable=False),
    sa.Column('asked', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('due', sa.BigInteger(), nullable=True),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('account', 'handle', name=op.f('pk_join_queue'))
    )
    op.create_table('joins',
    sa.Column('account', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('handle', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('account', 'at', 'handle', name=op.f('pk_joins'))
    )


def downgrade() -> None:
    op.drop_table('joins')
    op.drop_table('join_queue')
    op.drop_table('histories')
    with op.batch_alter_table('channels', schema=None) as batch_op:
        batch_op.drop_column('flags')
    op.drop_table('channel_changes')
