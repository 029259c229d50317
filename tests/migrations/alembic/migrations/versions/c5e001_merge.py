"""brings both lines together, and renames"""

from alembic import op
import sqlalchemy as sa

revision = "c5e001"
down_revision = ("a01d44", "b9912e")


def upgrade():
    op.rename_table("titles", "works")
    op.alter_column("works", "isbn", new_column_name="ean", existing_type=sa.String(13))
    op.alter_column("loans", "title_id", new_column_name="work_id")
    op.drop_constraint("uq_readers_card", "readers", type_="unique")
    op.drop_column("works", "shelf")
    status = sa.Enum("new", "worn", name="condition")
    status.create(op.get_bind())
    op.add_column("works", sa.Column("condition", status, nullable=False, server_default="new"))
    op.alter_column("loans", "returned", nullable=False, server_default=sa.false(), existing_type=sa.Boolean())


def downgrade():
    pass
