"""What people decide about stories: splits, merges, and what they took back

Revision: 0011, after 0010.
"""

from alembic import op
import sqlalchemy as sa


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_index('ix_stories_into', 'stories', ['into'], sqlite_where=sa.text('"into" IS NOT NULL'))
    op.create_table('story_decisions',
    sa.Column('key', KEY, nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('verb', sa.Text(), nullable=False),
    sa.Column('story', KEY, nullable=False),
    sa.Column('other', KEY, nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('released', sa.BigInteger(), nullable=True),
    sa.Column('released_why', sa.Text(), nullable=True),
    sa.Column('released_by', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_story_decisions'))
    )
    op.create_table('story_decided',
    sa.Column('decision', KEY, nullable=False),
    sa.Column('post', KEY, nullable=False),
    sa.Column('origin', KEY, nullable=False),
    sa.Column('story', KEY, nullable=False),
    sa.Column('core', sa.Integer(), nullable=False),
    sa.Column('fixed', sa.Integer(), nullable=False),
    sa.Column('named', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(
        ['decision'], ['story_decisions.key'], name=op.f('fk_story_decided_decision'), ondelete='CASCADE'
    ),
    sa.ForeignKeyConstraint(['post'], ['posts.key'], name=op.f('fk_story_decided_post'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('decision', 'post', name=op.f('pk_story_decided')),
    sqlite_with_rowid=False
    )
    op.create_index(op.f('ix_story_decided_post'), 'story_decided', ['post'])


def downgrade() -> None:
    for name in ('story_decided', 'story_decisions'):
        op.drop_table(name)
    op.drop_index('ix_stories_into', 'stories')
