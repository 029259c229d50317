"""Objects that keep a model, and give its queries."""

from .models import Customer, Order


class Store:
    def __init__(self, model, order_by=None):
        self._model = model
        self.order_by = order_by

    @property
    def model(self):
        return self._model

    def _for_staff(self, user):
        if user is None:
            return None
        return self.model._default_manager.all()

    def visible_to(self, users):
        base = self._for_staff(users)
        if base is not None:
            return base
        visible = self.model._default_manager.none()
        for _ in range(1):
            visible |= self.model._default_manager.all()
        return visible

    def everything(self):
        return self.visible_to("staff")

    def newest(self):
        return self.model.objects.order_by("-pk")


class OrderStore(Store):
    def __init__(self, model=Order):
        super().__init__(model=model)

    def open(self):
        return self.everything().filter(status="open")

    def with_customers(self):
        return self.model.objects.select_related("customer")


class LoadedOrderStore(OrderStore):
    def everything(self):
        return super().everything().select_related("customer")


class Listed:
    model = None

    def listed(self):
        return self.model.objects.order_by("pk")


class ListedCustomers(Listed):
    model = Customer


orders = OrderStore()
loaded_orders = LoadedOrderStore()
customers = Store(Customer)
