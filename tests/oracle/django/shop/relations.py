"""Relations that are read row by row, and how they are fetched at once."""

from django.db.models import Prefetch, prefetch_related_objects

from .models import Customer, Item, Order, Product, Profile


def forward():
    return [order.customer.name for order in Order.objects.all()]


def forward_in_a_statement():
    names = []
    for order in Order.objects.filter(status="open"):
        names.append(order.customer.name)
    return names


def forward_selected():
    return [order.customer.name for order in Order.objects.select_related("customer")]


def forward_prefetched():
    return [order.customer.name for order in Order.objects.prefetch_related("customer")]


def forward_key_only():
    return [order.customer_id for order in Order.objects.all()]


def forward_key_through_the_object():
    return [order.customer.pk for order in Order.objects.all()]


def two_hops():
    return [order.customer.region.name for order in Order.objects.all()]


def two_hops_first_selected():
    return [order.customer.region.name for order in Order.objects.select_related("customer")]


def two_hops_selected():
    return [order.customer.region.name for order in Order.objects.select_related("customer__region")]


def selected_by_the_queryset_class():
    return [order.customer.name for order in Order.objects.with_customers()]


def values_of_relation():
    return [row["customer__name"] for row in Order.objects.values("customer__name")]


def reverse():
    return [len(order.items.all()) for order in Order.objects.all()]


def reverse_prefetched():
    return [len(order.items.all()) for order in Order.objects.prefetch_related("items")]


def reverse_counted_when_prefetched():
    return [order.items.count() for order in Order.objects.prefetch_related("items")]


def reverse_filtered_though_prefetched():
    return [list(order.items.filter(quantity__gt=1)) for order in Order.objects.prefetch_related("items")]


def reverse_first_though_prefetched():
    return [order.items.first() for order in Order.objects.prefetch_related("items")]


def reverse_filtered_by_prefetch():
    many = Prefetch("items", queryset=Item.objects.filter(quantity__gt=1), to_attr="many")
    return [order.many for order in Order.objects.prefetch_related(many)]


def reverse_default_name():
    return [product.item_set.count() for product in Product.objects.all()]


def reverse_one_to_one():
    return [customer.profile.locale for customer in Customer.objects.all()]


def reverse_one_to_one_selected():
    return [customer.profile.locale for customer in Customer.objects.select_related("profile")]


def many_to_many():
    return [[tag.name for tag in product.tags.all()] for product in Product.objects.all()]


def many_to_many_prefetched():
    return [[tag.name for tag in product.tags.all()] for product in Product.objects.prefetch_related("tags")]


def nested_loops():
    names = []
    for order in Order.objects.prefetch_related("items"):
        for item in order.items.all():
            names.append(item.product.name)
    return names


def nested_loops_prefetched():
    names = []
    for order in Order.objects.prefetch_related("items__product"):
        for item in order.items.all():
            names.append(item.product.name)
    return names


def back_to_the_parent():
    customer = Customer.objects.get(pk=1)
    return [order.customer.name for order in customer.orders.all()]


def prefetched_later():
    orders = list(Order.objects.all())
    prefetch_related_objects(orders, "customer")
    return [order.customer.name for order in orders]


def deferred_column():
    return [order.note for order in Order.objects.only("status")]


def deferred_column_by_defer():
    return [order.note for order in Order.objects.defer("note")]


def only_what_is_read():
    return [order.status for order in Order.objects.only("status")]


def assigned_not_read():
    customer = Customer.objects.get(pk=1)
    for order in Order.objects.all():
        order.customer = customer


def one_row_only():
    order = Order.objects.get(pk=1)
    return order.customer.region.name


def profile_to_customer():
    return [profile.customer.name for profile in Profile.objects.all()]


def iterated_with_prefetch():
    return [len(order.items.all()) for order in Order.objects.prefetch_related("items").iterator(chunk_size=2000)]
