import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("shop", "__first__"),
        ("warehouse", "0001_initial"),
    ]

    operations = [
        migrations.RenameModel("Inventory", "Count"),
        migrations.CreateModel(
            name="Stored",
            fields=[
                ("id", models.AutoField(auto_created=True, primary_key=True, serialize=False)),
                ("amount", models.PositiveSmallIntegerField()),
                (
                    "article",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="shop.article", to_field="code"),
                ),
                ("kind", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="contenttypes.contenttype")),
                ("shelf", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="warehouse.shelf")),
            ],
            options={"db_table": "stock_items"},
        ),
        migrations.CreateModel(
            name="CountedItem",
            fields=[
                ("id", models.AutoField(auto_created=True, primary_key=True, serialize=False)),
                ("seen", models.IntegerField()),
                ("count", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="warehouse.count")),
                ("item", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="warehouse.stored")),
            ],
        ),
        migrations.AddField(
            "count", "items", models.ManyToManyField(through="warehouse.CountedItem", to="warehouse.stored")
        ),
        migrations.AlterUniqueTogether("stored", {("shelf", "article")}),
        migrations.AlterUniqueTogether(name="stored", unique_together=set()),
        migrations.AddConstraint("stored", models.UniqueConstraint(fields=("shelf", "article"), name="stored_once")),
    ]
