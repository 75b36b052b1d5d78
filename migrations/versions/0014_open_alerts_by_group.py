"""Open alerts by what they are about

Revision: 0014, after 0013.
"""

from alembic import op
import sqlalchemy as sa


revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_alerts_about', 'alerts', ['group'], sqlite_where=sa.text('closed IS NULL'))


def downgrade() -> None:
    op.drop_index('ix_alerts_about', table_name='alerts')
