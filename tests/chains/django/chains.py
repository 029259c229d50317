import datetime

from django.db.models import Avg, Count, F, Max, Q, Sum
from shop.models import Customer, Gift, Invoice, Item, Order, Region, Tag


def exact():
    return list(Order.objects.filter(status="open"))


def exact_key():
    return list(Order.objects.filter(pk=5))


def exact_foreign_key():
    return list(Order.objects.filter(customer=5, seller_id=7))


def exact_key_of_relation():
    return list(Order.objects.filter(customer__id=5))


def named_column():
    return list(Order.objects.filter(paid__gt=5))


def none_is_null():
    return list(Order.objects.filter(note=None))


def is_null():
    return list(Order.objects.filter(note__isnull=True, seller__isnull=False))


def iexact():
    return list(Customer.objects.filter(email__iexact="ada@example.org"))


def contains():
    return list(Order.objects.filter(note__contains="gift"))


def icontains():
    return list(Order.objects.filter(note__icontains="gift"))


def startswith():
    return list(Customer.objects.filter(email__startswith="ada"))


def istartswith():
    return list(Customer.objects.filter(email__istartswith="ada"))


def endswith():
    return list(Customer.objects.filter(email__endswith=".org"))


def regex():
    return list(Customer.objects.filter(email__regex="^ada"))


def in_list():
    return list(Order.objects.filter(status__in=["open", "paid"]))


def in_queryset():
    return list(Order.objects.filter(customer__in=Customer.objects.filter(active=True)))


def comparisons():
    return list(Order.objects.filter(total__gt=1, total__lte=9))


def between():
    return list(Order.objects.filter(total__range=(1, 9)))


def on_date():
    return list(Order.objects.filter(placed__date=datetime.date(2024, 5, 1)))


def on_date_from():
    return list(Order.objects.filter(placed__date__gte=datetime.date(2024, 5, 1)))


def in_year():
    return list(Order.objects.filter(placed__year=2024))


def after_year():
    return list(Order.objects.filter(placed__year__gt=2024))


def in_month():
    return list(Order.objects.filter(placed__month=5))


def month_of_date():
    return list(Customer.objects.filter(joined__month=5))


def at_hour():
    return list(Order.objects.filter(placed__hour__in=[5, 6]))


def through_relation():
    return list(Order.objects.filter(customer__email="ada@example.org"))


def through_two():
    return list(Order.objects.filter(customer__region__name="North"))


def through_nullable():
    return list(Order.objects.filter(seller__email="ada@example.org"))


def nullable_or():
    return list(Order.objects.filter(Q(seller__email="ada@example.org") | Q(status="open")))


def nullable_is_null():
    return list(Order.objects.filter(seller__nick__isnull=True))


def backwards():
    return list(Order.objects.filter(item__sku="x"))


def backwards_one():
    return list(Order.objects.filter(invoice__number="x"))


def many_to_many():
    return list(Order.objects.filter(tags__slug="new"))


def many_to_many_key():
    return list(Order.objects.filter(tags="new"))


def backwards_many_to_many():
    return list(Tag.objects.filter(order__status="open"))


def twice_together():
    return list(Order.objects.filter(item__sku="x", item__price__gt=5))


def twice_apart():
    return list(Order.objects.filter(item__sku="x").filter(item__price__gt=5))


def exclude():
    return list(Order.objects.exclude(status="open"))


def exclude_nullable():
    return list(Order.objects.exclude(note="x"))


def exclude_two():
    return list(Order.objects.exclude(status="open", total__gt=5))


def exclude_relation():
    return list(Order.objects.exclude(customer__email="x"))


def exclude_nullable_relation():
    return list(Order.objects.exclude(seller__email="x"))


def negated_q():
    return list(Order.objects.filter(~Q(status="open"), total__gt=1))


def q_or():
    return list(Order.objects.filter(Q(status="open") | Q(total__gt=5)))


def q_or_of_ands():
    return list(Order.objects.filter(Q(status="open", total__gt=5) | Q(status="paid", total__lt=2)))


def q_and():
    return list(Order.objects.filter(Q(status="open") & Q(total__gt=5), paid=1))


def column_with_column():
    return list(Order.objects.filter(total__gt=F("paid")))


def column_of_relation():
    return list(Order.objects.filter(note=F("customer__email")))


def ordered():
    return list(Order.objects.order_by("-placed", "id"))


def ordered_by_relation():
    return list(Order.objects.order_by("seller__email"))


def ordered_by_key_of_relation():
    return list(Order.objects.order_by("customer"))


def ordered_by_expression():
    return list(Order.objects.order_by(F("note").desc(nulls_last=True)))


def ordered_at_random():
    return list(Order.objects.order_by("?"))


def ordered_by_model():
    return list(Item.objects.filter(sku="x"))


def unordered():
    return list(Item.objects.filter(sku="x").order_by())


def first_page():
    return list(Order.objects.order_by("placed")[:10])


def later_page():
    return list(Order.objects.order_by("placed")[2000:2020])


def first():
    return Order.objects.filter(status="open").first()


def first_of_ordered():
    return Order.objects.order_by("-placed").first()


def last():
    return Item.objects.filter(sku="x").last()


def latest():
    return Order.objects.filter(status="open").latest("placed")


def get():
    return Order.objects.get(pk=5)


def get_of_page():
    return Order.objects.order_by("placed")[0:1].get()


def exists():
    return Item.objects.filter(sku="x").exists()


def count():
    return Item.objects.filter(sku="x").count()


def aggregate():
    return Order.objects.filter(status="open").aggregate(Max("total"), average=Avg("paid"))


def values():
    return list(Order.objects.values("id", "customer__email"))


def values_list():
    return list(Order.objects.filter(status="open").values_list("customer_id", flat=True))


def only():
    return list(Order.objects.only("status"))


def distinct():
    return list(Order.objects.filter(tags__slug="new").distinct())


def annotate_count():
    return list(Customer.objects.annotate(placed=Count("orders")))


def annotate_and_filter():
    return list(Customer.objects.annotate(spent=Sum("orders__total")).filter(spent__gt=100, active=True))


def annotate_and_order():
    return list(Customer.objects.annotate(placed=Count("orders")).order_by("-placed"))


def group_by():
    return list(Order.objects.values("status").annotate(orders=Count("id")))


def select_related():
    return list(Order.objects.select_related("customer__region", "seller"))


def select_related_and_filter():
    return list(Order.objects.filter(seller__email="x").select_related("seller"))


def for_update():
    return list(Order.objects.select_for_update().filter(status="open"))


def for_update_skipping():
    return list(Order.objects.select_for_update(skip_locked=True).filter(status="open"))


def update():
    return Order.objects.filter(status="open", total__lt=1).update(status="void")


def delete():
    return Item.objects.filter(sku="x").delete()


def create():
    return Region.objects.create(name="South")


def get_or_create():
    return Region.objects.get_or_create(name="South", defaults={})


def inherited_column():
    return list(Gift.objects.filter(status="open"))


def inherited_relation():
    return list(Gift.objects.filter(customer__email="x", wrapping="red"))


def inherited_key():
    return list(Gift.objects.filter(customer=5))


def way_back_of_self():
    return list(Customer.objects.filter(invited__nick="x", inviter__nick="y"))


def invoice_of_customer():
    return list(Invoice.objects.filter(order__customer__region__name="x").order_by("order__placed"))


def select_related_and_values():
    return list(Order.objects.select_related("customer").values("status"))


def select_related_and_exists():
    return Order.objects.select_related("customer").filter(status="open").exists()


def select_related_and_count():
    return Order.objects.select_related("seller").filter(status="open").count()


def select_related_and_defer():
    return list(Order.objects.select_related("customer").defer("note"))


def one_row_by_number():
    return Order.objects.order_by("placed")[3]


def reversed_order():
    return list(Order.objects.order_by("placed").reverse())


def chained():
    orders = Order.objects.filter(status="open")
    orders = orders.filter(total__gt=5)
    return list(orders.order_by("-total")[:3])


def exclude_null():
    return list(Order.objects.exclude(note__isnull=True))


def exclude_in():
    return list(Order.objects.exclude(status__in=["open", "paid"]))


def or_with_relations():
    return list(Order.objects.filter(Q(seller__email="x") | Q(customer__email="x")))


def nested_q():
    return list(Order.objects.filter(Q(status="open") | (Q(total__gt=5) & ~Q(paid=0))))


def count_of_many():
    return list(Order.objects.annotate(kinds=Count("tags")).filter(kinds__gte=2))


def boolean_false():
    return list(Customer.objects.filter(active=False))
