from django.apps import AppConfig


class StockConfig(AppConfig):
    name = "stock"
    label = "warehouse"
    default_auto_field = "django.db.models.AutoField"
