"""branches, and what readers owe"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "77ab20"
down_revision = "3f0c1a"

TABLES = ("readers", "titles")


def upgrade() -> None:
    op.create_table(
        "branches",
        sa.Column("code", sa.CHAR(3), nullable=False),
        sa.Column("hours", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("labels", postgresql.ARRAY(sa.String(20)), nullable=True),
        sa.PrimaryKeyConstraint("code"),
    )
    op.add_column("readers", sa.Column("owed", sa.Numeric(8, 2), nullable=False, server_default="0"))
    op.add_column("readers", sa.Column("branch", sa.CHAR(3), nullable=True))
    op.create_foreign_key("fk_readers_branch", "readers", "branches", ["branch"], ["code"], ondelete="SET NULL")
    op.create_check_constraint("ck_readers_owed", "readers", sa.column("owed") >= 0)
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ADD COLUMN note varchar(40)")


def downgrade() -> None:
    op.drop_table("branches")
