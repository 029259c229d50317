"""Back office."""

from django.contrib import admin
from django.db import connection, transaction

from .models import Customer, Order, Product


@admin.register(Customer)
class CustomerAdmin(admin.ModelAdmin):
    list_display = ["email", "display_name", "country_code"]
    search_fields = ["=email"]
    actions = ["forget"]

    @admin.action(description="Forget the chosen customers")
    def forget(self, request, queryset):
        ids = list(queryset.values_list("pk", flat=True))
        marks = ", ".join(["%s"] * len(ids))
        with transaction.atomic(), connection.cursor() as cursor:
            queryset.update(display_name="", marketing_opt_in=False)
            cursor.execute(f"UPDATE addresses SET line1 = 'removed' WHERE customer_id IN ({marks})", ids)

    def get_search_results(self, request, queryset, search_term):
        if search_term.startswith("tracking:"):
            code = search_term.removeprefix("tracking:")
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT o.customer_id FROM orders o JOIN shipments s ON s.order_id = o.id "
                    "WHERE s.tracking = '" + code + "'"
                )
                owners = [row[0] for row in cursor.fetchall()]
            return queryset.filter(pk__in=owners), False
        return super().get_search_results(request, queryset, search_term)


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin):
    list_display = ["sku", "name", "list_price", "category"]
    list_select_related = ["category"]
    search_fields = ["=sku"]


@admin.register(Order)
class OrderAdmin(admin.ModelAdmin):
    list_display = ["number", "customer", "status", "total"]
    list_select_related = ["customer"]
    date_hierarchy = "placed_at"
    actions = ["release"]

    @admin.action(description="Release the chosen orders")
    def release(self, request, queryset):
        for order in queryset.filter(status="held"):
            order.status = "paid"
            order.save()
