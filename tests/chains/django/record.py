"""Calls each function of chains.py and prints what Django sends for it."""

import inspect
import os

import django
from django.conf import settings

ENGINE = os.environ["TRUTH_ENGINE"]
DATABASES = {
    "postgres": {"ENGINE": "django.db.backends.postgresql", "NAME": "postgres"},
    "sqlite": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"},
}
settings.configure(
    INSTALLED_APPS=["shop"],
    DATABASES={"default": DATABASES[ENGINE]},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
    TIME_ZONE="UTC",
)
django.setup()

from django.apps import apps  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

with connection.schema_editor() as editor:
    for model in apps.get_app_config("shop").get_models():
        editor.create_model(model)

import chains  # noqa: E402

for name, function in inspect.getmembers(chains, inspect.isfunction):
    if function.__module__ != "chains":
        continue
    with CaptureQueriesContext(connection) as sent, transaction.atomic():
        try:
            function()
        except Exception as error:
            # The tables are empty.
            if type(error).__name__ not in ("DoesNotExist", "IndexError"):
                raise
        transaction.set_rollback(True)
    words = ("SELECT", "INSERT", "UPDATE", "DELETE")
    queries = [query["sql"] for query in sent.captured_queries if query["sql"].startswith(words)]
    print(f"-- {name}")
    print(f"{queries[0]};")
