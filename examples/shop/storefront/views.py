"""Pages and JSON end points of the storefront."""

from django.core.paginator import Paginator
from django.db import connection
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, render

from . import services
from .models import Order, Product

SORT_COLUMNS = {"name": "name", "price": "list_price", "new": "created_at"}
PRODUCT_COLUMNS = "id, sku, name, list_price"


def home(request):
    """Front page with a dozen products."""
    featured = Product.objects.filter(status="active")[:12]
    newest = Product.objects.filter(status="active").order_by("-created_at", "-id")[:12]
    return render(request, "home.html", {"featured": featured, "newest": newest})


def search(request):
    """Search box: sku first, then the names that begin with the term, then anything close."""
    term = request.GET.get("q", "").strip()
    by_sku = Product.objects.filter(sku=term, status="active").first()
    if by_sku:
        return render(request, "product.html", {"product": by_sku})
    products = Product.objects.raw(
        f"SELECT {PRODUCT_COLUMNS} FROM products WHERE status = 'active' AND name LIKE %s ORDER BY name",
        [term.replace("%", r"\%") + "%"],
    )
    similar = Product.objects.raw(
        f"SELECT {PRODUCT_COLUMNS} FROM products WHERE status = 'active' AND name ~* '{term}' ORDER BY id"
    )
    return render(request, "search.html", {"products": products, "similar": similar})


def category(request, slug):
    """One category, sorted as the visitor likes."""
    order = SORT_COLUMNS.get(request.GET.get("sort"), "name")
    products = (
        Product.objects.filter(category__slug=slug, status="active")
        .select_related("category")
        .order_by(order, "id")
    )
    page = Paginator(products, 48).get_page(request.GET.get("page"))
    return render(request, "category.html", {"page": page})


def price_list(request):
    """Price list of the back office, as JSON."""
    sort = request.GET.get("sort", "sku")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT sku, list_price FROM products WHERE status = 'active' ORDER BY {sort}")
        rows = cursor.fetchall()
    return JsonResponse({"prices": [[sku, str(price)] for sku, price in rows]})


def price_changes(request):
    """Suppliers' prices since a date; the direction is one of two words."""
    direction = "ASC" if request.GET.get("oldest") else "DESC"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT product_id, supplier, price FROM supplier_prices "
            "WHERE valid_from >= %s ORDER BY valid_from " + direction,
            [request.GET["since"]],
        )
        return JsonResponse({"changes": cursor.fetchall()})


def order_list(request):
    """Orders of the signed-in customer, optionally narrowed by channel."""
    orders = Order.objects.filter(customer_id=request.user.pk).order_by("-placed_at", "-id")
    if channel := request.GET.get("channel"):
        orders = orders.extra(where=["orders.channel = '%s'" % channel])
    if request.GET.get("urgent"):
        orders = orders.extra(where=["orders.priority > %s"], params=[5])
    page = Paginator(orders.prefetch_related("items__product"), 20).get_page(request.GET.get("page"))
    return render(request, "orders.html", {"page": page})


def order_detail(request, number):
    """One order with its lines."""
    order = get_object_or_404(Order.objects.select_related("customer"), number=number)
    if order.customer_id != request.user.pk:
        raise Http404(f"no order {number} to select from your list")
    lines = [(line.product.name, line.quantity) for line in order.items.select_related("product")]
    return render(request, "order.html", {"order": order, "lines": lines})


def day_sheet(request, day):
    """What came in on one day, for the shift leader."""
    orders = Order.objects.filter(placed_at__date=day).order_by("id")
    start, end = services.day_bounds(day)
    shipped = Order.objects.filter(shipped_at__gte=start, shipped_at__lt=end).order_by("id")
    return render(request, "day.html", {"orders": orders, "shipped": shipped})
