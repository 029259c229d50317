# Where the text goes: the places of each library that take SQL.

import asyncpg
import pandas as pd
import sqlalchemy as sa
from django.db import connection, connections, models
from django.db.models import Aggregate, F, Func
from django.db.models.expressions import RawSQL
from sqlalchemy import create_engine, literal_column, select, text
from sqlalchemy.orm import Session

from .models import Order, Product


# shape: django cursor
def cursor_execute(number):
    with connection.cursor() as cursor:
        # expect: sql-string-interpolation
        cursor.execute(f"SELECT id FROM orders_order WHERE number = '{number}'")
        return cursor.fetchone()


# shape: django cursor of another database
def other_cursor(number):
    with connections["archive"].cursor() as c:
        # expect: sql-string-interpolation
        c.execute(f"SELECT id FROM orders_order WHERE number = '{number}'")
        return c.fetchone()


# shape: django .raw
def raw(number):
    # expect: sql-string-interpolation
    return Order.objects.raw(f"SELECT id FROM orders_order WHERE number = '{number}'")


# shape: django .raw with translations
def raw_of(number):
    # expect: sql-string-interpolation
    return Order.objects.raw("SELECT id, nr AS number FROM legacy WHERE nr = '%s'" % number, translations={"nr": "number"})


# shape: django RawSQL
def raw_sql(channel):
    # expect: sql-string-interpolation
    return Order.objects.annotate(rank=RawSQL(f"SELECT rank FROM channels WHERE name = '{channel}'", []))


# shape: django .extra where
def extra_where(channel):
    # expect: sql-string-interpolation
    return Order.objects.extra(where=[f"channel = '{channel}'"])


# shape: django .extra where with params for another value
def extra_where_params(channel, status):
    # expect: sql-string-interpolation
    return Order.objects.extra(where=["status = %s", f"channel = '{channel}'"], params=[status])


# shape: django .extra select
def extra_select(since):
    # expect: sql-string-interpolation
    return Order.objects.extra(select={"is_recent": f"placed_at > '{since}'"})


# shape: django .extra tables and order_by
def extra_tables(table, order):
    # expect: identifier-from-parameter
    found = Order.objects.extra(tables=[f"{table}"])
    return found


# shape: django .extra of a request
def extra_request(request):
    # expect: request-in-sql
    return Order.objects.extra(where=["channel = '" + request.GET["channel"] + "'"])


# shape: django Func template
def func_template(unit):
    # expect: sql-string-interpolation
    return Order.objects.annotate(part=Func(F("placed_at"), template=f"DATE_TRUNC('{unit}', %(expressions)s)"))


# shape: django Func function
def func_function(request):
    # expect: unsafe-identifier-interpolation
    return Order.objects.annotate(part=Func(F("placed_at"), function=request.GET["function"]))


# shape: django Aggregate template
def aggregate_template(separator):
    # expect: sql-string-interpolation
    return Order.objects.aggregate(all=Aggregate("number", template=f"string_agg(%(expressions)s, '{separator}')"))


# shape: django class attribute template filled by a parameter
class Truncate(Func):
    def as_sqlite(self, compiler, connection, **extra):
        return super().as_sql(compiler, connection, template="DATE(%(expressions)s)", **extra)


# shape: SQLAlchemy text(f"")
def text_f(session: Session, number):
    # expect: sql-string-interpolation
    return session.execute(text(f"SELECT id FROM orders WHERE number = '{number}'")).scalar()


# shape: SQLAlchemy sa.text
def sa_text(session: Session, number):
    # expect: sql-string-interpolation
    return session.execute(sa.text("SELECT id FROM orders WHERE number = '%s'" % number)).scalar()


# shape: SQLAlchemy text in where
def text_where(session: Session, channel):
    # expect: sql-string-interpolation
    return session.scalars(select(Order).where(text(f"channel = '{channel}'"))).all()


# shape: SQLAlchemy text in filter
def text_filter(session: Session, channel):
    # expect: sql-string-interpolation
    return session.query(Order).filter(text("channel = '" + channel + "'")).all()


# shape: SQLAlchemy order_by(text(user))
def order_by_text(session: Session, request):
    # expect: request-in-sql
    return session.query(Order).order_by(text(request.args["sort"])).all()


# shape: SQLAlchemy order_by(text(user)) with a direction
def order_by_text_direction(session: Session, request):
    sort = request.args.get("sort", "number")
    # expect: request-in-sql
    return session.query(Order).order_by(text(sort + " DESC")).all()


# shape: SQLAlchemy order_by(text(parameter))
def order_by_parameter(session: Session, sort):
    # expect: sql-string-interpolation
    return session.query(Order).order_by(text(f"{sort} DESC")).limit(20).all()


# shape: SQLAlchemy literal_column
def columns(session: Session, request):
    # expect: request-in-sql
    return session.execute(select(literal_column(f"{request.args['column']}")).select_from(Order)).all()


# shape: SQLAlchemy literal_column with a value
def constant_column(session: Session, label):
    # expect: sql-string-interpolation
    return session.execute(select(Order.id, literal_column(f"'{label}'").label("kind"))).all()


# shape: SQLAlchemy exec_driver_sql
def driver_sql(engine, number):
    with create_engine("postgresql://").connect() as conn:
        # expect: sql-string-interpolation
        return conn.exec_driver_sql(f"SELECT id FROM orders WHERE number = '{number}'").scalar()


# shape: SQLAlchemy 1.x execute of a text
def execute_text(session: Session, number):
    # expect: sql-string-interpolation
    return session.execute("SELECT id FROM orders WHERE number = '" + number + "'").scalar()


# shape: SQLAlchemy from_statement
def from_statement(session: Session, number):
    # expect: sql-string-interpolation
    return session.query(Order).from_statement(text(f"SELECT * FROM orders WHERE number = '{number}'")).all()


# shape: SQLAlchemy DDL
def ddl(session: Session, comment):
    # expect: sql-string-interpolation
    session.execute(sa.DDL(f"COMMENT ON TABLE orders IS '{comment}'"))


# shape: SQLAlchemy operator text
def operator(session: Session, request):
    # expect: unsafe-identifier-interpolation
    return session.scalars(select(Order).where(Order.number.op(request.args["op"])("x"))).all()


# shape: SQLAlchemy prefix_with
def hinted(session: Session, request):
    # expect: request-in-sql
    return session.scalars(select(Order).prefix_with(request.args["hint"])).all()


# shape: asyncpg fetch
async def fetch(conn: asyncpg.Connection, number):
    # expect: sql-string-interpolation
    return await conn.fetchrow(f"SELECT id FROM orders WHERE number = '{number}'")


# shape: asyncpg with other values bound
async def fetch_half(conn: asyncpg.Connection, number, status):
    # expect: sql-string-interpolation
    return await conn.fetch(f"SELECT id FROM orders WHERE status = $1 AND number = '{number}'", status)


# shape: pandas read_sql
def frame(engine, number):
    # expect: sql-string-interpolation
    return pd.read_sql(f"SELECT id, total FROM orders WHERE number = '{number}'", engine)


# shape: pandas read_sql_query
def frame_query(engine, number):
    # expect: sql-string-interpolation
    return pd.read_sql_query("SELECT id, total FROM orders WHERE number = '%s'" % number, engine)


# shape: a cursor known only by its name
def bare(cursor, number):
    # expect: sql-string-interpolation
    cursor.execute("SELECT id FROM orders WHERE number = '%s'" % number)
