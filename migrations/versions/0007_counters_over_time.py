"""Counters of posts over time, and when they were last told

Revision: 0007, after 0006.
"""

from alembic import op
import sqlalchemy as sa


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('counts',
    sa.Column('post', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('views', sa.BigInteger(), nullable=True),
    sa.Column('forwards', sa.BigInteger(), nullable=True),
    sa.Column('reactions', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['post'], ['posts.key'], name=op.f('fk_counts_post'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('post', 'at', name=op.f('pk_counts'))
    )
    op.add_column('posts', sa.Column('counted', sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column('posts', 'counted')
    op.drop_table('counts')
