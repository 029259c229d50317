"""Rows by their keys, what functions return beside rows, and models that are asked for by name."""

from django.apps import apps

from .models import Customer, Order


def items_of_a_bulk(ids):
    names = []
    for key, order in Order.objects.in_bulk(ids).items():
        names.append((key, order.customer.name))
    return names


def values_of_a_bulk(ids):
    found = Order.objects.in_bulk(ids)
    return [order.customer.name for order in found.values()]


def values_of_a_loaded_bulk(ids):
    found = Order.objects.select_related("customer").in_bulk(ids)
    return [order.customer.name for order in found.values()]


def keys_of_a_bulk(ids):
    return [key for key in Order.objects.in_bulk(ids)]


def columns_of_a_bulk(ids):
    found = Order.objects.in_bulk(ids)
    return [found[key].status for key in ids]


def looked_up_in_a_bulk(ids):
    found = Order.objects.in_bulk(ids)
    names = []
    for key in ids:
        names.append(found[key].customer.name)
    return names


def looked_up_and_named(ids):
    found = Order.objects.in_bulk(ids)
    names = []
    for key in ids:
        order = found.get(key)
        if order is not None:
            names.append(order.customer.name)
    return names


def looked_up_in_a_loaded_bulk(ids):
    found = Order.objects.select_related("customer").in_bulk(ids)
    names = []
    for key in ids:
        order = found.get(key)
        if order is not None:
            names.append(order.customer.name)
    return names


def looked_up_once(ids):
    found = Order.objects.in_bulk(ids)
    return found[ids[0]].customer.name


def looked_up_in_a_dictionary(ids):
    by_key = {order.pk: order for order in Order.objects.filter(pk__in=ids)}
    names = []
    for key in ids:
        names.append(by_key[key].customer.name)
    return names


def looked_up_in_a_dictionary_of_columns(ids):
    by_key = {order.pk: order.status for order in Order.objects.filter(pk__in=ids)}
    return [by_key[key].upper() for key in ids]


def customers_of_a_bulk(ids):
    customers = Customer.objects.in_bulk(ids)
    return [customers[order.customer_id].name for order in Order.objects.filter(customer_id__in=ids)]


def regions_of_a_bulk(ids):
    customers = Customer.objects.in_bulk(ids)
    return [customers[order.customer_id].region.name for order in Order.objects.filter(customer_id__in=ids)]


def orders_and_number():
    orders = Order.objects.order_by("pk")
    return orders, orders.count()


def loaded_orders_and_number():
    orders = Order.objects.select_related("customer")
    return orders, orders.count()


def part_of_a_tuple():
    orders, number = orders_and_number()
    return [order.customer.name for order in orders], number


def loaded_part_of_a_tuple():
    orders, number = loaded_orders_and_number()
    return [order.customer.name for order in orders], number


def number_and_orders():
    orders = Order.objects.order_by("-pk")
    return (orders.count(), orders)


def part_by_its_position():
    orders = number_and_orders()[1]
    return [order.customer.name for order in orders]


def rows_unpacked():
    first, second = Order.objects.order_by("pk")[:2]
    return first.customer.name, second.customer.name


def model_by_label():
    model = apps.get_model("shop.Order")
    return [order.customer.name for order in model.objects.all()]


def model_by_app_and_name():
    orders = apps.get_model("shop", "Order").objects.all()
    return [order.customer.name for order in orders]


def loaded_model_by_label():
    model = apps.get_model("shop.Order")
    return [order.customer.name for order in model.objects.select_related("customer")]


def columns_of_a_model_by_label():
    return [order.status for order in apps.get_model("shop.Order").objects.all()]
