"""Rows that are shown by templates."""

from django.shortcuts import get_object_or_404, render
from django.test import RequestFactory
from django.views.generic import DetailView, ListView

from .models import Customer, Item, Order
from .tables import Column, TableView

request = RequestFactory().get("/")


def page_of_orders():
    orders = Order.objects.filter(total__gte=0)
    return render(request, "shop/orders.html", {"orders": orders})


def page_of_orders_selected():
    orders = Order.objects.select_related("customer")
    return render(request, "shop/orders.html", {"orders": orders})


def page_of_keys():
    orders = Order.objects.order_by("pk")
    return render(request, "shop/keys.html", {"orders": orders})


def page_with_a_method():
    return render(request, "shop/labels.html", {"customers": Customer.objects.all()})


def page_with_a_method_selected():
    return render(request, "shop/labels.html", {"customers": Customer.objects.select_related("region")})


def page_of_one_order():
    order = get_object_or_404(Order, status="last")
    return render(request, "shop/order.html", {"order": order})


def page_of_one_order_prefetched():
    order = get_object_or_404(Order.objects.prefetch_related("items__product"), status="last")
    return render(request, "shop/order.html", {"order": order})


def list_view():
    class Orders(ListView):
        template_name = "shop/orders.html"
        context_object_name = "orders"

        def get_queryset(self):
            return Order.objects.exclude(status="closed")

    return Orders.as_view()(request).render()


def list_view_selected():
    class SelectedOrders(ListView):
        template_name = "shop/orders.html"
        context_object_name = "orders"
        queryset = Order.objects.with_customers()

    return SelectedOrders.as_view()(request).render()


def detail_view():
    last = Order.objects.get(status="last")

    class OrderPage(DetailView):
        template_name = "shop/order.html"
        queryset = Order.objects.all()

    return OrderPage.as_view()(request, pk=last.pk).render()


def page_with_an_inclusion_tag():
    return render(request, "shop/badges.html", {"customers": Customer.objects.all()})


def page_with_an_inclusion_tag_selected():
    return render(request, "shop/badges.html", {"customers": Customer.objects.select_related("region")})


def table_of_orders():
    class OrderTable(TableView):
        model = Order
        columns = [Column("status"), Column("client", accessor="customer")]

    return OrderTable.as_view()(request).render()


def table_of_orders_selected():
    class SelectedOrderTable(TableView):
        model = Order
        columns = [Column("status"), Column("customer")]

        def get_base_queryset(self):
            return super().get_base_queryset().select_related("customer")

    return SelectedOrderTable.as_view()(request).render()


def table_of_keys():
    class KeyTable(TableView):
        queryset = Item.objects.all()
        columns = [Column("pk"), Column("product", accessor="product_id")]

    return KeyTable.as_view()(request).render()
