"""Queries that objects give, queries that are kept, and queries that others had a hand in."""

from django.db.models import Q

from .models import Customer, Order
from .stores import ListedCustomers, Store, customers, loaded_orders, orders


def of_an_object():
    return [order.customer.name for order in orders.open()]


def of_an_object_made_here():
    return [order.customer.name for order in Store(Order).newest()]


def of_the_model_of_a_class():
    return [customer.region.name for customer in ListedCustomers().listed()]


def of_an_object_and_more():
    return [customer.region.name for customer in customers.visible_to(None).filter(name__startswith="c")]


def of_an_object_that_loads():
    return [order.customer.name for order in orders.with_customers()]


def of_an_object_that_loads_in_its_base():
    return [order.customer.name for order in loaded_orders.open()]


def of_an_object_and_loaded():
    return [order.customer.name for order in orders.open().select_related("customer")]


def of_an_object_without_relations():
    return [customer.name for customer in customers.everything()]


def of_another_object():
    return [customer.email for customer in ListedCustomers().listed()]


def nothing_or_a_query():
    found = None
    if Order.objects.exists():
        found = Order.objects.order_by("pk")
    return [order.customer.name for order in found or []]


def nothing_or_a_loaded_query():
    found = None
    if Order.objects.exists():
        found = Order.objects.select_related("customer")
    return [order.customer.name for order in found or []]


def given_to_plug_ins():
    found = Order.objects.all()
    for narrow in [lambda name, rows: rows.filter(status=name)]:
        found = narrow("open", found)
    return [order.customer.name for order in found]


def given_to_plug_ins_and_loaded():
    found = Order.objects.select_related("customer")
    for narrow in [lambda name, rows: rows.filter(status=name)]:
        found = narrow("open", found)
    return [order.customer.name for order in found]


class Choices:
    def __init__(self, queryset):
        self.queryset = queryset


def from_what_is_kept(ids):
    field = Choices(Customer.objects.all())
    return [field.queryset.filter(Q(pk=key)).first() for key in ids]


def from_what_is_kept_and_taken(ids):
    found = Choices(Customer.objects.all()).queryset
    names = []
    for key in ids:
        chosen = found.filter(pk=key)
        for customer in chosen:
            names.append(customer.name)
    return names


def from_what_is_kept_at_once(ids):
    found = Choices(Customer.objects.all()).queryset
    chosen = {}
    for customer in found.filter(pk__in=ids):
        chosen[customer.pk] = customer.name
    return [chosen[key] for key in ids]


def copied_and_queried():
    return [order.status for customer in Customer.objects.fresh() for order in customer.paid_orders()]


def copied_and_loaded():
    return [customer.region.name for customer in Customer.objects.with_region()]


def relation_and_relation_of_it():
    return [order.customer.region.name for order in Order.objects.all()]
