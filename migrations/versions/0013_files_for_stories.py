"""Posts whose files became known, for their stories to hear of

Revision: 0013, after 0012.
"""

from alembic import op
import sqlalchemy as sa


revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('stories_due',
    sa.Column('post', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['post'], ['posts.key'], name=op.f('fk_stories_due_post'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('post', name=op.f('pk_stories_due'))
    )


def downgrade() -> None:
    op.drop_table('stories_due')
