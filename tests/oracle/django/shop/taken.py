"""Rows that are taken by their keys, by what sorts them, page by page, and as texts."""

from itertools import chain

from django.core.paginator import Paginator
from django.db.models import Prefetch

from .models import Customer, Delivery, Invoice, Item, Order


def prefetched_no_more():
    orders = Order.objects.prefetch_related("items")
    return [len(order.items.all()) for order in orders.prefetch_related(None)]


def prefetched_no_more_but_selected():
    orders = Order.objects.select_related("customer").prefetch_related("items")
    return [order.customer.name for order in orders.prefetch_related(None)]


def prefetched_anew():
    orders = Order.objects.prefetch_related("customer").prefetch_related(None)
    return [len(order.items.all()) for order in orders.prefetch_related("items")]


def prefetched_under_a_name_of_the_class():
    orders = Order.objects.prefetch_related(Prefetch("invoices", to_attr="payable"))
    return [len(order.payable) for order in orders]


def a_property_of_the_class():
    return [len(order.payable) for order in Order.objects.all()]


def by_their_keys(ids):
    return [order.customer.name for order in Order.objects.in_bulk(ids).values()]


def by_their_keys_selected(ids):
    return [order.customer.name for order in Order.objects.select_related("customer").in_bulk(ids).values()]


def by_one_key_each(ids):
    orders = Order.objects.in_bulk(ids)
    return [orders[id].customer.name for id in ids]


def keys_alone(ids):
    return [str(key) for key in Order.objects.in_bulk(ids)]


def one_after_the_other():
    names = []
    for order in chain(Order.objects.filter(status="open"), Order.objects.filter(status="last")):
        names.append(order.customer.name)
    return names


def one_after_the_other_selected():
    orders = Order.objects.select_related("customer")
    return [order.customer.name for order in chain(orders.filter(status="open"), orders.filter(status="last"))]


def sorted_in_place():
    orders = list(Order.objects.all())
    orders.sort(key=lambda order: order.customer.name)
    return orders


def sorted_in_place_selected():
    orders = list(Order.objects.select_related("customer"))
    orders.sort(key=lambda order: order.customer.name)
    return orders


def sorted_in_place_by_a_column():
    orders = list(Order.objects.all())
    orders.sort(key=lambda order: order.total)
    return orders


def as_texts():
    return [str(invoice) for invoice in Invoice.objects.all()]


def as_texts_selected():
    return [str(invoice) for invoice in Invoice.objects.select_related("order")]


def as_texts_within_texts():
    return [f"invoice {invoice}" for invoice in Invoice.objects.all()]


def as_texts_of_a_format():
    return [f"{invoice!r:>20}" for invoice in Invoice.objects.select_related("order")]


def printed():
    lines = []
    for invoice in Invoice.objects.all():
        lines.append((invoice.pk, str(invoice)))
    return lines


def what_they_lead_to_as_text():
    return [str(item.order) for item in Item.objects.select_related("order")]


def columns_as_texts():
    return [f"{order.status} {str(order.total)}" for order in Order.objects.all()]


def page_by_page():
    names = []
    pages = Paginator(Order.objects.order_by("pk"), 1000)
    for order in pages.page(1):
        names.append(order.customer.name)
    return names


def one_page():
    return [order.customer.name for order in Paginator(Order.objects.order_by("pk"), 1000).get_page(1)]


def one_page_selected():
    orders = Order.objects.select_related("customer").order_by("pk")
    return [order.customer.name for order in Paginator(orders, 1000).get_page(1).object_list]


def deliveries_of_one():
    order = Order.objects.get(status="last")
    return [delivery.carrier.name for delivery in order.order_deliveries.all()]


def deliveries_of_one_selected():
    order = Order.objects.get(status="last")
    return [delivery.carrier.name for delivery in order.order_deliveries.select_related("carrier")]


def with_nobody():
    return [(customer.name, customer.region.name) for customer in Customer.objects.none()]


def all_deliveries():
    return [str(delivery.order_id) for delivery in Delivery.objects.all()]
