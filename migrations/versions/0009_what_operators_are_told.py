"""What operators may want to hear of

Revision: 0009, after 0008.
"""

from alembic import op
import sqlalchemy as sa


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('incidents',
    sa.Column('key', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('matter', sa.Text(), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('before', sa.Text(), nullable=False),
    sa.Column('after', sa.Text(), nullable=False),
    sa.Column('channel', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_incidents'))
    )
    op.create_index('ix_posts_deleted', 'posts', ['channel', 'deleted'], sqlite_where=sa.text('deleted IS NOT NULL'))
    op.create_index(op.f('ix_events_channel'), 'events', ['channel'])
    op.add_column('held', sa.Column('line', sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column('held', 'line')
    op.drop_index(op.f('ix_events_channel'), 'events')
    op.drop_index('ix_posts_deleted', 'posts')
    op.drop_table('incidents')
