"""Rows that are shown by pages of the admin."""

from django.contrib import admin
from django.contrib.admin.templatetags.admin_list import results
from django.test import RequestFactory

from .models import Customer, Invoice, Item, Order

request = RequestFactory().get("/")


class Anyone:
    pk = 1
    is_active = is_staff = True

    def has_perm(self, *_):
        return True

    has_module_perms = has_perm


request.user = Anyone()


def page_of(site, model):
    changelist = site.get_model_admin(model).get_changelist_instance(request)
    changelist.formset = None
    return [list(row) for row in results(changelist)]


def one_page_of(site, pk):
    return site.get_model_admin(Order).change_view(request, str(pk)).render()


def plain_list():
    class PlainListAdmin(admin.ModelAdmin):
        list_display = ["status", "total"]

    site = admin.AdminSite()
    site.register(Order, PlainListAdmin)
    return page_of(site, Order)


def method_of_the_admin():
    class MethodOfTheAdminAdmin(admin.ModelAdmin):
        list_display = ["status", "who"]

        def who(self, order):
            return order.customer.name

    site = admin.AdminSite()
    site.register(Order, MethodOfTheAdminAdmin)
    return page_of(site, Order)


def method_of_the_admin_selected():
    class MethodOfTheAdminSelectedAdmin(admin.ModelAdmin):
        list_display = ["status", "who"]
        list_select_related = ["customer"]

        def who(self, order):
            return order.customer.name

    site = admin.AdminSite()
    site.register(Order, MethodOfTheAdminSelectedAdmin)
    return page_of(site, Order)


def method_beside_a_key():
    class MethodBesideAKeyAdmin(admin.ModelAdmin):
        list_display = ["status", "customer", "who"]

        def who(self, order):
            return order.customer.name

    site = admin.AdminSite()
    site.register(Order, MethodBesideAKeyAdmin)
    return page_of(site, Order)


def required_key():
    class RequiredKeyAdmin(admin.ModelAdmin):
        list_display = ["status", "customer"]

    site = admin.AdminSite()
    site.register(Order, RequiredKeyAdmin)
    return page_of(site, Order)


def optional_key():
    class OptionalKeyAdmin(admin.ModelAdmin):
        list_display = ["id", "payer"]

    site = admin.AdminSite()
    site.register(Invoice, OptionalKeyAdmin)
    return page_of(site, Invoice)


def optional_key_all_selected():
    class OptionalKeyAllSelectedAdmin(admin.ModelAdmin):
        list_display = ["id", "payer"]
        list_select_related = True

    site = admin.AdminSite()
    site.register(Invoice, OptionalKeyAllSelectedAdmin)
    return page_of(site, Invoice)


def optional_key_selected():
    class OptionalKeySelectedAdmin(admin.ModelAdmin):
        list_display = ["id", "payer"]
        list_select_related = ("payer", "order")

    site = admin.AdminSite()
    site.register(Invoice, OptionalKeySelectedAdmin)
    return page_of(site, Invoice)


def name_of_the_row():
    class NameOfTheRowAdmin(admin.ModelAdmin):
        list_display = ["id"]

    site = admin.AdminSite()
    site.register(Invoice, NameOfTheRowAdmin)
    return page_of(site, Invoice)


def name_of_the_row_without_boxes():
    class WithoutBoxesAdmin(admin.ModelAdmin):
        list_display = ["id"]
        actions = None

    site = admin.AdminSite()
    site.register(Invoice, WithoutBoxesAdmin)
    return page_of(site, Invoice)


def name_of_the_row_selected():
    class NameOfTheRowSelectedAdmin(admin.ModelAdmin):
        ordering = ["id"]
        list_select_related = ["order"]

    site = admin.AdminSite()
    site.register(Invoice, NameOfTheRowSelectedAdmin)
    return page_of(site, Invoice)


def key_that_others_are_joined_for():
    class KeyThatOthersAreJoinedForAdmin(admin.ModelAdmin):
        list_display = ["status", "customer"]

        def get_queryset(self, request):
            return super().get_queryset(request).select_related("customer__region")

    site = admin.AdminSite()
    site.register(Order, KeyThatOthersAreJoinedForAdmin)
    return page_of(site, Order)


def key_that_another_is_joined_for():
    class KeyThatAnotherIsJoinedForAdmin(admin.ModelAdmin):
        list_display = ["id", "order"]

        def get_queryset(self, request):
            return super().get_queryset(request).select_related("payer")

    site = admin.AdminSite()
    site.register(Invoice, KeyThatAnotherIsJoinedForAdmin)
    return page_of(site, Invoice)


def key_beside_what_is_prefetched():
    class KeyBesideWhatIsPrefetchedAdmin(admin.ModelAdmin):
        list_display = ["status", "customer"]

        def get_queryset(self, request):
            return super().get_queryset(request).prefetch_related("items")

    site = admin.AdminSite()
    site.register(Order, KeyBesideWhatIsPrefetchedAdmin)
    return page_of(site, Order)


def method_of_the_model():
    class MethodOfTheModelAdmin(admin.ModelAdmin):
        list_display = ["name", "label"]

    site = admin.AdminSite()
    site.register(Customer, MethodOfTheModelAdmin)
    return page_of(site, Customer)


def method_of_the_model_all_selected():
    class MethodOfTheModelAllSelectedAdmin(admin.ModelAdmin):
        list_display = ["name", "label"]
        list_select_related = True

    site = admin.AdminSite()
    site.register(Customer, MethodOfTheModelAllSelectedAdmin)
    return page_of(site, Customer)


def path():
    class PathAdmin(admin.ModelAdmin):
        list_display = ["status", "customer__name"]

    site = admin.AdminSite()
    site.register(Order, PathAdmin)
    return page_of(site, Order)


def short_list():
    class ShortListAdmin(admin.ModelAdmin):
        list_display = ["status", "who"]
        list_per_page = 3

        def who(self, order):
            return order.customer.name

    site = admin.AdminSite()
    site.register(Order, ShortListAdmin)
    return page_of(site, Order)


def inline():
    class Inline(admin.TabularInline):
        model = Item
        extra = 0
        fields = ["quantity"]

    class WithInline(admin.ModelAdmin):
        inlines = [Inline]
        fields = ["status"]

    site = admin.AdminSite()
    site.register(Order, WithInline)
    return one_page_of(site, Order.objects.get(status="last").pk)


def inline_with_a_name():
    class InlineWithAName(admin.StackedInline):
        model = Invoice
        extra = 0
        fields = ["id"]
        readonly_fields = ["id"]

    class WithInlineWithAName(admin.ModelAdmin):
        inlines = [InlineWithAName]
        fields = ["status"]

    site = admin.AdminSite()
    site.register(Order, WithInlineWithAName)
    return one_page_of(site, Order.objects.get(status="last").pk)


def inline_with_a_name_selected():
    class InlineWithANameSelected(admin.StackedInline):
        model = Invoice
        extra = 0
        fields = ["id"]
        readonly_fields = ["id"]

        def get_queryset(self, request):
            return super().get_queryset(request).select_related("order")

    class WithInlineWithANameSelected(admin.ModelAdmin):
        inlines = [InlineWithANameSelected]
        fields = ["status"]

    site = admin.AdminSite()
    site.register(Order, WithInlineWithANameSelected)
    return one_page_of(site, Order.objects.get(status="last").pk)


def inline_with_a_method():
    class InlineWithAMethod(admin.TabularInline):
        model = Item
        extra = 0
        fields = ["quantity", "what"]
        readonly_fields = ["what"]

        def what(self, item):
            return item.product.name

    class WithInlineWithAMethod(admin.ModelAdmin):
        inlines = [InlineWithAMethod]
        fields = ["status"]

    site = admin.AdminSite()
    site.register(Order, WithInlineWithAMethod)
    return one_page_of(site, Order.objects.get(status="last").pk)


def inline_with_a_fixed_key():
    class InlineWithAFixedKey(admin.TabularInline):
        model = Item
        extra = 0
        fields = ["quantity", "product"]
        readonly_fields = ["product"]

    class WithInlineWithAFixedKey(admin.ModelAdmin):
        inlines = [InlineWithAFixedKey]
        fields = ["status"]

    site = admin.AdminSite()
    site.register(Order, WithInlineWithAFixedKey)
    return one_page_of(site, Order.objects.get(status="last").pk)


def inline_with_a_fixed_key_selected():
    class InlineWithAFixedKeySelected(admin.TabularInline):
        model = Item
        extra = 0
        fields = ["quantity", "product"]
        readonly_fields = ["product"]

        def get_queryset(self, request):
            return super().get_queryset(request).select_related("product")

    class WithInlineWithAFixedKeySelected(admin.ModelAdmin):
        inlines = [InlineWithAFixedKeySelected]
        fields = ["status"]

    site = admin.AdminSite()
    site.register(Order, WithInlineWithAFixedKeySelected)
    return one_page_of(site, Order.objects.get(status="last").pk)
