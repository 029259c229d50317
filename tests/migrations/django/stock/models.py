from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models

from shop.models import Article


class Shelf(models.Model):
    place = models.CharField(max_length=12, unique=True)
    opened = models.DateField(null=True)


class Stored(models.Model):
    shelf = models.ForeignKey(Shelf, on_delete=models.CASCADE)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, to_field="code")
    amount = models.PositiveSmallIntegerField()
    kind = models.ForeignKey(ContentType, on_delete=models.CASCADE)

    class Meta:
        db_table = "stock_items"
        constraints = [models.UniqueConstraint(fields=["shelf", "article"], name="stored_once")]


class Count(models.Model):
    counted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    shelves = models.ManyToManyField(Shelf)
    items = models.ManyToManyField(Stored, through="CountedItem")
    done_at = models.TimeField(null=True)


class CountedItem(models.Model):
    count = models.ForeignKey(Count, on_delete=models.CASCADE)
    item = models.ForeignKey(Stored, on_delete=models.CASCADE)
    seen = models.IntegerField()
