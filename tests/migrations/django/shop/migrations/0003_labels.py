import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_order")]

    operations = [
        migrations.RenameModel("Tag", "Label"),
        migrations.RenameField("article", "tags", "labels"),
        migrations.AlterModelTable("label", "labels"),
        migrations.RenameField("label", "name", "title"),
        migrations.AlterField("label", "title", models.CharField(max_length=80, db_index=True)),
        migrations.AlterField("label", "body", models.TextField(unique=True)),
        migrations.AlterField("article", "id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
        migrations.AlterField("article", "name", models.CharField(max_length=200)),
        migrations.AlterField("article", "price", models.DecimalField(max_digits=12, decimal_places=2)),
        migrations.RemoveField("article", "obsolete"),
        migrations.AddField("article", "changed_at", models.DateTimeField(auto_now=True)),
        migrations.AddField("article", "is_active", models.BooleanField(default=True)),
        migrations.AddField(
            "article",
            "label",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="first_of", to="shop.label"
            ),
        ),
        migrations.AddIndex("article", models.Index(fields=["-changed_at"], name="shop_article_chg")),
        migrations.AlterField("customer", "email", models.EmailField(max_length=254, unique=True)),
        migrations.RemoveConstraint("order", "order_wrong"),
        migrations.CreateModel(
            name="ActiveArticle", fields=[], options={"proxy": True, "indexes": []}, bases=("shop.article",)
        ),
        migrations.CreateModel(
            name="Legacy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("text", models.TextField()),
            ],
            options={"managed": False, "db_table": "legacy"},
        ),
    ]
