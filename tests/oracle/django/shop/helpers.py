"""Queries that hide in functions, methods and properties."""

from functools import lru_cache, partial

from .models import Customer, Item, Order
from .pricing import price_of, prices_of


def quantity_of(order):
    return sum(item.quantity for item in Item.objects.filter(order=order))


def through_a_function():
    return [quantity_of(order) for order in Order.objects.all()]


def through_another_file():
    return [price_of(item.product_id) for item in Item.objects.all()]


def through_another_file_at_once():
    items = list(Item.objects.all())
    prices = prices_of([item.product_id for item in items])
    return [prices[item.product_id] for item in items]


def quantity_if_open(order):
    return quantity_of(order)


def through_two_functions():
    total = 0
    for order in Order.objects.all():
        total += quantity_if_open(order)
    return total


def through_a_method():
    return [customer.label() for customer in Customer.objects.all()]


def through_a_method_selected():
    return [customer.label() for customer in Customer.objects.select_related("region")]


def through_a_property():
    return [customer.open_orders for customer in Customer.objects.all()]


@lru_cache
def first_customer():
    return Customer.objects.first()


def through_a_cached_function():
    first_customer.cache_clear()
    return [first_customer() for _ in Order.objects.all()]


def without_a_query(order):
    return order.total * 2


def through_a_function_without_a_query():
    return [without_a_query(order) for order in Order.objects.all()]


def customer_name(order):
    return order.customer.name


def relation_in_a_function():
    return [customer_name(order) for order in Order.objects.all()]


def relation_in_a_function_selected():
    return [customer_name(order) for order in Order.objects.select_related("customer")]


def shown(orders, show):
    return [show(order) for order in orders]


def relation_in_a_function_that_is_given():
    return shown(Order.objects.all(), customer_name)


def relation_in_a_function_that_is_given_by_name():
    return shown(orders=Order.objects.all(), show=customer_name)


def relation_in_a_function_that_is_given_selected():
    return shown(Order.objects.select_related("customer"), customer_name)


def nothing_in_a_function_that_is_given():
    return shown(Order.objects.all(), without_a_query)


def of_status(orders, status):
    if not status:
        return orders
    return orders.filter(status=status)


with_status = partial(of_status, status="open")


def forward_of_what_a_function_narrowed():
    return [order.customer.name for order in of_status(Order.objects.all(), "open")]


def forward_of_what_a_function_narrowed_selected():
    return [order.customer.name for order in of_status(Order.objects.select_related("customer"), "open")]


def forward_of_what_a_partial_narrowed():
    return [order.customer.name for order in with_status(Order.objects.all())]


def with_customer(orders):
    return orders.select_related("customer")


def forward_of_what_a_function_selected():
    orders = Order.objects.all()
    orders = with_customer(orders)
    return [order.customer.name for order in orders]


def latest(orders=None):
    if orders is None:
        orders = Order.objects.all()
    return orders.order_by("-pk")


def forward_of_a_default():
    return [order.customer.name for order in latest()]


def forward_of_what_is_given_instead_of_a_default():
    return [order.customer.name for order in latest(Order.objects.select_related("customer"))]


def forward_of_what_is_given_instead_of_a_default_not_selected():
    return [order.customer.name for order in latest(orders=Order.objects.filter(status="open"))]


def items_of_a_method():
    return [[order.total for order in customer.paid_orders()] for customer in Customer.objects.all()]


def a_method_that_is_not_asked():
    return [customer.paid_orders() for customer in Customer.objects.all()]


def items_of_a_property():
    return [[order.total for order in customer.all_orders] for customer in Customer.objects.all()]


def items_of_a_property_prefetched():
    return [[order.total for order in customer.all_orders] for customer in Customer.objects.prefetch_related("orders")]


def of_an_order_of_unknown_class():
    order = {"last": Order.objects.get(status="last")}["last"]
    return [delivery.carrier.name for delivery in order.order_deliveries.order_by("pk")]


def of_an_order_of_unknown_class_selected():
    order = {"last": Order.objects.get(status="last")}["last"]
    return [delivery.carrier.name for delivery in order.order_deliveries.order_by("pk").select_related("carrier")]


def of_an_order_of_unknown_class_prefetched():
    order = {"last": Order.objects.prefetch_related("order_deliveries__carrier").get(status="last")}["last"]
    return [delivery.carrier.name for delivery in order.order_deliveries.all()]
