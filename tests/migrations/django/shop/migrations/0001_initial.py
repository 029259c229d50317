import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Customer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("password", models.CharField(max_length=128)),
                ("last_login", models.DateTimeField(null=True)),
                ("email", models.CharField(max_length=100)),
                ("friends", models.ManyToManyField(to="shop.customer")),
            ],
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                ("slug", models.SlugField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80)),
                ("body", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Article",
            fields=[
                ("id", models.AutoField(auto_created=True, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, db_index=True)),
                ("code", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("name", models.CharField(max_length=100, db_index=True)),
                ("slug", models.SlugField()),
                ("price", models.IntegerField()),
                ("pieces", models.PositiveIntegerField(default=0)),
                ("weight", models.FloatField(null=True)),
                ("obsolete", models.CharField(max_length=3, unique=True)),
                ("details", models.JSONField(default=dict)),
                ("tags", models.ManyToManyField(related_name="articles", to="shop.tag")),
                ("successor", models.OneToOneField(null=True, on_delete=models.SET_NULL, to="shop.article")),
            ],
        ),
        migrations.CreateModel(
            name="Bundle",
            fields=[
                (
                    "article_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="shop.article",
                    ),
                ),
                ("rebate", models.SmallIntegerField(db_column="rebate_percent")),
            ],
            options={"unique_together": {("rebate", "article_ptr")}},
            bases=("shop.article",),
        ),
        migrations.CreateModel(
            name="Purchase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("no", models.IntegerField()),
                ("note", models.CharField(max_length=20)),
                ("customer", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="shop.customer")),
            ],
            options={"unique_together": {("customer", "no")}},
        ),
    ]
