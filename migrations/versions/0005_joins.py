"""Joins: the queue of each account, and when it asked

Revision: 0005, after 0002.
"""

from alembic import op
import sqlalchemy as sa


revision = '0005'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
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
