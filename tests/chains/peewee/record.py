"""Calls each function of chains.py and prints what Peewee sends for it on PostgreSQL."""

import inspect

import chains
from models import Sent

for name, function in inspect.getmembers(chains, inspect.isfunction):
    if function.__module__ != "chains":
        continue
    try:
        function()
    except Sent as sent:
        print(f"-- {name}")
        # Peewee writes out that it skips nothing.
        print(str(sent).removesuffix(" OFFSET 0") + ";")
