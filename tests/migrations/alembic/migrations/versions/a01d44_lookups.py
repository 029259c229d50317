"""indexes"""

from alembic import op
import sqlalchemy as sa

revision = "a01d44"
down_revision = "77ab20"


def upgrade():
    _index_loans()
    op.create_index("ix_titles_lower_name", "titles", [sa.text("lower(name)")])
    op.create_index("ix_titles_dear", "titles", [sa.text("price DESC"), "shelf"])
    op.drop_index("ix_readers_full_name", table_name="readers")
    op.execute(sa.text("CREATE INDEX ix_readers_owing ON readers (owed) WHERE owed > 0"))


def _index_loans():
    op.create_index(
        "ix_loans_open",
        "loans",
        ["reader_id", "until"],
        postgresql_where=sa.text("returned IS NOT TRUE"),
    )
    op.create_index("ix_loans_once", "loans", ["reader_id", "title_id"], unique=True, postgresql_where=sa.text("NOT returned"))


def downgrade():
    pass
