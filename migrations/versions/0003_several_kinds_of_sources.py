"""What several kinds of sources show of a post, and the names of articles

Revision: 0003, after 0002.
"""

from alembic import op
import sqlalchemy as sa


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('shown',
    sa.Column('post', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('via', sa.Text(), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['post'], ['posts.key'], name=op.f('fk_shown_post'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('post', 'via', name=op.f('pk_shown'))
    )
    op.create_table('article_keys',
    sa.Column('channel', sa.BigInteger(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('post', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('channel', 'key', name=op.f('pk_article_keys'))
    )


def downgrade() -> None:
    op.drop_table('article_keys')
    op.drop_table('shown')
