# Nothing of these is a finding: the value cannot carry SQL, is bound, or was quoted for its slot.

import datetime
import re
import uuid
from decimal import Decimal

import psycopg
import pymysql
import sqlite3
from django.db import connection
from flask import request
from psycopg import sql
from psycopg2.extensions import quote_ident
from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session
from sqlalchemy.sql import quoted_name

from .models import Order


# shape: int
def whole(conn: psycopg.Connection):
    key = int(request.args["key"])
    return conn.execute(f"SELECT id FROM orders WHERE id = {key}").fetchone()


# shape: float
def price(conn: psycopg.Connection):
    return conn.execute("SELECT id FROM products WHERE price < %s" % float(request.args["price"])).fetchall()


# shape: %d
def percent_d(conn: psycopg.Connection, key):
    return conn.execute("SELECT id FROM orders WHERE id = %d" % key).fetchone()


# shape: format of a number
def format_d(conn: psycopg.Connection, key):
    return conn.execute(f"SELECT id FROM orders WHERE id = {key:d}").fetchone()


# shape: UUID
def by_uuid(conn: psycopg.Connection):
    return conn.execute(f"SELECT id FROM orders WHERE key = '{uuid.UUID(request.args['key'])}'").fetchone()


# shape: Decimal
def by_decimal(conn: psycopg.Connection):
    return conn.execute(f"SELECT id FROM products WHERE price = {Decimal(request.args['price'])}").fetchall()


# shape: date.fromisoformat
def by_day(conn: psycopg.Connection):
    day = datetime.date.fromisoformat(request.args["day"])
    later = day + datetime.timedelta(days=1)
    return conn.execute(f"SELECT id FROM orders WHERE placed_at >= '{day}' AND placed_at < '{later}'").fetchall()


# shape: strptime and strftime
def by_month(conn: psycopg.Connection):
    month = datetime.datetime.strptime(request.args["month"], "%Y-%m")
    return conn.execute(f"SELECT id FROM orders WHERE placed_at >= '{month.strftime('%Y-%m-01')}'").fetchall()


# shape: numeric parameter
def page(conn: psycopg.Connection, size: int, offset: int | None = 0):
    return conn.execute(f"SELECT id FROM orders ORDER BY id LIMIT {size} OFFSET {offset}").fetchall()


# shape: date parameter
def since(conn: psycopg.Connection, day: datetime.date):
    return conn.execute(f"SELECT id FROM orders WHERE placed_at >= '{day}' ORDER BY id").fetchall()


# shape: len
def count(conn: psycopg.Connection, keys):
    return conn.execute(f"SELECT id FROM orders ORDER BY id LIMIT {len(keys)}").fetchall()


# shape: arithmetic
def last_page(conn: psycopg.Connection, number, size):
    return conn.execute(f"SELECT id FROM orders ORDER BY id LIMIT 20 OFFSET {(number - 1) * 20}").fetchall()


# shape: counter of a loop
def years(conn: psycopg.Connection):
    for year in range(2015, 2025):
        conn.execute(f"CREATE TABLE orders_{year} PARTITION OF orders FOR VALUES FROM ('{year}-01-01') TO ('{year + 1}-01-01')")


# shape: numbers joined
def in_numbers(conn: psycopg.Connection, keys: list[int]):
    joined = ",".join(str(key) for key in keys)
    return conn.execute(f"SELECT id FROM orders WHERE id IN ({joined})").fetchall()


# shape: numbers joined after int of each
def in_ints(conn: psycopg.Connection):
    keys = [int(key) for key in request.args.getlist("key")]
    more = ",".join(map(str, keys))
    mapped = ", ".join(str(int(key)) for key in request.args.getlist("other"))
    return conn.execute(f"SELECT id FROM orders WHERE id IN ({more}) OR id IN ({mapped})").fetchall()


# shape: tuple of int casts
def in_tuple(conn: psycopg.Connection):
    keys = tuple(int(key) for key in request.args.getlist("key"))
    return conn.execute(f"SELECT id FROM orders WHERE id IN {keys}").fetchall()


# shape: map int
def in_map_int(conn: psycopg.Connection):
    keys = list(map(int, request.args["keys"].split(",")))
    return conn.execute("SELECT id FROM orders WHERE id IN (%s)" % ",".join(map(str, keys))).fetchall()


# shape: keyword in a try
def tried(conn: psycopg.Connection):
    try:
        key = int(request.args["key"])
    except ValueError:
        return None
    return conn.execute(f"SELECT id FROM orders WHERE id = {key}").fetchone()


# shape: placeholders by multiplication
def marks_times(conn: psycopg.Connection, keys):
    marks = ",".join(["%s"] * len(keys))
    return conn.execute(f"SELECT id FROM orders WHERE id IN ({marks})", keys).fetchall()


# shape: placeholders in the hole itself
def marks_inline(conn: sqlite3.Connection, keys):
    return conn.execute(f"SELECT id FROM orders WHERE id IN ({','.join('?' * len(keys))})", keys).fetchall()


# shape: placeholders by a generator
def marks_generator(conn: sqlite3.Connection, keys):
    marks = ", ".join("?" for _ in keys)
    return conn.execute(f"SELECT id FROM orders WHERE id IN ({marks})", keys).fetchall()


# shape: placeholders by a list comprehension
def marks_comprehension(conn: sqlite3.Connection, keys):
    marks = ["?" for _ in keys]
    return conn.execute("SELECT id FROM orders WHERE id IN (%s)" % ", ".join(marks), keys).fetchall()


# shape: placeholders with their quotes cut off
def marks_stripped(conn: psycopg.Connection, keys):
    marks = ("%s," * len(keys))[:-1]
    other = ("%s, " * len(keys)).rstrip(", ")
    return conn.execute(f"SELECT id FROM orders WHERE id IN ({marks}) OR id IN ({other})", keys + keys).fetchall()


# shape: rows of placeholders
def marks_rows(conn: psycopg.Connection, rows):
    values = ", ".join(["(%s, %s)"] * len(rows))
    conn.execute(f"INSERT INTO tags (product_id, tag) VALUES {values}", [cell for row in rows for cell in row])


# shape: numbered placeholders
def marks_numbered(conn: psycopg.Connection, keys):
    marks = ", ".join(f"%(key{position})s" for position, _ in enumerate(keys))
    return conn.execute(f"SELECT id FROM orders WHERE id IN ({marks})", {f"key{n}": key for n, key in enumerate(keys)}).fetchall()


# shape: named placeholders of SQLAlchemy
def marks_named(session: Session, keys):
    marks = ", ".join(f":key{position}" for position in range(len(keys)))
    return session.execute(text(f"SELECT id FROM orders WHERE id IN ({marks})"), {f"key{n}": k for n, k in enumerate(keys)})


# shape: placeholders from a function
def _marks(values):
    return ", ".join(["%s"] * len(values))


def marks_function(conn: psycopg.Connection, keys):
    return conn.execute(f"SELECT id FROM orders WHERE id IN ({_marks(keys)})", keys).fetchall()


# shape: placeholders grown in a loop
def marks_grown(conn: sqlite3.Connection, keys):
    marks = []
    for _ in keys:
        marks.append("?")
    return conn.execute("SELECT id FROM orders WHERE id IN (" + ",".join(marks) + ")", keys).fetchall()


# shape: psycopg composition
def composed(conn: psycopg.Connection, table, column, value):
    query = sql.SQL("SELECT {} FROM {} WHERE {} = {}").format(
        sql.SQL(", ").join([sql.Identifier("id"), sql.Identifier(column)]),
        sql.Identifier("shop", table),
        sql.Identifier(column),
        sql.Placeholder(),
    )
    return conn.execute(query, (value,)).fetchall()


# shape: psycopg composition with literals and +
def composed_sum(conn: psycopg.Connection, table, value):
    query = sql.SQL("SELECT id FROM ") + sql.Identifier(table) + sql.SQL(" WHERE name = ") + sql.Literal(value)
    return conn.execute(query).fetchall()


# shape: psycopg composition grown
def composed_grown(conn: psycopg.Connection, changes):
    parts = []
    for column in changes:
        parts.append(sql.SQL("{} = {}").format(sql.Identifier(column), sql.Placeholder(column)))
    query = sql.SQL("UPDATE products SET {} WHERE id = 1").format(sql.SQL(", ").join(parts))
    conn.execute(query, changes)


# shape: psycopg composition of a placeholder run
def composed_marks(conn: psycopg.Connection, table, row):
    query = sql.SQL("INSERT INTO {table} VALUES ({marks})").format(
        table=sql.Identifier(table), marks=sql.SQL(", ").join(sql.Placeholder() * len(row))
    )
    conn.execute(query, row)


# shape: psycopg as_string
def composed_text(conn: psycopg.Connection, table):
    name = sql.Identifier(table).as_string(conn)
    conn.execute(f"ANALYZE {name}")


# shape: t-string
def template_string(conn: psycopg.Connection, number):
    return conn.execute(t"SELECT id FROM orders WHERE number = {number}").fetchone()


# shape: t-string with a name
def template_name(conn: psycopg.Connection, table, number):
    return conn.execute(t"SELECT id FROM {table:i} WHERE number = {number}").fetchone()


# shape: SQLAlchemy tstring
def alchemy_template(session: Session, number):
    from sqlalchemy import tstring

    return session.execute(tstring(t"SELECT id FROM orders WHERE number = {number}")).scalar()


# shape: quote_ident
def quoted_ident(conn: psycopg.Connection):
    return conn.execute(f"SELECT count(*) FROM {quote_ident(request.args['table'], conn)}").fetchone()


# shape: connection.ops.quote_name
def quoted_name_django(request):
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(request.GET['table'])}")
        cursor.execute("SELECT count(%s) FROM orders" % quote(request.GET["column"]))
        return cursor.fetchone()


# shape: quote_name handed out by a short name
def quoted_short(table, columns):
    qn = connection.ops.quote_name
    listed = ", ".join(qn(column) for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {listed} FROM {qn(table)} ORDER BY 1")
        return cursor.fetchall()


# shape: SQLAlchemy identifier preparer
def prepared(session: Session, engine, table):
    name = engine.dialect.identifier_preparer.quote(table)
    session.execute(text(f"ANALYZE {name}"))


# shape: escape_string inside quotes
def escaped(conn: pymysql.connections.Connection, name):
    with conn.cursor() as cursor:
        cursor.execute("SELECT id FROM products WHERE name = '%s'" % conn.escape_string(name))
        return cursor.fetchone()


# shape: mogrify
def mogrified(conn: psycopg.Connection, cursor, rows):
    values = ", ".join(cursor.mogrify("(%s, %s)", row).decode() for row in rows)
    cursor.execute("INSERT INTO tags (product_id, tag) VALUES " + values)


# shape: guard with a constant tuple that raises
ALLOWED = ("orders", "invoices")


def guarded(conn: psycopg.Connection):
    table = request.args["table"]
    if table not in ALLOWED:
        raise ValueError("no such table")
    return conn.execute(f"SELECT count(*) FROM {table}").fetchone()


# shape: guard with a literal list that returns
def guarded_return(conn: psycopg.Connection):
    table = request.args["table"]
    if table not in ["orders", "invoices"]:
        return None
    return conn.execute(f"SELECT count(*) FROM {table}").fetchone()


# shape: guard that falls back to a constant
def guarded_fallback(conn: psycopg.Connection):
    sort = request.args.get("sort", "id")
    if sort not in ("id", "number"):
        sort = "id"
    return conn.execute(f"SELECT id FROM orders ORDER BY {sort}").fetchall()


# shape: guard around the use
def guarded_inside(conn: psycopg.Connection):
    table = request.args["table"]
    if table in ALLOWED:
        return conn.execute(f"SELECT count(*) FROM {table}").fetchone()
    return None


# shape: guard by a conditional expression
def guarded_expression(conn: psycopg.Connection):
    sort = request.args["sort"] if request.args["sort"] in ("id", "number") else "id"
    direction = request.args.get("direction")
    direction = direction if direction in ("ASC", "DESC") else "ASC"
    return conn.execute(f"SELECT id FROM orders ORDER BY {sort} {direction}").fetchall()


# shape: guard by equality
def guarded_equal(conn: psycopg.Connection):
    table = request.args["table"]
    if table == "orders" or table == "invoices":
        return conn.execute(f"SELECT count(*) FROM {table}").fetchone()


# shape: guard by inequality that leaves
def guarded_unequal(conn: psycopg.Connection):
    direction = request.args["direction"]
    if direction != "ASC" and direction != "DESC":
        raise ValueError
    return conn.execute(f"SELECT id FROM orders ORDER BY id {direction}").fetchall()


# shape: guard of the changed text
def guarded_upper(conn: psycopg.Connection):
    direction = request.args["direction"].upper()
    if direction not in {"ASC", "DESC"}:
        raise ValueError
    return conn.execute(f"SELECT id FROM orders ORDER BY id {direction}").fetchall()


# shape: guard with the keys of a dictionary
COLUMNS = {"name": "text", "price": "numeric"}


def guarded_keys(conn: psycopg.Connection):
    column = request.args["column"]
    if column not in COLUMNS:
        raise ValueError
    return conn.execute(f"SELECT {column} FROM products ORDER BY id").fetchall()


# shape: guard by assert
def asserted(conn: psycopg.Connection, table):
    assert table in ("orders", "invoices")
    return conn.execute(f"SELECT count(*) FROM {table}").fetchone()


# shape: guard by a function that checks
def check_table(table):
    if table not in ALLOWED:
        raise ValueError(f"{table} is no table")


def checked(conn: psycopg.Connection):
    table = request.args["table"]
    check_table(table)
    return conn.execute(f"SELECT count(*) FROM {table}").fetchone()


# shape: guard of each item
def guarded_items(conn: psycopg.Connection, columns):
    columns = [column for column in columns if column in COLUMNS]
    return conn.execute(f"SELECT {', '.join(columns)} FROM products ORDER BY id").fetchall()


# shape: guard of each item in a loop
def guarded_loop(conn: psycopg.Connection, changes):
    parts, values = [], []
    for column, value in changes.items():
        if column not in COLUMNS:
            continue
        parts.append(f"{column} = %s")
        values.append(value)
    conn.execute(f"UPDATE products SET {', '.join(parts)} WHERE id = 1", values)


# shape: guard of all items
def guarded_all(conn: psycopg.Connection, columns):
    if not all(column in COLUMNS for column in columns):
        raise ValueError
    return conn.execute(f"SELECT {', '.join(columns)} FROM products ORDER BY id").fetchall()


# shape: guard by the difference of sets
def guarded_difference(conn: psycopg.Connection, changes):
    unknown = set(changes) - {"name", "price"}
    if unknown:
        raise ValueError(unknown)
    parts = ", ".join(f"{column} = %s" for column in changes)
    conn.execute(f"UPDATE products SET {parts} WHERE id = 1", list(changes.values()))


# shape: loop over constants that asks the dictionary
def allowed_changes(conn: psycopg.Connection):
    parts, values = [], []
    for column in ("name", "price"):
        if column in request.form:
            parts.append(f"{column} = %s")
            values.append(request.form[column])
    conn.execute(f"UPDATE products SET {', '.join(parts)} WHERE id = 1", values)


# shape: isidentifier
def identifier(conn: psycopg.Connection):
    table = request.args["table"]
    if not table.isidentifier():
        raise ValueError
    return conn.execute(f"SELECT count(*) FROM {table}").fetchone()


# shape: isdigit
def digits(conn: psycopg.Connection):
    key = request.args["key"]
    if key.isdigit():
        return conn.execute(f"SELECT id FROM orders WHERE id = {key}").fetchone()


# shape: regular expression over the whole text
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def matched_whole(conn: psycopg.Connection):
    table, column = request.args["table"], request.args["column"]
    if not re.fullmatch(r"[A-Za-z_]\w*", table) or not NAME.fullmatch(column):
        raise ValueError
    return conn.execute(f"SELECT {column} FROM {table} ORDER BY 1").fetchall()


# shape: regular expression with both ends
def matched_ends(conn: psycopg.Connection):
    table = request.args["table"]
    if not re.match(r"^[a-z_][a-z0-9_]*$", table):
        raise ValueError
    return conn.execute(f"SELECT count(*) FROM {table}").fetchone()


# shape: removal of everything else by a regular expression
def cleaned(conn: psycopg.Connection):
    table = re.sub(r"[^a-z0-9_]", "", request.args["table"])
    return conn.execute(f"SELECT count(*) FROM {table}").fetchone()


# shape: bound values
def bound(conn: psycopg.Connection, session: Session):
    number = request.args["number"]
    session.execute(text("SELECT 1 FROM orders WHERE number = :number").bindparams(bindparam("number", number)))
    Order.objects.raw("SELECT id FROM orders WHERE number = %s", [number])
    Order.objects.extra(where=["number = %s"], params=[number])
    return conn.execute("SELECT id FROM orders WHERE number = %(number)s", {"number": number}).fetchone()


# shape: pattern bound
def bound_pattern(conn: psycopg.Connection, term):
    return conn.execute("SELECT id FROM products WHERE name LIKE %s ORDER BY id", (f"%{term}%",)).fetchall()


# shape: array bound
def bound_array(conn: psycopg.Connection, keys):
    return conn.execute("SELECT id FROM orders WHERE id = ANY(%s) ORDER BY id", (list(keys),)).fetchall()


# shape: hash of a text
def savepoint(conn: psycopg.Connection, name):
    import hashlib

    conn.execute(f"SAVEPOINT s_{hashlib.sha256(name.encode()).hexdigest()[:8]}")
    conn.execute(f"SAVEPOINT s_{uuid.uuid4().hex}")
