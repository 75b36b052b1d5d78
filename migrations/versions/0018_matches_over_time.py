"""Matches of rules over time: counts, different values, spikes, silences, what is new, sequences

Revision: 0018, after 0017.
"""

from alembic import op
import sqlalchemy as sa


revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('window_rules',
    sa.Column('rule', sa.Text(), nullable=False),
    sa.Column('shape', sa.Text(), nullable=False),
    sa.Column('since', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('rule', name=op.f('pk_window_rules'))
    )
    op.create_table('window_matches',
    sa.Column('key', KEY, nullable=False),
    sa.Column('rule', sa.Text(), nullable=False),
    sa.Column('group', sa.Text(), nullable=False),
    sa.Column('posted', sa.BigInteger(), nullable=False),
    sa.Column('post', KEY, nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('told', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['post'], ['posts.key'], name=op.f('fk_window_matches_post'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_window_matches')),
    sa.UniqueConstraint('rule', 'group', 'posted', 'post', 'value', name=op.f('uq_window_matches_rule_group_posted_post_value'))
    )
    op.create_index(op.f('ix_window_matches_post'), 'window_matches', ['post'])
    op.create_table('window_groups',
    sa.Column('rule', sa.Text(), nullable=False),
    sa.Column('group', sa.Text(), nullable=False),
    sa.Column('since', sa.BigInteger(), nullable=False),
    sa.Column('told', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('rule', 'group', name=op.f('pk_window_groups'))
    )
    op.create_table('window_slots',
    sa.Column('rule', sa.Text(), nullable=False),
    sa.Column('group', sa.Text(), nullable=False),
    sa.Column('slot', sa.BigInteger(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('rule', 'group', 'slot', name=op.f('pk_window_slots'))
    )
    op.create_table('window_values',
    sa.Column('rule', sa.Text(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('first', sa.BigInteger(), nullable=False),
    sa.Column('last', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('rule', 'value', name=op.f('pk_window_values'))
    )
    op.create_index(op.f('ix_window_values_last'), 'window_values', ['last'])


def downgrade() -> None:
    op.drop_table('window_values')
    op.drop_table('window_slots')
    op.drop_table('window_groups')
    op.drop_table('window_matches')
    op.drop_table('window_rules')
