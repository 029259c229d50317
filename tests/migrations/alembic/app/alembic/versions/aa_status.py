import sqlalchemy as sa
from alembic import op

revision = "b2"
down_revision = "a1"


def upgrade():
    op.add_column("orders", sa.Column("status", sa.String(20), nullable=False))
    op.create_index("ix_orders_status", "orders", ["status"])


def downgrade():
    op.drop_column("orders", "status")
