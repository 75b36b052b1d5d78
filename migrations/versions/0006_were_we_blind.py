"""When each channel was looked at, and when it was not

Revision: 0006, after 0005.
"""

from alembic import op
import sqlalchemy as sa


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('looks',
    sa.Column('channel', sa.BigInteger(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('via', sa.Text(), nullable=False),
    sa.Column('last', sa.BigInteger(), nullable=False),
    sa.Column('lapses', sa.BigInteger(), nullable=False),
    sa.Column('trouble', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('channel', 'source', name=op.f('pk_looks'))
    )
    op.create_table('sight',
    sa.Column('channel', sa.BigInteger(), nullable=False),
    sa.Column('start', sa.BigInteger(), nullable=False),
    sa.Column('until', sa.BigInteger(), nullable=True),
    sa.Column('via', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('channel', 'start', name=op.f('pk_sight'))
    )
    op.create_index('ix_sight_open', 'sight', ['channel'], sqlite_where=sa.text('until IS NULL'))
    op.create_table('gaps',
    sa.Column('channel', sa.BigInteger(), nullable=False),
    sa.Column('start', sa.BigInteger(), nullable=False),
    sa.Column('until', sa.BigInteger(), nullable=True),
    sa.Column('cause', sa.Text(), nullable=False),
    sa.Column('closed', sa.BigInteger(), nullable=True),
    sa.Column('how', sa.Text(), nullable=True),
    sa.Column('late', sa.Integer(), nullable=False),
    sa.Column('missing', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('channel', 'start', name=op.f('pk_gaps'))
    )
    op.create_index(op.f('ix_gaps_start'), 'gaps', ['start'])
    op.create_index('ix_gaps_open', 'gaps', ['channel'], sqlite_where=sa.text('until IS NULL'))


def downgrade() -> None:
    op.drop_table('gaps')
    op.drop_table('sight')
    op.drop_table('looks')
