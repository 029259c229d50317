from alembic import op

revision = "c3"
down_revision = "a1"


def upgrade():
    op.alter_column("orders", "note", nullable=False)
