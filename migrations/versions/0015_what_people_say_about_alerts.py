"""Silences, acts and links of people; escalations; notices that receivers get later

Revision: 0015, after 0014.
"""

from alembic import op
import sqlalchemy as sa


revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('silences',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('created', sa.BigInteger(), nullable=False),
    sa.Column('starts', sa.BigInteger(), nullable=False),
    sa.Column('ends', sa.BigInteger(), nullable=False),
    sa.Column('rule', sa.Text(), nullable=False),
    sa.Column('channel', sa.BigInteger(), nullable=False),
    sa.Column('entity', sa.Text(), nullable=False),
    sa.Column('matched', sa.Integer(), nullable=False),
    sa.Column('last', sa.BigInteger(), nullable=True),
    sa.Column('told', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_silences'))
    )
    op.create_index(op.f('ix_silences_ends'), 'silences', ['ends'])
    op.create_table('acts',
    sa.Column('key', KEY, nullable=False),
    sa.Column('alert', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('to', sa.Text(), nullable=False),
    sa.Column('told', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['alert'], ['alerts.id'], name=op.f('fk_acts_alert'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_acts'))
    )
    op.create_index(op.f('ix_acts_alert'), 'acts', ['alert'])
    op.create_index('ix_acts_untold', 'acts', ['key'], sqlite_where=sa.text('told = 0'))
    op.create_table('used_links',
    sa.Column('mark', sa.Text(), nullable=False),
    sa.Column('until', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('mark', name=op.f('pk_used_links'))
    )
    op.add_column('alerts', sa.Column('escalates', sa.BigInteger(), nullable=True))
    op.add_column('alerts', sa.Column('escalated', sa.BigInteger(), nullable=True))
    op.add_column('alerts', sa.Column('acknowledged', sa.BigInteger(), nullable=True))
    op.add_column('alerts', sa.Column('assigned', sa.Text(), nullable=False, server_default=''))
    op.create_index('ix_alerts_escalates', 'alerts', ['escalates'], sqlite_where=sa.text('escalates IS NOT NULL'))
    op.add_column('deliveries', sa.Column('held', sa.Text(), nullable=True))
    op.create_index('ix_deliveries_held', 'deliveries', ['due'], sqlite_where=sa.text("state = 'held'"))
    op.create_index('ix_deliveries_told', 'deliveries', ['receiver', 'created'], sqlite_where=sa.text('held IS NULL'))


def downgrade() -> None:
    op.drop_index('ix_deliveries_told', table_name='deliveries')
    op.drop_index('ix_deliveries_held', table_name='deliveries')
    op.drop_column('deliveries', 'held')
    op.drop_index('ix_alerts_escalates', table_name='alerts')
    op.drop_column('alerts', 'assigned')
    op.drop_column('alerts', 'acknowledged')
    op.drop_column('alerts', 'escalated')
    op.drop_column('alerts', 'escalates')
    op.drop_table('used_links')
    op.drop_table('acts')
    op.drop_table('silences')
