"""Queries that are run once, and queries that are run twice for the same rows."""

from .models import Customer, Order


def count_then_rows():
    orders = Order.objects.filter(status="open")
    number = orders.count()
    return number, [order.pk for order in orders]


def rows_then_count():
    orders = Order.objects.filter(status="open")
    return [order.pk for order in orders], orders.count(), orders.exists()


def length_then_rows():
    orders = Order.objects.filter(status="open")
    number = len(orders)
    return number, [order.pk for order in orders]


def exists_then_rows():
    orders = Order.objects.filter(status="open")
    if not orders.exists():
        return []
    return [order.pk for order in orders]


def exists_then_rows_inside():
    found = []
    customers = Customer.objects.exclude(name="")
    if customers.exists():
        for customer in customers:
            found.append(customer.name)
    return found


def exists_then_a_copy():
    orders = Order.objects.filter(status="open")
    if not orders.exists():
        return []
    return list(orders.all())


def truth_then_rows():
    orders = Order.objects.filter(status="open")
    if not orders:
        return []
    return [order.pk for order in orders]


def rows_twice():
    orders = Order.objects.filter(status="open")
    return [order.pk for order in orders], [order.total for order in orders]


def list_then_length():
    orders = list(Order.objects.filter(status="open"))
    return len(orders), bool(orders), [order.pk for order in orders]
