"""Entries that cannot be reached

Revision: 0016, after 0015.
"""

from alembic import op
import sqlalchemy as sa


revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'unreachable_entries',
        sa.Column('receiver', sa.Text(), nullable=False),
        sa.Column('entry', sa.Text(), nullable=False),
        sa.Column('since', sa.BigInteger(), nullable=False),
        sa.Column('probe', sa.BigInteger(), nullable=False),
        sa.Column('detail', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('receiver', 'entry', name='pk_unreachable_entries'),
    )


def downgrade() -> None:
    op.drop_table('unreachable_entries')
