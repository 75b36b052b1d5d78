"""The log of what was recorded, its seals, events, and what revisions lacked to be proven

Revision: 0004, after 0003.
"""

from alembic import op
import sqlalchemy as sa


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

_key = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    for column in (
        sa.Column('salt', sa.Text(), nullable=True),
        sa.Column('erased', sa.BigInteger(), nullable=True),
        sa.Column('erased_why', sa.Text(), nullable=True),
    ):
        op.add_column('posts', column)
    for column in (
        sa.Column('message', sa.BigInteger(), nullable=True),
        sa.Column('album', sa.BigInteger(), nullable=True),
        sa.Column('captions', sa.Text(), nullable=True),
        sa.Column('parts', sa.Text(), nullable=True),
        sa.Column('forward', sa.Text(), nullable=True),
        sa.Column('reply_to', sa.BigInteger(), nullable=True),
        sa.Column('author', sa.Text(), nullable=True),
        sa.Column('link', sa.Text(), nullable=True),
        sa.Column('via', sa.Text(), nullable=True),
        sa.Column('salt', sa.Text(), nullable=True),
    ):
        op.add_column('revisions', column)
    # what was never kept by revision is taken from the post
    op.execute(
        "UPDATE revisions SET (message, album, forward, reply_to, author, via) ="
        " (SELECT id, album, forward, reply_to, author, via FROM posts WHERE key = revisions.post)"
    )
    op.create_table('events',
    sa.Column('key', _key, nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('channel', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_events'))
    )
    op.create_table('log_entries',
    sa.Column('key', _key, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('row', _key, nullable=True),
    sa.Column('channel', sa.BigInteger(), nullable=False),
    sa.Column('post', sa.BigInteger(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=True),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('early', sa.Integer(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_log_entries'))
    )
    with op.batch_alter_table('log_entries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_log_entries_row'), ['row'], unique=False)
        batch_op.create_index('ix_log_entries_rowless', ['channel', 'post'], unique=False, sqlite_where=sa.text('"row" IS NULL'))

    op.create_table('seals',
    sa.Column('number', _key, autoincrement=False, nullable=False),
    sa.Column('first', _key, nullable=False),
    sa.Column('last', _key, nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('root', sa.Text(), nullable=False),
    sa.Column('head', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_seals'))
    )
    # what is stored already is entered in the background: "entered up to / to be entered up to"
    op.execute(
        "INSERT INTO facts (name, value) SELECT 'log_entered', '0/' || coalesce((SELECT max(key) FROM posts), 0)"
        " WHERE EXISTS (SELECT 1 FROM posts) OR EXISTS (SELECT 1 FROM tombstones)"
    )


def downgrade() -> None:
    op.execute("DELETE FROM facts WHERE name = 'log_entered'")
    op.drop_table('seals')
    op.drop_table('log_entries')
    op.drop_table('events')
    for column in ('salt', 'via', 'link', 'author', 'reply_to', 'forward', 'parts', 'captions', 'album', 'message'):
        op.drop_column('revisions', column)
    for column in ('erased_why', 'erased', 'salt'):
        op.drop_column('posts', column)
