"""readers, titles, loans"""

import sqlalchemy as sa
from alembic import op

revision = "3f0c1a"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "readers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("card", sa.String(length=20), nullable=False),
        sa.Column("full_name", sa.String(length=120), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("standing", sa.Enum("good", "blocked", name="standing"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("card", name="uq_readers_card"),
    )
    op.create_index(op.f("ix_readers_full_name"), "readers", ["full_name"], unique=False)
    op.create_table(
        "titles",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("isbn", sa.String(13), unique=True),
        sa.Column("price", sa.Numeric(10, 2)),
        sa.Column("shelf", sa.String(10), index=True),
    )
    op.create_table(
        "loans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Integer(), sa.ForeignKey("readers.id", ondelete="CASCADE"), nullable=False),
        sa.Column("title_id", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("returned", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["title_id"], ["titles.id"], name="fk_loans_title"),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade():
    op.drop_table("loans")
    op.drop_table("titles")
    op.drop_table("readers")
