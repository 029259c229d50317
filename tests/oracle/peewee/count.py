"""Runs every shape with so many rows and prints how many statements it sent.

Usage: count.py ROWS. The shapes are the functions of the modules of `depot` that take `ids` and `names`, or nothing.
"""

import importlib
import inspect
import json
import sys

from peewee import SqliteDatabase

from depot.models import Carrier, Parcel, Region, Stop, db

MODULES = ["queries", "relations"]

database = SqliteDatabase(":memory:")
db.initialize(database)


def fill(rows):
    for n in range(1, rows + 1):
        region = Region.create(name=f"region {n}")
        carrier = Carrier.create(name=f"carrier {n}", region=region)
        Stop.create(parcel=Parcel.create(carrier=carrier, code=f"P{n}"), place=f"S{n}")


def shapes():
    for name in MODULES:
        module = importlib.import_module(f"depot.{name}")
        for function in vars(module).values():
            own = inspect.isfunction(function) and function.__module__ == module.__name__
            if own and set(inspect.signature(function).parameters) <= {"ids", "names"}:
                yield name, function


def count(function, rows):
    sent = []
    run = database.execute_sql

    def note(sql, *values, **options):
        # Savepoints and transactions are none of the program's queries.
        if sql.split()[0].upper() in ("SELECT", "INSERT", "UPDATE", "DELETE"):
            sent.append(sql)
        return run(sql, *values, **options)

    given = {"ids": list(range(1, rows + 1)), "names": [f"P{n}" if n % 2 else f"N{n}" for n in range(1, rows + 1)]}
    if function.__name__ in ("get", "create", "insert", "insert_many", "bulk_create"):
        given["names"] = [f"new {n}" for n in range(rows)]
    with db.atomic() as transaction:
        database.execute_sql = note
        try:
            function(*[given[name] for name in inspect.signature(function).parameters])
        finally:
            database.execute_sql = run
            transaction.rollback()
    return len(sent)


def main():
    rows = int(sys.argv[1])
    db.create_tables([Region, Carrier, Parcel, Stop])
    fill(rows)
    print(json.dumps({f"{module}.{function.__name__}": count(function, rows) for module, function in shapes()}))


main()
