"""Runs every shape with so many rows, and with twice as many, and prints how many statements each run sent.

Usage: count.py ROWS. The shapes are the functions of the modules of `shop` that take nothing, `ids` or `names`.
"""

import importlib
import inspect
import json
import sys

import django
from django.conf import settings
from django.db import connection, transaction

MODULES = ["queries", "relations", "helpers", "evaluations", "pages", "serialized", "administered", "kept", "taken", "keyed"]


class Undo(Exception):
    pass


def fill(rows):
    from shop.models import Customer, Delivery, Invoice, Item, Order, Product, Profile, Region, Tag

    tag = Tag.objects.create(name="new")
    for n in range(1, rows + 1):
        region = Region.objects.create(name=f"region {n}")
        customer = Customer.objects.create(name=f"customer {n}", email=f"c{n}@shop.example", region=region)
        Profile.objects.create(customer=customer, locale="en")
        product = Product.objects.create(name=f"product {n}", price=n)
        product.tags.add(tag)
        order = Order.objects.create(customer=customer, status="open", total=n, note="")
        Item.objects.create(order=order, product=product, quantity=2)
        Invoice.objects.create(order=order, payer=customer)
    # One object that has as many below it.
    last = Order.objects.create(customer=customer, status="last", total=0, note="")
    for product in Product.objects.all():
        Item.objects.create(order=last, product=product, quantity=1)
        Invoice.objects.create(order=last, payer=customer)
        Delivery.objects.create(order=last, carrier=customer)


def shapes():
    for name in MODULES:
        module = importlib.import_module(f"shop.{name}")
        for function in vars(module).values():
            own = inspect.isfunction(function) and function.__module__ == module.__name__
            if own and set(inspect.signature(function).parameters) <= {"ids", "names"}:
                yield name, function


def count(function, rows):
    from django.test.utils import CaptureQueriesContext

    given = {"ids": list(range(1, rows + 1)), "names": [f"name {n}" for n in range(rows)]}
    arguments = [given[name] for name in inspect.signature(function).parameters]
    try:
        with transaction.atomic():
            with CaptureQueriesContext(connection, ) as queries:
                function(*arguments)
            raise Undo
    except Undo:
        return len(queries)


def main():
    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=["shop", "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        ROOT_URLCONF="shop.urls",
        SECRET_KEY="for the pages of one run",
        REST_FRAMEWORK={"DEFAULT_AUTHENTICATION_CLASSES": [], "UNAUTHENTICATED_USER": None},
    )
    django.setup()
    from django.apps import apps

    rows = int(sys.argv[1])
    with connection.schema_editor() as editor:
        for app in ["contenttypes", "auth", "shop"]:
            for model in apps.get_app_config(app).get_models():
                editor.create_model(model)
    fill(rows)
    print(json.dumps({f"{module}.{function.__name__}": count(function, rows) for module, function in shapes()}))


main()
