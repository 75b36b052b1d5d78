"""Claims of posts

Revision: 0002, after 0001.
"""

from alembic import op
import sqlalchemy as sa


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('claims',
    sa.Column('post', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('min', sa.BigInteger(), nullable=True),
    sa.Column('max', sa.BigInteger(), nullable=True),
    sa.Column('qualifier', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('who', sa.Text(), nullable=True),
    sa.Column('place', sa.Text(), nullable=True),
    sa.Column('by', sa.Text(), nullable=True),
    sa.Column('spans', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['post'], ['posts.key'], name=op.f('fk_claims_post'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('post', 'revision', 'number', name=op.f('pk_claims'))
    )


def downgrade() -> None:
    op.drop_table('claims')
