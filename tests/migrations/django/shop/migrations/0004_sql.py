import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0003_labels"), ("warehouse", "0001_initial")]

    operations = [
        migrations.RunSQL(
            ["CREATE TABLE scratch (id integer NOT NULL PRIMARY KEY)", "DROP TABLE scratch"],
            reverse_sql=migrations.RunSQL.noop,
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(
                    "order",
                    "reference",
                    models.ForeignKey(
                        db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, to="warehouse.shelf"
                    ),
                )
            ],
            database_operations=[
                migrations.AddField(
                    "order",
                    "reference",
                    models.ForeignKey(
                        db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, to="warehouse.shelf"
                    ),
                )
            ],
        ),
    ]
