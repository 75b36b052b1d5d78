"""Stories: what posts tell, what they are found by, and what ties them

Revision: 0010, after 0009.
"""

from alembic import op
import sqlalchemy as sa


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('tellings',
    sa.Column('post', KEY, autoincrement=False, nullable=False),
    sa.Column('channel', sa.BigInteger(), nullable=False),
    sa.Column('message', sa.BigInteger(), nullable=False),
    sa.Column('posted', sa.BigInteger(), nullable=False),
    sa.Column('origin', KEY, nullable=False),
    sa.Column('story', KEY, nullable=False),
    sa.Column('core', sa.Integer(), nullable=False),
    sa.Column('fixed', sa.Integer(), nullable=False),
    sa.Column('late', sa.Integer(), nullable=False),
    sa.Column('facts', sa.LargeBinary(), nullable=False),
    sa.Column('signs', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['post'], ['posts.key'], name=op.f('fk_tellings_post'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('post', name=op.f('pk_tellings'))
    )
    op.create_index('ix_tellings_origin', 'tellings', ['origin'], sqlite_where=sa.text('origin != post'))
    op.create_index('ix_tellings_story', 'tellings', ['story'], sqlite_where=sa.text('story != post'))
    op.create_index('ix_tellings_signed', 'tellings', ['posted'], sqlite_where=sa.text('signs IS NOT NULL'))
    op.create_table('signs',
    sa.Column('sign', sa.BigInteger(), nullable=False),
    sa.Column('post', KEY, nullable=False),
    sa.PrimaryKeyConstraint('sign', 'post', name=op.f('pk_signs')),
    sqlite_with_rowid=False
    )
    op.create_table('mentions',
    sa.Column('entity', sa.Text(), nullable=False),
    sa.Column('post', KEY, nullable=False),
    sa.ForeignKeyConstraint(['post'], ['posts.key'], name=op.f('fk_mentions_post'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('entity', 'post', name=op.f('pk_mentions')),
    sqlite_with_rowid=False
    )
    op.create_index(op.f('ix_mentions_post'), 'mentions', ['post'])
    op.create_table('story_links',
    sa.Column('a', KEY, nullable=False),
    sa.Column('b', KEY, nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('score', sa.Float(), nullable=False),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['a'], ['posts.key'], name=op.f('fk_story_links_a'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['b'], ['posts.key'], name=op.f('fk_story_links_b'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('a', 'b', name=op.f('pk_story_links'))
    )
    op.create_index(op.f('ix_story_links_b'), 'story_links', ['b'])
    op.create_table('stories',
    sa.Column('id', KEY, autoincrement=False, nullable=False),
    sa.Column('opened', sa.BigInteger(), nullable=False),
    sa.Column('changed', sa.BigInteger(), nullable=False),
    sa.Column('first', sa.BigInteger(), nullable=False),
    sa.Column('last', sa.BigInteger(), nullable=False),
    sa.Column('posts', sa.Integer(), nullable=False),
    sa.Column('origins', sa.Integer(), nullable=False),
    sa.Column('into', KEY, nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stories'))
    )
    op.create_index(op.f('ix_stories_last'), 'stories', ['last'])


def downgrade() -> None:
    for name in ('stories', 'story_links', 'mentions', 'signs', 'tellings'):
        op.drop_table(name)
