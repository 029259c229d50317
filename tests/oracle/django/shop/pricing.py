from .models import Product


def price_of(product_id):
    return Product.objects.get(pk=product_id).price


def prices_of(product_ids):
    return {product.pk: product.price for product in Product.objects.filter(pk__in=product_ids)}
