"""Rows that are read by serializers."""

from django.shortcuts import get_object_or_404
from django.test import RequestFactory
from rest_framework import generics, viewsets

from .models import Customer, Item, Order, Product
from .serializers import (
    AllSerializer,
    BackSerializer,
    ColumnSerializer,
    CountSerializer,
    DeepSerializer,
    DeeperSerializer,
    FarKeySerializer,
    InvoicesSerializer,
    LabelSerializer,
    MethodSerializer,
    NestedSerializer,
    OrderSerializer,
    ProductSerializer,
    ProfileSerializer,
    PropertySerializer,
    SlugSerializer,
    SourceKeySerializer,
    SourceSerializer,
    StringSerializer,
    WriteOnlySerializer,
)

request = RequestFactory().get("/")


def nested():
    return NestedSerializer(Order.objects.all(), many=True).data


def nested_selected():
    return NestedSerializer(Order.objects.select_related("customer"), many=True).data


def by_source():
    return SourceSerializer(Order.objects.all(), many=True).data


def by_source_selected():
    return SourceSerializer(Order.objects.with_customers(), many=True).data


def key_by_source():
    return SourceKeySerializer(Order.objects.all(), many=True).data


def column_by_source():
    return ColumnSerializer(Order.objects.all(), many=True).data


def all_fields():
    return AllSerializer(Order.objects.all(), many=True).data


def all_fields_with_many():
    return ProductSerializer(Product.objects.all(), many=True).data


def all_fields_with_many_prefetched():
    return ProductSerializer(Product.objects.prefetch_related("tags"), many=True).data


def way_back():
    return BackSerializer(Order.objects.all(), many=True).data


def way_back_prefetched():
    return BackSerializer(Order.objects.prefetch_related("items"), many=True).data


def one_to_one_back():
    return ProfileSerializer(Customer.objects.all(), many=True).data


def one_to_one_back_selected():
    return ProfileSerializer(Customer.objects.select_related("profile"), many=True).data


def deep():
    return DeepSerializer(Order.objects.all(), many=True).data


def deep_selected():
    return DeepSerializer(Order.objects.select_related("customer"), many=True).data


def deeper_selected_too_little():
    return DeeperSerializer(Order.objects.select_related("customer"), many=True).data


def deeper_selected():
    return DeeperSerializer(Order.objects.select_related("customer__region"), many=True).data


def method():
    return MethodSerializer(Order.objects.all(), many=True).data


def method_selected():
    return MethodSerializer(Order.objects.select_related("customer"), many=True).data


def string():
    return StringSerializer(Item.objects.all(), many=True).data


def string_selected():
    return StringSerializer(Item.objects.select_related("order"), many=True).data


def strings_of_many():
    return InvoicesSerializer(Order.objects.prefetch_related("invoices"), many=True).data


def slug():
    return SlugSerializer(Order.objects.all(), many=True).data


def slug_selected():
    return SlugSerializer(Order.objects.select_related("customer"), many=True).data


def far_key():
    return FarKeySerializer(Order.objects.all(), many=True).data


def far_key_selected():
    return FarKeySerializer(Order.objects.select_related("customer"), many=True).data


def count():
    return CountSerializer(Order.objects.all(), many=True).data


def count_prefetched():
    return CountSerializer(Order.objects.prefetch_related("items"), many=True).data


def property_prefetched_in_vain():
    return PropertySerializer(Customer.objects.prefetch_related("orders"), many=True).data


def model_method():
    return LabelSerializer(Customer.objects.all(), many=True).data


def model_method_selected():
    return LabelSerializer(Customer.objects.select_related("region"), many=True).data


def write_only():
    return WriteOnlySerializer(Product.objects.all(), many=True).data


def many_below_prefetched():
    return OrderSerializer(Order.objects.prefetch_related("items__product"), many=True).data


def many_below_prefetched_too_little():
    return OrderSerializer(Order.objects.prefetch_related("items"), many=True).data


def one_row():
    return NestedSerializer(Order.objects.first()).data


def one_row_with_many_below():
    order = get_object_or_404(Order, status="last")
    return OrderSerializer(order).data


def viewset():
    class OrderViewSet(viewsets.ModelViewSet):
        queryset = Order.objects.all()
        serializer_class = NestedSerializer

    return OrderViewSet.as_view({"get": "list"})(request)


def viewset_selected():
    class SelectedViewSet(viewsets.ModelViewSet):
        queryset = Order.objects.all()
        serializer_class = NestedSerializer

        def get_queryset(self):
            return super().get_queryset().select_related("customer")

    return SelectedViewSet.as_view({"get": "list"})(request)


def list_view():
    class OrderList(generics.ListAPIView):
        serializer_class = SourceSerializer

        def get_queryset(self):
            return Order.objects.filter(status="open")

    return OrderList.as_view()(request)


def list_of_its_own():
    class ProductViewSet(viewsets.ReadOnlyModelViewSet):
        queryset = Product.objects.all()

        def get_serializer_class(self):
            return ProductSerializer

        def list(self, request):
            found = self.filter_queryset(self.get_queryset())
            return self.get_serializer(found, many=True).data

    view = ProductViewSet()
    view.setup(request)
    view.format_kwarg = None
    return view.list(view.request)


def detail_view():
    class OrderDetail(generics.RetrieveAPIView):
        queryset = Order.objects.all()
        serializer_class = SourceSerializer

    return OrderDetail.as_view()(request, pk=Order.objects.first().pk)
