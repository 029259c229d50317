"""Queries in loops, and how they are avoided."""

from decimal import Decimal

from django.db.models import Count, F, Sum
from django.shortcuts import get_object_or_404

from .models import Customer, Item, Order, Product, Tag


def get_for_each_id(ids):
    names = []
    for pk in ids:
        names.append(Customer.objects.get(pk=pk).name)
    return names


def in_bulk_for_all_ids(ids):
    found = Customer.objects.in_bulk(ids)
    return [found[pk].name for pk in ids]


def filter_in_for_all_ids(ids):
    return [customer.name for customer in Customer.objects.filter(pk__in=ids)]


def get_in_a_comprehension(ids):
    return [Order.objects.get(pk=pk).total for pk in ids]


def shortcut_for_each_id(ids):
    return [get_object_or_404(Customer, pk=pk).name for pk in ids]


def count_for_each_customer():
    return {customer.pk: Order.objects.filter(customer=customer).count() for customer in Customer.objects.all()}


def count_in_the_query():
    return {customer.pk: customer.n for customer in Customer.objects.annotate(n=Count("orders"))}


def exists_for_each_customer():
    found = []
    for customer in Customer.objects.all():
        if Order.objects.filter(customer=customer, status="open").exists():
            found.append(customer)
    return found


def exists_in_the_query():
    return list(Customer.objects.filter(orders__status="open").distinct())


def aggregate_for_each_order():
    sums = {}
    for order in Order.objects.all():
        sums[order.pk] = Item.objects.filter(order=order).aggregate(Sum("quantity"))["quantity__sum"]
    return sums


def aggregate_by_group():
    return dict(Item.objects.values_list("order").annotate(Sum("quantity")))


def first_for_each_id(ids):
    return [Order.objects.filter(customer_id=pk).first() for pk in ids]


def save_each():
    for order in Order.objects.all():
        order.status = "closed"
        order.save()


def update_all():
    Order.objects.all().update(status="closed")


def bulk_update_all():
    orders = list(Order.objects.all())
    for order in orders:
        order.status = "closed"
    Order.objects.bulk_update(orders, ["status"])


def create_each(names):
    for name in names:
        Tag.objects.create(name=name)


def bulk_create_all(names):
    Tag.objects.bulk_create([Tag(name=name) for name in names])


def get_or_create_each(names):
    return [Tag.objects.get_or_create(name=name)[0] for name in names]


def delete_each():
    for item in Item.objects.all():
        item.delete()


def delete_all():
    Item.objects.all().delete()


def update_for_each_id(ids):
    for pk in ids:
        Product.objects.filter(pk=pk).update(price=F("price") + Decimal("1"))


def update_for_all_ids(ids):
    Product.objects.filter(pk__in=ids).update(price=F("price") + Decimal("1"))


def refresh_each():
    for order in Order.objects.all():
        order.refresh_from_db()


def while_there_are_ids(ids):
    left = list(ids)
    names = []
    while left:
        names.append(Customer.objects.get(pk=left.pop()).name)
    return names


def few_statuses():
    return {status: Order.objects.filter(status=status).count() for status in ("open", "closed", "paid")}


def in_chunks(ids):
    names = []
    for start in range(0, len(ids), 500):
        names.extend(Customer.objects.filter(pk__in=ids[start : start + 500]).values_list("name", flat=True))
    return names


def remembered(ids):
    known = {}
    for _ in ids:
        if "first" not in known:
            known["first"] = Customer.objects.first()
    return known


def until_found(names):
    for name in names:
        found = Customer.objects.filter(name=name).first()
        if found:
            return found
    return None
