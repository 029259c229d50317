# Nothing of these is a finding: the text is constant, or only constant texts can get into it.

import enum
import logging
from typing import Literal, LiteralString

import psycopg
from flask import request
from sqlalchemy import Column, Integer, Table, select, text
from sqlalchemy.orm import DeclarativeBase, Session, aliased

from .columns import EXPORTED, PRICE_COLUMNS
from .models import Order, Product


# shape: constant folding of +
def folded(conn: psycopg.Connection):
    return conn.execute("SELECT id FROM orders WHERE status = '" + "open" + "' ORDER BY " + "id").fetchall()


# shape: .format without values
def empty_format(conn: psycopg.Connection):
    return conn.execute("SELECT id FROM orders WHERE status = 'open' ORDER BY id".format()).fetchall()


# shape: % with an empty tuple
def empty_percent(conn: psycopg.Connection):
    return conn.execute("SELECT id FROM orders WHERE status = 'open' ORDER BY id" % ()).fetchall()


# shape: f-string without holes
def no_holes(conn: psycopg.Connection):
    return conn.execute(f"SELECT id FROM orders WHERE status = 'open' ORDER BY id").fetchall()


# shape: f-string with doubled braces only
def doubled_braces(conn: psycopg.Connection):
    return conn.execute(f"SELECT id FROM orders WHERE tags @> '{{new}}' ORDER BY id").fetchall()


# shape: .format with constants
def constant_format(conn: psycopg.Connection):
    return conn.execute("SELECT id FROM {} ORDER BY {}".format("orders", "id")).fetchall()


# shape: module constant
ORDER_COLUMNS = "id, number, total"
OPEN = "status = 'open'"


def module_constant(conn: psycopg.Connection):
    return conn.execute(f"SELECT {ORDER_COLUMNS} FROM orders WHERE {OPEN} ORDER BY id").fetchall()


# shape: constant of a constant
SORTED = f"ORDER BY {ORDER_COLUMNS.split(',')[0]}"


def derived_constant(conn: psycopg.Connection):
    return conn.execute("SELECT id FROM orders " + SORTED).fetchall()


# shape: class constant
class Reader:
    table = "orders"
    COLUMNS = ("id", "number")

    def __init__(self, conn: psycopg.Connection):
        self.conn = conn

    def all(self):
        return self.conn.execute(f"SELECT {', '.join(self.COLUMNS)} FROM {self.table} ORDER BY id").fetchall()

    @classmethod
    def first(cls, conn: psycopg.Connection):
        return conn.execute(f"SELECT {', '.join(cls.COLUMNS)} FROM {cls.table} ORDER BY id LIMIT 1").fetchone()


# shape: constant of another module
def imported_constant(conn: psycopg.Connection):
    return conn.execute(f"SELECT {PRICE_COLUMNS} FROM products WHERE {EXPORTED} ORDER BY id").fetchall()


# shape: Model._meta.db_table
def meta(conn: psycopg.Connection, obj):
    columns = ", ".join(field.column for field in obj._meta.concrete_fields)
    return conn.execute(f"SELECT {columns} FROM {Order._meta.db_table} WHERE {obj._meta.pk.column} = %s", (1,)).fetchone()


# shape: model metadata through a variable
def meta_variable(conn: psycopg.Connection):
    opts = Product._meta
    table = opts.db_table
    return conn.execute(f"SELECT count(*) FROM {table} WHERE '{opts.model_name}' = kind").fetchone()


# shape: __tablename__ and __table__.name
def tablename(session: Session):
    old = session.execute(text(f"SELECT count(*) FROM {Order.__tablename__}")).scalar()
    return old + session.execute(text(f"SELECT count(*) FROM {Product.__table__.name}")).scalar()


# shape: enum .value
class Status(enum.Enum):
    OPEN = "open"
    PAID = "paid"


def enum_value(conn: psycopg.Connection, status: Status):
    paid = conn.execute(f"SELECT id FROM orders WHERE status = '{Status.PAID.value}' ORDER BY id").fetchall()
    return paid + conn.execute(f"SELECT id FROM orders WHERE status = '{status.value}' ORDER BY id").fetchall()


# shape: enum from a text
def enum_from_text(conn: psycopg.Connection):
    status = Status(request.args["status"])
    return conn.execute(f"SELECT id FROM orders WHERE status = '{status.value}' ORDER BY id").fetchall()


# shape: members of an enum in a list
def enum_members(conn: psycopg.Connection):
    names = ", ".join(f"'{status.value}'" for status in Status)
    return conn.execute(f"SELECT id FROM orders WHERE status IN ({names}) ORDER BY id").fetchall()


# shape: dictionary of constants, indexed
SORTS = {"name": "name", "price": "list_price DESC"}


def look_up(conn: psycopg.Connection):
    return conn.execute(f"SELECT sku FROM products ORDER BY {SORTS[request.args['sort']]}").fetchall()


# shape: dictionary of constants, .get with a default
def look_up_default(conn: psycopg.Connection):
    sort = SORTS.get(request.args.get("sort"), "sku")
    return conn.execute(f"SELECT sku FROM products ORDER BY {sort}").fetchall()


# shape: local dictionary of constants
def local_look_up(conn: psycopg.Connection, kind):
    conditions = {"old": "placed_at < now() - interval '1 year'", "open": "status = 'open'"}
    return conn.execute("SELECT id FROM orders WHERE " + conditions[kind] + " ORDER BY id").fetchall()


# shape: dictionary of constants of the class
class Lists:
    sorts = {"name": "name", "price": "list_price"}

    def __init__(self, conn: psycopg.Connection):
        self.conn = conn

    def sorted(self, name):
        return self.conn.execute(f"SELECT sku FROM products ORDER BY {self.sorts[name]}").fetchall()


# shape: dictionary of constants of another module, by name
def shouted_look_up(conn: psycopg.Connection, kind):
    from .columns import CONDITIONS

    return conn.execute(f"SELECT id FROM orders WHERE {CONDITIONS[kind]} ORDER BY id").fetchall()


# shape: match with constant arms
def matched(conn: psycopg.Connection):
    match request.args["sort"]:
        case "name":
            sort = "name"
        case "price":
            sort = "list_price"
        case _:
            sort = "sku"
    return conn.execute(f"SELECT sku FROM products ORDER BY {sort}").fetchall()


# shape: if and elif with constants
def branched(conn: psycopg.Connection):
    kind = request.args["kind"]
    if kind == "old":
        condition = "placed_at < '2020-01-01'"
    elif kind == "open":
        condition = "status = 'open'"
    else:
        condition = "true"
    return conn.execute(f"SELECT id FROM orders WHERE {condition} ORDER BY id").fetchall()


# shape: match with an arm that leaves
def matched_or_refused(conn: psycopg.Connection):
    match request.args["sort"]:
        case "name" | "sku" as sort:
            pass
        case _:
            raise ValueError
    return conn.execute(f"SELECT sku FROM products ORDER BY {sort}").fetchall()


# shape: ternary of literals
def ternary(conn: psycopg.Connection, newest: bool):
    return conn.execute(f"SELECT id FROM orders ORDER BY placed_at {'DESC' if newest else 'ASC'}, id").fetchall()


# shape: loop over a literal tuple
def loop(conn: psycopg.Connection):
    for table in ("orders", "invoices", "payments"):
        conn.execute(f"ANALYZE {table}")
    for table, column in (("orders", "id"), ("invoices", "number")):
        conn.execute(f"SELECT max({column}) FROM {table}").fetchone()


# shape: loop over a constant dictionary
def loop_dictionary(conn: psycopg.Connection):
    for name, condition in {"old": "placed_at < '2020-01-01'", "open": "status = 'open'"}.items():
        conn.execute(f"SELECT count(*) AS {name} FROM orders WHERE {condition}").fetchone()


# shape: loop over a list of the module
TABLES = ["orders", "invoices"]


def loop_module(conn: psycopg.Connection):
    for position, table in enumerate(sorted(TABLES)):
        conn.execute(f"COMMENT ON TABLE {table} IS 'number {position}'")


# shape: parts joined from constants
def joined(conn: psycopg.Connection, status, channel):
    conditions, values = ["deleted_at IS NULL"], []
    if status:
        conditions.append("status = %s")
        values.append(status)
    if channel is not None:
        conditions.append("channel = %s")
        values.append(channel)
    where = " AND ".join(conditions)
    return conn.execute(f"SELECT id FROM orders WHERE {where} ORDER BY id", values).fetchall()


# shape: clause extended by constants
def extended(conn: psycopg.Connection, status):
    query, values = "SELECT id FROM orders", []
    if status:
        query += " WHERE status = %s"
        values.append(status)
    query += " ORDER BY id LIMIT 10"
    return conn.execute(query, values).fetchall()


# shape: conditions extended by a list
def extended_list(conn: psycopg.Connection, status):
    conditions = ["deleted_at IS NULL"]
    conditions.extend(["status = %s", "channel = 'web'"])
    conditions += ["total > 0"]
    return conn.execute("SELECT id FROM orders WHERE " + " AND ".join(conditions), (status,)).fetchall()


# shape: default of a parameter that is literal by its type
def literal_type(conn: psycopg.Connection, direction: Literal["ASC", "DESC"] = "ASC"):
    return conn.execute(f"SELECT id FROM orders ORDER BY id {direction}").fetchall()


# shape: LiteralString parameter
def literal_string(conn: psycopg.Connection, condition: LiteralString):
    return conn.execute(f"SELECT id FROM orders WHERE {condition}").fetchall()


# shape: function that returns a constant
def condition_of_open():
    return "status = 'open' AND deleted_at IS NULL"


def from_function(conn: psycopg.Connection):
    return conn.execute(f"SELECT id FROM orders WHERE {condition_of_open()} ORDER BY id").fetchall()


# shape: method that returns one of several constants
class Sorting:
    def __init__(self, conn: psycopg.Connection, newest):
        self.conn = conn
        self.newest = newest

    def _order(self):
        if self.newest:
            return "placed_at DESC"
        return "id"

    @property
    def _condition(self):
        return "status = 'open'"

    def all(self):
        return self.conn.execute(f"SELECT id FROM orders WHERE {self._condition} ORDER BY {self._order()}").fetchall()


# shape: private function that is handed constants
def _count(conn: psycopg.Connection, table, condition="true"):
    return conn.execute(f"SELECT count(*) FROM {table} WHERE {condition}").fetchone()


def counts(conn: psycopg.Connection):
    return _count(conn, "orders"), _count(conn, table="invoices", condition="paid_on IS NULL")


# shape: SQLAlchemy Core
def core(session: Session, number):
    newest = aliased(Order)
    query = select(Order.id).where(Order.number == number).order_by(Order.placed_at.desc()).limit(5)
    return session.execute(query).all(), session.scalars(select(newest).filter_by(number=number)).all()


# shape: SQLAlchemy Core on a table from metadata
def core_table(session: Session, metadata, name):
    table = Table(name, metadata, Column("id", Integer, primary_key=True))
    return session.execute(select(table).where(table.c.id == 1)).all()


# shape: SQLAlchemy text with bound parameters
def bound_text(session: Session, number):
    found = session.execute(text("SELECT id FROM orders WHERE number = :number").bindparams(number=number))
    return found.scalar() or session.execute(text("SELECT 1 WHERE :n = 1"), {"n": number}).scalar()


# shape: order_by of a column looked up
def column_look_up(session: Session):
    columns = {"name": Product.name, "price": Product.price}
    return session.query(Product).order_by(columns.get(request.args.get("sort"), Product.id)).limit(20).all()


# shape: logging and exception text
def complain(conn: psycopg.Connection, table):
    logging.warning(f"cannot select {table} from the list; delete from {table} where it is wrong")
    raise ValueError("update %s set it right, or insert into %s" % (table, request.args["q"]))


# shape: prose handed to a function of another kind
def tell(client, table):
    client.execute(f"select a value from the list of {table}")


# shape: model mixin names
class Base(DeclarativeBase):
    @classmethod
    def truncate(cls, session: Session):
        session.execute(text(f"TRUNCATE {cls.__tablename__}"))


# shape: argparse choices
def chosen(conn: psycopg.Connection):
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--table", choices=["orders", "invoices"], default="orders")
    parser.add_argument("--size", type=int, default=10)
    parser.add_argument("--all", action="store_true")
    arguments = parser.parse_args()
    return conn.execute(f"SELECT id FROM {arguments.table} ORDER BY id LIMIT {arguments.size}").fetchall()


# shape: Pony binds names of the program
def pony(number):
    from pony.orm import Database

    db = Database()
    return db.select("SELECT id FROM orders WHERE number = $number")


# shape: constant written with a walrus
def walrus(conn: psycopg.Connection):
    if query := f"SELECT {ORDER_COLUMNS} FROM orders ORDER BY id":
        return conn.execute(query).fetchall()


# shape: SQL with its values from elsewhere
def composed_elsewhere(conn: psycopg.Connection, queryset):
    query, params = queryset.query.sql_with_params()
    return conn.execute(f"SELECT count(*) FROM ({query}) AS found", params).fetchone()


# shape: abort when a name is not known
def aborted(conn: psycopg.Connection):
    from flask import abort

    table = request.args["table"]
    if table not in ("orders", "invoices"):
        abort(404)
    return conn.execute(f"SELECT count(*) FROM {table}").fetchone()
