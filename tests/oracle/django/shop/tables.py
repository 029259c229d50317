"""A small framework for tables: columns that read of each row the attribute they are given the name of."""

from django.views.generic import ListView


class Column:
    def __init__(self, name, accessor=None):
        self.name = name
        self.accessor = accessor or name

    def get_value(self, instance):
        return str(getattr(instance, self.accessor))


class TableView(ListView):
    template_name = "shop/table.html"
    columns = []
    ordering = None

    def get_base_queryset(self):
        if self.queryset is not None:
            queryset = self.queryset
        else:
            queryset = self.model._default_manager.all()
        return queryset

    def order_rows(self, queryset):
        if not self.ordering:
            return queryset
        return queryset.order_by(self.ordering)

    def get_queryset(self):
        queryset = self.get_base_queryset()
        return self.order_rows(queryset)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["cells"] = [[column.get_value(row) for column in self.columns] for row in context["object_list"]]
        return context
