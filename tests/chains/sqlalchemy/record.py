"""Calls each function of chains.py and prints what SQLAlchemy sends for it on PostgreSQL."""

import inspect

from sqlalchemy import create_engine, event
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

import chains
import models

engine = create_engine("sqlite://")
models.Base.metadata.create_all(engine)
models.metadata.create_all(engine)


class Sent(Exception):
    pass


def compiled(statement):
    text = str(statement.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))
    # As psycopg would be given it.
    return text.replace("%%", "%")


for name, function in inspect.getmembers(chains, inspect.isfunction):
    if function.__module__ != "chains":
        continue
    sent = []

    def note(connection, clause, multiparams, params, options):
        sent.append(compiled(clause))
        raise Sent

    event.listen(engine, "before_execute", note)
    with Session(engine) as session:
        try:
            function(session)
        except Sent:
            pass
    event.remove(engine, "before_execute", note)
    print(f"-- {name}")
    print(f"{sent[0]};")
