"""The first schema

Revision: 0001, after nothing.
"""

from alembic import op
import sqlalchemy as sa


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('alerts',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('rule', sa.Text(), nullable=False),
    sa.Column('group', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('severity', sa.Text(), nullable=False),
    sa.Column('opened', sa.BigInteger(), nullable=False),
    sa.Column('last_match', sa.BigInteger(), nullable=False),
    sa.Column('closes', sa.BigInteger(), nullable=False),
    sa.Column('notices', sa.Integer(), nullable=False),
    sa.Column('last_notice', sa.BigInteger(), nullable=False),
    sa.Column('held', sa.Integer(), nullable=False),
    sa.Column('next_due', sa.BigInteger(), nullable=True),
    sa.Column('closed', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alerts'))
    )
    with op.batch_alter_table('alerts', schema=None) as batch_op:
        batch_op.create_index('ix_alerts_closes', ['closes'], unique=False, sqlite_where=sa.text('closed IS NULL'))
        batch_op.create_index('ix_alerts_due', ['next_due'], unique=False, sqlite_where=sa.text('next_due IS NOT NULL'))
        batch_op.create_index('ix_alerts_open', ['rule', 'group'], unique=True, sqlite_where=sa.text('closed IS NULL'))
        batch_op.create_index(batch_op.f('ix_alerts_rule_opened'), ['rule', 'opened'], unique=False)

    op.create_table('channels',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('handle', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('seen', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_channels'))
    )
    with op.batch_alter_table('channels', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_channels_handle'), ['handle'], unique=False)

    op.create_table('cursors',
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('channel', sa.BigInteger(), nullable=False),
    sa.Column('read_to', sa.BigInteger(), nullable=False),
    sa.Column('first', sa.BigInteger(), nullable=False),
    sa.Column('pts', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('source', 'channel', name=op.f('pk_cursors'))
    )
    op.create_table('deliveries',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('alert', sa.Text(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('receiver', sa.Text(), nullable=False),
    sa.Column('entry', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('created', sa.BigInteger(), nullable=False),
    sa.Column('due', sa.BigInteger(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('step', sa.Integer(), nullable=False),
    sa.Column('folds', sa.Text(), nullable=True),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.Column('done', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_deliveries'))
    )
    with op.batch_alter_table('deliveries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_deliveries_alert_receiver_entry_number'), ['alert', 'receiver', 'entry', 'number'], unique=False)
        batch_op.create_index(batch_op.f('ix_deliveries_created'), ['created'], unique=False)
        batch_op.create_index('ix_deliveries_due', ['receiver', 'entry', 'due'], unique=False, sqlite_where=sa.text("state = 'due'"))
        batch_op.create_index('ix_deliveries_first', ['alert', 'receiver', 'entry', 'number'], unique=False, sqlite_where=sa.text("state = 'due'"))

    op.create_table('disabled_entries',
    sa.Column('receiver', sa.Text(), nullable=False),
    sa.Column('entry', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('receiver', 'entry', name=op.f('pk_disabled_entries'))
    )
    op.create_table('facts',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_facts'))
    )
    op.create_table('peers',
    sa.Column('account', sa.Text(), nullable=False),
    sa.Column('channel', sa.BigInteger(), nullable=False),
    sa.Column('handle', sa.Text(), nullable=False),
    sa.Column('access_hash', sa.BigInteger(), nullable=False),
    sa.Column('joined', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('account', 'channel', name=op.f('pk_peers'))
    )
    op.create_table('posts',
    sa.Column('key', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('channel', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('album', sa.BigInteger(), nullable=True),
    sa.Column('posted', sa.BigInteger(), nullable=False),
    sa.Column('edited', sa.BigInteger(), nullable=True),
    sa.Column('seen', sa.BigInteger(), nullable=False),
    sa.Column('checked', sa.BigInteger(), nullable=False),
    sa.Column('via', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('markup', sa.Text(), nullable=True),
    sa.Column('forward', sa.Text(), nullable=True),
    sa.Column('captions', sa.Text(), nullable=True),
    sa.Column('parts', sa.Text(), nullable=True),
    sa.Column('reply_to', sa.BigInteger(), nullable=True),
    sa.Column('author', sa.Text(), nullable=False),
    sa.Column('link', sa.Text(), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('views', sa.BigInteger(), nullable=True),
    sa.Column('forwards', sa.BigInteger(), nullable=True),
    sa.Column('reactions', sa.Text(), nullable=True),
    sa.Column('deleted', sa.BigInteger(), nullable=True),
    sa.Column('deleted_how', sa.Text(), nullable=True),
    sa.Column('deleted_since', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_posts')),
    sa.UniqueConstraint('channel', 'id', name=op.f('uq_posts_channel_id'))
    )
    with op.batch_alter_table('posts', schema=None) as batch_op:
        batch_op.create_index('ix_posts_album', ['channel', 'album'], unique=False, sqlite_where=sa.text('album IS NOT NULL'))
        batch_op.create_index(batch_op.f('ix_posts_posted'), ['posted'], unique=False)

    op.create_table('quarantine',
    sa.Column('key', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('raw', sa.Text(), nullable=False),
    sa.Column('error', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_quarantine'))
    )
    op.create_table('search_dirty',
    sa.Column('post', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.PrimaryKeyConstraint('post', name=op.f('pk_search_dirty'))
    )
    op.create_table('source_states',
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.Column('since', sa.BigInteger(), nullable=False),
    sa.Column('until', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('source', 'channel', name=op.f('pk_source_states'))
    )
    op.create_table('threads',
    sa.Column('alert', sa.Text(), nullable=False),
    sa.Column('receiver', sa.Text(), nullable=False),
    sa.Column('entry', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('alert', 'receiver', 'entry', name=op.f('pk_threads'))
    )
    op.create_table('tombstones',
    sa.Column('channel', sa.BigInteger(), nullable=False),
    sa.Column('message', sa.BigInteger(), nullable=False),
    sa.Column('seen', sa.BigInteger(), nullable=False),
    sa.Column('how', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('channel', 'message', name=op.f('pk_tombstones'))
    )
    op.create_table('album_parts',
    sa.Column('channel', sa.BigInteger(), nullable=False),
    sa.Column('message', sa.BigInteger(), nullable=False),
    sa.Column('post', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['post'], ['posts.key'], name=op.f('fk_album_parts_post'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('channel', 'message', name=op.f('pk_album_parts'))
    )
    with op.batch_alter_table('album_parts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_album_parts_post'), ['post'], unique=False)

    op.create_table('attempts',
    sa.Column('delivery', sa.Text(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('took', sa.Integer(), nullable=False),
    sa.Column('result', sa.Text(), nullable=False),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['delivery'], ['deliveries.key'], name=op.f('fk_attempts_delivery'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('delivery', 'number', name=op.f('pk_attempts'))
    )
    op.create_table('decisions',
    sa.Column('key', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('post', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('rule', sa.Text(), nullable=False),
    sa.Column('event', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('alert', sa.Text(), nullable=False),
    sa.Column('notice', sa.Integer(), nullable=True),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['post'], ['posts.key'], name=op.f('fk_decisions_post'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_decisions'))
    )
    with op.batch_alter_table('decisions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_decisions_alert'), ['alert'], unique=False)
        batch_op.create_index(batch_op.f('ix_decisions_post'), ['post'], unique=False)

    op.create_table('held',
    sa.Column('key', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('alert', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('rule', sa.Text(), nullable=False),
    sa.Column('excerpt', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['alert'], ['alerts.id'], name=op.f('fk_held_alert'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_held'))
    )
    with op.batch_alter_table('held', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_held_alert'), ['alert'], unique=False)

    op.create_table('matches',
    sa.Column('key', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('rule', sa.Text(), nullable=False),
    sa.Column('post', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('event', sa.Text(), nullable=False),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('holds', sa.Integer(), nullable=False),
    sa.Column('alert', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['post'], ['posts.key'], name=op.f('fk_matches_post'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_matches')),
    sa.UniqueConstraint('post', 'rule', name=op.f('uq_matches_post_rule'))
    )
    with op.batch_alter_table('matches', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_matches_alert'), ['alert'], unique=False)
        batch_op.create_index(batch_op.f('ix_matches_rule_at'), ['rule', 'at'], unique=False)

    op.create_table('media',
    sa.Column('post', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('message', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('mime', sa.Text(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=True),
    sa.Column('width', sa.Integer(), nullable=True),
    sa.Column('height', sa.Integer(), nullable=True),
    sa.Column('duration', sa.Float(), nullable=True),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('file_id', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['post'], ['posts.key'], name=op.f('fk_media_post'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('post', 'position', name=op.f('pk_media'))
    )
    with op.batch_alter_table('media', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_media_file_id'), ['file_id'], unique=False)

    op.create_table('notices',
    sa.Column('alert', sa.Text(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('created', sa.BigInteger(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['alert'], ['alerts.id'], name=op.f('fk_notices_alert'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('alert', 'number', name=op.f('pk_notices'))
    )
    op.create_table('revisions',
    sa.Column('post', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('markup', sa.Text(), nullable=True),
    sa.Column('media', sa.Text(), nullable=True),
    sa.Column('edited', sa.BigInteger(), nullable=True),
    sa.Column('seen', sa.BigInteger(), nullable=False),
    sa.Column('replaced', sa.BigInteger(), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['post'], ['posts.key'], name=op.f('fk_revisions_post'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('post', 'number', name=op.f('pk_revisions'))
    )
    # folded text, fed behind the alert path; what only SQLite has stands in SQL
    op.execute("CREATE VIRTUAL TABLE search USING fts5(body, tokenize = 'unicode61 remove_diacritics 0')")


def downgrade() -> None:
    op.execute("DROP TABLE search")
    op.drop_table('revisions')
    op.drop_table('notices')
    with op.batch_alter_table('media', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_media_file_id'))

    op.drop_table('media')
    with op.batch_alter_table('matches', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_matches_rule_at'))
        batch_op.drop_index(batch_op.f('ix_matches_alert'))

    op.drop_table('matches')
    with op.batch_alter_table('held', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_held_alert'))

    op.drop_table('held')
    with op.batch_alter_table('decisions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_decisions_post'))
        batch_op.drop_index(batch_op.f('ix_decisions_alert'))

    op.drop_table('decisions')
    op.drop_table('attempts')
    with op.batch_alter_table('album_parts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_album_parts_post'))

    op.drop_table('album_parts')
    op.drop_table('tombstones')
    op.drop_table('threads')
    op.drop_table('source_states')
    op.drop_table('search_dirty')
    op.drop_table('quarantine')
    with op.batch_alter_table('posts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_posts_posted'))
        batch_op.drop_index('ix_posts_album', sqlite_where=sa.text('album IS NOT NULL'))

    op.drop_table('posts')
    op.drop_table('peers')
    op.drop_table('facts')
    op.drop_table('disabled_entries')
    with op.batch_alter_table('deliveries', schema=None) as batch_op:
        batch_op.drop_index('ix_deliveries_first', sqlite_where=sa.text("state = 'due'"))
        batch_op.drop_index('ix_deliveries_due', sqlite_where=sa.text("state = 'due'"))
        batch_op.drop_index(batch_op.f('ix_deliveries_created'))
        batch_op.drop_index(batch_op.f('ix_deliveries_alert_receiver_entry_number'))

    op.drop_table('deliveries')
    op.drop_table('cursors')
    with op.batch_alter_table('channels', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_channels_handle'))

    op.drop_table('channels')
    with op.batch_alter_table('alerts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_alerts_rule_opened'))
        batch_op.drop_index('ix_alerts_open', sqlite_where=sa.text('closed IS NULL'))
        batch_op.drop_index('ix_alerts_due', sqlite_where=sa.text('next_due IS NOT NULL'))
        batch_op.drop_index('ix_alerts_closes', sqlite_where=sa.text('closed IS NULL'))

    op.drop_table('alerts')
