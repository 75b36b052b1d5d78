"""Files of media: what is wanted, what was fetched, and how pictures look

Revision: 0008, after 0007.
"""

from alembic import op
import sqlalchemy as sa


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('files',
    sa.Column('key', KEY, nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('kept', sa.Integer(), nullable=False),
    sa.Column('looks', sa.Text(), nullable=False),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_files')),
    sa.UniqueConstraint('sha256', name=op.f('uq_files_sha256'))
    )
    op.create_index('ix_files_unseen', 'files', ['key'], unique=False, sqlite_where=sa.text("looks = ''"))
    op.create_table('post_files',
    sa.Column('key', KEY, nullable=False),
    sa.Column('post', KEY, nullable=False),
    sa.Column('channel', sa.BigInteger(), nullable=False),
    sa.Column('message', sa.BigInteger(), nullable=False),
    sa.Column('file_id', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=True),
    sa.Column('largest', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('due', sa.BigInteger(), nullable=False),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.Column('file', KEY, nullable=True),
    sa.Column('at', sa.BigInteger(), nullable=True),
    sa.Column('how', sa.Text(), nullable=True),
    sa.Column('salt', sa.Text(), nullable=True),
    sa.Column('removed', sa.BigInteger(), nullable=True),
    sa.Column('why', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['post'], ['posts.key'], name=op.f('fk_post_files_post'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['file'], ['files.key'], name=op.f('fk_post_files_file')),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_post_files')),
    sa.UniqueConstraint('post', 'message', 'file_id', name=op.f('uq_post_files_post_message_file_id'))
    )
    op.create_index('ix_post_files_due', 'post_files', ['due', 'key'], unique=False, sqlite_where=sa.text("state = 'due'"))
    op.create_index('ix_post_files_kept', 'post_files', ['at', 'key'], unique=False, sqlite_where=sa.text("state = 'kept'"))
    op.create_index(op.f('ix_post_files_file'), 'post_files', ['file'], unique=False)
    op.create_index(op.f('ix_post_files_file_id'), 'post_files', ['file_id'], unique=False)
    op.create_table('picture_hashes',
    sa.Column('file', KEY, nullable=False),
    sa.Column('frame', sa.Integer(), nullable=False),
    sa.Column('method', sa.Text(), nullable=False),
    sa.Column('hash', sa.BigInteger(), nullable=False),
    sa.Column('band0', sa.Integer(), nullable=False),
    sa.Column('band1', sa.Integer(), nullable=False),
    sa.Column('band2', sa.Integer(), nullable=False),
    sa.Column('band3', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['file'], ['files.key'], name=op.f('fk_picture_hashes_file'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('file', 'frame', 'method', name=op.f('pk_picture_hashes'))
    )
    for number in range(4):
        op.create_index(op.f(f'ix_picture_hashes_band{number}'), 'picture_hashes', [f'band{number}'], unique=False)
    op.create_table('doomed_files',
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_doomed_files'))
    )


def downgrade() -> None:
    for table in ('doomed_files', 'picture_hashes', 'post_files', 'files'):
        op.drop_table(table)
