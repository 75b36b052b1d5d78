"""Windows that hold thousands of matches: finds what nobody was told of, and the last match of each value

Revision: 0019, after 0018.
"""

from alembic import op
import sqlalchemy as sa


revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_window_matches_untold', 'window_matches', ['rule', 'group', 'posted'], sqlite_where=sa.text("told = ''"))
    op.create_index('ix_window_matches_values', 'window_matches', ['rule', 'group', 'value', 'posted'], sqlite_where=sa.text("value != ''"))


def downgrade() -> None:
    op.drop_index('ix_window_matches_values', table_name='window_matches')
    op.drop_index('ix_window_matches_untold', table_name='window_matches')
