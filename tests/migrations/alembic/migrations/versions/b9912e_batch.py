"""changes in batches, as autogenerate writes them for SQLite"""

from alembic import op
import sqlalchemy as sa

revision = "b9912e"
down_revision = "77ab20"


def upgrade():
    with op.batch_alter_table("titles", schema=None) as batch_op:
        batch_op.add_column(sa.Column("language", sa.String(length=2), nullable=True))
        batch_op.alter_column("name", existing_type=sa.Text(), type_=sa.String(length=200), existing_nullable=False)
        batch_op.alter_column("note", existing_type=sa.String(length=40), new_column_name="remark")
        batch_op.create_index(batch_op.f("ix_titles_language"), ["language"], unique=False)
        batch_op.create_unique_constraint("uq_titles_name", ["name", "language"])
    with op.batch_alter_table("readers") as readers:
        readers.drop_column("note")
        readers.alter_column("full_name", nullable=False, server_default="")


def downgrade():
    pass
