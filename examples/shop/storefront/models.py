"""Models of the storefront. The tables are made by ../migrations, not by Django."""

from django.db import models


class Customer(models.Model):
    email = models.EmailField(unique=True)
    display_name = models.TextField()
    country_code = models.TextField()
    locale = models.TextField(default="en")
    marketing_opt_in = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "customers"


class Category(models.Model):
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    slug = models.SlugField(unique=True)
    name = models.TextField()

    class Meta:
        managed = False
        db_table = "categories"


class Product(models.Model):
    category = models.ForeignKey(Category, models.PROTECT, related_name="products")
    sku = models.TextField(unique=True)
    name = models.TextField()
    description = models.TextField(default="")
    list_price = models.DecimalField(max_digits=12, decimal_places=2)
    status = models.TextField(default="draft")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        managed = False
        db_table = "products"


class Order(models.Model):
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="orders")
    number = models.TextField(unique=True)
    status = models.TextField(default="open")
    channel = models.TextField()
    priority = models.SmallIntegerField(default=0)
    total = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    placed_at = models.DateTimeField(auto_now_add=True)
    shipped_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "orders"


class OrderItem(models.Model):
    order = models.ForeignKey(Order, models.CASCADE, related_name="items")
    product = models.ForeignKey(Product, models.PROTECT)
    quantity = models.IntegerField()
    unit_price = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        managed = False
        db_table = "order_items"
