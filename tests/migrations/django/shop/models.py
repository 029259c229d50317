import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower


class Stamped(models.Model):
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["-changed_at"], name="%(app_label)s_%(class)s_chg")]


class Customer(models.Model):
    password = models.CharField(max_length=128)
    last_login = models.DateTimeField(null=True)
    email = models.EmailField(unique=True)
    friends = models.ManyToManyField("self")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []
    is_anonymous = False
    is_authenticated = True


class Label(models.Model):
    slug = models.SlugField(primary_key=True)
    title = models.CharField(max_length=80, db_index=True)
    body = models.TextField(unique=True)

    class Meta:
        db_table = "labels"


class Article(Stamped):
    code = models.UUIDField(default=uuid.uuid4, unique=True)
    name = models.CharField(max_length=200)
    slug = models.SlugField()
    price = models.DecimalField(max_digits=12, decimal_places=2)
    pieces = models.PositiveIntegerField(default=0)
    weight = models.FloatField(null=True)
    is_active = models.BooleanField(default=True)
    details = models.JSONField(default=dict)
    labels = models.ManyToManyField(Label, related_name="articles")
    label = models.ForeignKey(Label, models.PROTECT, null=True, related_name="first_of")
    successor = models.OneToOneField("self", models.SET_NULL, null=True)


class Bundle(Article):
    rebate = models.SmallIntegerField(db_column="rebate_percent")

    class Meta:
        unique_together = [("rebate", "article_ptr")]


class ActiveArticle(Article):
    class Meta:
        proxy = True


class Order(models.Model):
    number = models.BigIntegerField()
    customer = models.ForeignKey("shop.Customer", on_delete=models.CASCADE)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, db_index=False)
    note = models.CharField(max_length=20, null=True)
    paid_on = models.DateField(null=True, db_index=True)
    closed = models.BooleanField(default=False)
    reference = models.ForeignKey("warehouse.Shelf", models.DO_NOTHING, db_constraint=False, null=True)

    class Meta:
        unique_together = ("customer", "number")
        indexes = [
            models.Index(fields=["customer", "-paid_on"], name="order_customer_paid"),
            models.Index(fields=["number"], name="order_open", condition=Q(closed=False)),
            models.Index(Lower("note"), name="order_lower_note"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["number", "article"], name="order_number_article"),
            models.UniqueConstraint(fields=["article"], name="order_one_open", condition=Q(closed=False)),
            models.CheckConstraint(condition=Q(number__gt=0), name="order_number_positive"),
        ]


class Legacy(models.Model):
    text = models.TextField()

    class Meta:
        managed = False
        db_table = "legacy"
