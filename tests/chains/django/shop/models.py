from django.db import models


class Region(models.Model):
    name = models.CharField(max_length=60)

    class Meta:
        ordering = ["name"]


class Customer(models.Model):
    email = models.CharField(max_length=120, db_index=True)
    nick = models.CharField(max_length=40, null=True)
    region = models.ForeignKey(Region, on_delete=models.CASCADE)
    inviter = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="invited")
    joined = models.DateField()
    active = models.BooleanField(default=True)


class Tag(models.Model):
    slug = models.SlugField(primary_key=True)


class Order(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="orders")
    seller = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL, related_name="sales")
    status = models.CharField(max_length=20)
    note = models.TextField(null=True)
    total = models.DecimalField(max_digits=10, decimal_places=2)
    paid = models.DecimalField(max_digits=10, decimal_places=2, db_column="amount_paid")
    placed = models.DateTimeField()
    extra = models.JSONField(default=dict)
    tags = models.ManyToManyField(Tag)


class Invoice(models.Model):
    order = models.OneToOneField(Order, on_delete=models.CASCADE)
    number = models.CharField(max_length=20)


class Item(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE)
    sku = models.CharField(max_length=40)
    price = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        ordering = ["-price", "sku"]


class Gift(Order):
    wrapping = models.CharField(max_length=40)
