from django.db import models
from django.utils.functional import cached_property


class Region(models.Model):
    name = models.CharField(max_length=40)


class CustomerQuerySet(models.QuerySet):
    def fresh(self):
        clone = self._clone()
        clone._result_cache = None
        return clone

    def with_region(self):
        clone = self._chain()
        clone.query.select_related = {"region": {}}
        return clone


class Customer(models.Model):
    name = models.CharField(max_length=80)
    email = models.CharField(max_length=120)
    region = models.ForeignKey(Region, on_delete=models.CASCADE)

    objects = CustomerQuerySet.as_manager()

    def label(self):
        return f"{self.name} ({self.region.name})"

    @property
    def open_orders(self):
        return self.orders.filter(status="open").count()

    def paid_orders(self):
        return Order.objects.filter(customer=self, status="paid")

    @property
    def all_orders(self):
        return self.orders.all()


class Profile(models.Model):
    customer = models.OneToOneField(Customer, on_delete=models.CASCADE)
    locale = models.CharField(max_length=8)


class Tag(models.Model):
    name = models.CharField(max_length=40)


class Product(models.Model):
    name = models.CharField(max_length=80)
    price = models.DecimalField(max_digits=10, decimal_places=2)
    tags = models.ManyToManyField(Tag, related_name="products")


class OrderQuerySet(models.QuerySet):
    def with_customers(self):
        return self.select_related("customer")


class Order(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="orders")
    status = models.CharField(max_length=20)
    total = models.DecimalField(max_digits=10, decimal_places=2)
    note = models.TextField()

    objects = OrderQuerySet.as_manager()

    @cached_property
    def payable(self):
        return list(self.invoices.exclude(payer=None))


class Item(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="items")
    product = models.ForeignKey(Product, on_delete=models.CASCADE)
    quantity = models.IntegerField()


class Invoice(models.Model):
    """What it shows of itself, it reads of others."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="invoices")
    payer = models.ForeignKey(Customer, null=True, on_delete=models.CASCADE, related_name="invoices")

    def __str__(self):
        return f"{self.pk} of {self.order.status}"


class Delivery(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="order_deliveries")
    carrier = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
