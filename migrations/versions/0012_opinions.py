"""Opinions: what people say of stories and claims

Revision: 0012, after 0011.
"""

from alembic import op
import sqlalchemy as sa


revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('opinions',
    sa.Column('key', KEY, nullable=False),
    sa.Column('story', KEY, nullable=False),
    sa.Column('post', KEY, nullable=True),
    sa.Column('revision', sa.Integer(), nullable=True),
    sa.Column('claim', sa.Integer(), nullable=True),
    sa.Column('ruling', sa.Text(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('link', sa.Text(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_opinions'))
    )
    op.create_index(op.f('ix_opinions_story'), 'opinions', ['story'])
    op.create_index('ix_opinions_post', 'opinions', ['post'], sqlite_where=sa.text('post IS NOT NULL'))


def downgrade() -> None:
    op.drop_table('opinions')
