from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Lower


def nothing(apps, schema_editor):
    pass


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    run_before = [("warehouse", "0002_stored")]

    operations = [
        migrations.RenameModel(old_name="Purchase", new_name="Order"),
        migrations.RenameField(model_name="order", old_name="no", new_name="number"),
        migrations.AlterField("Order", "number", models.BigIntegerField()),
        migrations.AlterField("order", "note", models.CharField(max_length=20, null=True)),
        migrations.AddField(
            "order", "article", models.ForeignKey(default=1, db_index=False, on_delete=models.CASCADE, to="shop.article"), False
        ),
        migrations.AddField("order", "paid_on", models.DateField(null=True, db_index=True)),
        migrations.AddField("order", "closed", models.BooleanField(default=False)),
        migrations.RunPython(nothing, migrations.RunPython.noop),
        migrations.AddIndex("order", models.Index(fields=["customer", "-paid_on"], name="order_cust_paid")),
        migrations.AddIndex("order", models.Index(fields=["number"], condition=Q(closed=False), name="order_open")),
        migrations.AddIndex("order", models.Index(Lower("note"), name="order_lower_note")),
        migrations.AddConstraint(
            "order", models.UniqueConstraint(fields=("number", "article"), name="order_number_article")
        ),
        migrations.AddConstraint(
            "order", models.UniqueConstraint(fields=("article",), condition=Q(closed=False), name="order_one_open")
        ),
        migrations.AddConstraint("order", models.CheckConstraint(condition=Q(number__gt=0), name="order_number_positive")),
        migrations.AddConstraint("order", models.CheckConstraint(condition=Q(number__lt=0), name="order_wrong")),
        migrations.RenameIndex("order", new_name="order_customer_paid", old_name="order_cust_paid"),
    ]
