from rest_framework import serializers

from .models import Customer, Item, Order, Product


class CustomerSerializer(serializers.ModelSerializer):
    class Meta:
        model = Customer
        fields = ["id", "name", "region"]


class NestedSerializer(serializers.ModelSerializer):
    customer = CustomerSerializer()

    class Meta:
        model = Order
        fields = ["status", "customer"]


class SourceSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="customer.name")

    class Meta:
        model = Order
        fields = ("status", "name")


class SourceKeySerializer(serializers.Serializer):
    number = serializers.IntegerField(source="customer.pk")


class ColumnSerializer(serializers.Serializer):
    number = serializers.IntegerField(source="customer_id")


class AllSerializer(serializers.ModelSerializer):
    class Meta:
        model = Order
        fields = "__all__"


class ProductSerializer(serializers.ModelSerializer):
    class Meta:
        model = Product
        exclude = ["price"]


class BackSerializer(serializers.ModelSerializer):
    class Meta:
        model = Order
        fields = ["status", "items"]


class ProfileSerializer(serializers.ModelSerializer):
    class Meta:
        model = Customer
        fields = ["name", "profile"]


class DeepSerializer(serializers.ModelSerializer):
    class Meta:
        model = Order
        fields = ["customer"]
        depth = 1


class DeeperSerializer(serializers.ModelSerializer):
    class Meta:
        model = Order
        fields = ["customer"]
        depth = 2


class MethodSerializer(serializers.ModelSerializer):
    who = serializers.SerializerMethodField()

    class Meta:
        model = Order
        fields = ["who"]

    def get_who(self, order):
        return order.customer.name


class StringSerializer(serializers.ModelSerializer):
    order = serializers.StringRelatedField()

    class Meta:
        model = Item
        fields = ["order"]


class InvoicesSerializer(serializers.ModelSerializer):
    invoices = serializers.StringRelatedField(many=True)

    class Meta:
        model = Order
        fields = ["invoices"]


class SlugSerializer(serializers.ModelSerializer):
    customer = serializers.SlugRelatedField(slug_field="name", read_only=True)

    class Meta:
        model = Order
        fields = ["customer"]


class FarKeySerializer(serializers.ModelSerializer):
    region = serializers.PrimaryKeyRelatedField(source="customer.region", read_only=True)

    class Meta:
        model = Order
        fields = ["region"]


class CountSerializer(serializers.Serializer):
    items = serializers.IntegerField(source="items.count")


class PropertySerializer(serializers.ModelSerializer):
    class Meta:
        model = Customer
        fields = ["open_orders"]


class LabelSerializer(serializers.ModelSerializer):
    class Meta:
        model = Customer
        fields = ["label"]


class WriteOnlySerializer(serializers.ModelSerializer):
    tags = serializers.PrimaryKeyRelatedField(many=True, write_only=True, queryset=Product.objects.all())

    class Meta:
        model = Product
        fields = ["name", "tags"]


class ItemSerializer(serializers.ModelSerializer):
    product_name = serializers.CharField(source="product.name")
    status = serializers.CharField(source="order.status")

    class Meta:
        model = Item
        fields = ["product_name", "status"]


class OrderSerializer(serializers.ModelSerializer):
    items = ItemSerializer(many=True)

    class Meta:
        model = Order
        fields = ["items"]
