"""Runs every shape with so many rows and prints how many statements it sent.

Usage: count.py ROWS. The shapes are the functions of the modules of `stock` that take a session, `ids` and `names`.
"""

import importlib
import inspect
import json
import sys

from sqlalchemy import create_engine, event
from sqlalchemy.orm import Session

from stock.models import Article, Base, Label, Place, Supplier

MODULES = ["queries", "relations", "helpers", "evaluations"]


def fill(engine, rows):
    with Session(engine) as session:
        for n in range(1, rows + 1):
            supplier = Supplier(id=n, name=f"supplier {n}")
            article = Article(id=n, name=f"article {n}", manual="", supplier=supplier)
            article.labels.append(Label(text="new"))
            article.places.append(Place(id=n, shelf=f"S{n}"))
            session.add(article)
        session.commit()


def shapes():
    for name in MODULES:
        module = importlib.import_module(f"stock.{name}")
        for function in vars(module).values():
            own = inspect.isfunction(function) and function.__module__ == module.__name__
            if own and set(inspect.signature(function).parameters) <= {"session", "ids", "names"}:
                yield name, function


def count(engine, function, rows):
    sent = []

    def note(connection, cursor, statement, parameters, context, executemany):
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    with Session(engine) as session:
        given = {
            "session": session,
            "ids": list(range(1, rows + 1)),
            "names": [f"name {n}" for n in range(rows)],
        }
        function(*[given[name] for name in inspect.signature(function).parameters])
        session.rollback()
    event.remove(engine, "before_cursor_execute", note)
    return len(sent)


def main():
    rows = int(sys.argv[1])
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    fill(engine, rows)
    print(json.dumps({f"{module}.{function.__name__}": count(engine, function, rows) for module, function in shapes()}))


main()
