# Sanitizers in a slot they are not made for, and guards that guard nothing.

import html
import re

import psycopg
import pymysql
from django.db import connection
from django.utils.html import escape
from flask import request
from pymysql.converters import escape_string
from psycopg import sql


# shape: html.escape is no cure
def escaped_html(conn: psycopg.Connection):
    # expect: request-in-sql
    return conn.execute(f"SELECT id FROM products WHERE name = '{html.escape(request.args['q'])}'").fetchone()


# shape: django's escape is no cure
def escaped_django(request):
    with connection.cursor() as cursor:
        # expect: request-in-sql
        cursor.execute("SELECT id FROM products WHERE name = '%s'" % escape(request.GET["q"]))
        return cursor.fetchone()


# shape: escape_string without quotes around it
def unquoted(conn: pymysql.connections.Connection):
    with conn.cursor() as cursor:
        # expect: request-in-sql
        cursor.execute("SELECT id FROM orders WHERE id = %s" % escape_string(request.args["id"]))
        return cursor.fetchone()


# shape: escape_string in a name
def wrong_name(conn: pymysql.connections.Connection):
    with conn.cursor() as cursor:
        # expect: unsafe-identifier-interpolation
        cursor.execute(f"SELECT count(*) FROM {escape_string(request.args['table'])}")
        return cursor.fetchone()


# shape: escape_string in a sort key
def wrong_sort(conn: pymysql.connections.Connection):
    with conn.cursor() as cursor:
        # expect: unsafe-identifier-interpolation
        cursor.execute("SELECT id FROM orders ORDER BY " + conn.escape_string(request.args["sort"]))
        return cursor.fetchall()


# shape: escape_string in a LIMIT
def wrong_limit(conn: pymysql.connections.Connection):
    with conn.cursor() as cursor:
        # expect: request-in-sql
        cursor.execute("SELECT id FROM orders ORDER BY id LIMIT " + conn.escape_string(request.args["size"]))
        return cursor.fetchall()


# shape: quote_name around a value
def quoted_value(request):
    with connection.cursor() as cursor:
        # expect: request-in-sql
        cursor.execute(f"SELECT id FROM orders WHERE number = '{connection.ops.quote_name(request.GET['number'])}'")
        return cursor.fetchone()


# shape: doubled quotes by hand
def doubled(conn: psycopg.Connection):
    number = request.args["number"].replace("'", "''")
    # expect: request-in-sql
    return conn.execute(f"SELECT id FROM orders WHERE number = {number}").fetchone()


# shape: re.escape is no cure
def regex(conn: psycopg.Connection):
    # expect: request-in-sql
    return conn.execute(f"SELECT id FROM products WHERE name ~ '{re.escape(request.args['q'])}'").fetchall()


# shape: sql.SQL of a value
def composed_wrongly(conn: psycopg.Connection):
    # expect: request-in-sql
    return conn.execute(sql.SQL(f"SELECT id FROM products WHERE name = '{request.args['q']}'")).fetchall()


# shape: sql.SQL of a parameter inside a composition
def composed_partly(conn: psycopg.Connection):
    query = sql.SQL("SELECT id FROM products ORDER BY {}")
    # expect: unsafe-identifier-interpolation
    return conn.execute(query.format(sql.SQL(request.args["sort"]))).fetchall()


# shape: guard that only looks at the length
def long_enough(conn: psycopg.Connection):
    table = request.args["table"]
    if len(table) > 60:
        raise ValueError("too long")
    # expect: unsafe-identifier-interpolation
    return conn.execute(f"SELECT count(*) FROM {table}").fetchone()


# shape: equality or anything else
def or_else(conn: psycopg.Connection):
    table = request.args["table"]
    if table == "orders" or len(table) > 5:
        # expect: unsafe-identifier-interpolation
        return conn.execute(f"SELECT count(*) FROM {table}").fetchone()


# shape: guard for the other branch
def other_branch(conn: psycopg.Connection):
    table = request.args["table"]
    if table in ("orders", "invoices"):
        kind = "known"
    else:
        # expect: unsafe-identifier-interpolation
        return conn.execute(f"SELECT count(*) FROM {table}").fetchone()
    return kind


# shape: guard that does not leave
def only_warned(conn: psycopg.Connection):
    table = request.args["table"]
    if table not in ("orders", "invoices"):
        print("unknown table")
    # expect: unsafe-identifier-interpolation
    return conn.execute(f"SELECT count(*) FROM {table}").fetchone()


# shape: guard after the use
def guarded_late(conn: psycopg.Connection):
    table = request.args["table"]
    # expect: unsafe-identifier-interpolation
    found = conn.execute(f"SELECT count(*) FROM {table}").fetchone()
    if table not in ("orders", "invoices"):
        raise ValueError
    return found


# shape: guarded, then assigned anew
def assigned_anew(conn: psycopg.Connection):
    table = request.args["table"]
    if table not in ("orders", "invoices"):
        raise ValueError
    table = request.args["archive"]
    # expect: unsafe-identifier-interpolation
    return conn.execute(f"SELECT count(*) FROM {table}").fetchone()


# shape: guard on another name
def other_name(conn: psycopg.Connection):
    table, schema = request.args["table"], request.args["schema"]
    if schema not in ("shop", "archive"):
        raise ValueError
    # expect: unsafe-identifier-interpolation
    return conn.execute(f"SELECT count(*) FROM {schema}.{table}").fetchone()


# shape: guard in a branch that may not run
def guarded_sometimes(conn: psycopg.Connection, strict):
    table = request.args["table"]
    if strict:
        if table not in ("orders", "invoices"):
            raise ValueError
    # expect: unsafe-identifier-interpolation
    return conn.execute(f"SELECT count(*) FROM {table}").fetchone()


# shape: both conditions must fail
def both(conn: psycopg.Connection, strict):
    table = request.args["table"]
    if table not in ("orders", "invoices") and strict:
        raise ValueError
    # expect: unsafe-identifier-interpolation
    return conn.execute(f"SELECT count(*) FROM {table}").fetchone()


# shape: list with a member that is not constant
def open_list(conn: psycopg.Connection):
    table = request.args["table"]
    if table in ["orders", request.args["other"]]:
        # expect: unsafe-identifier-interpolation
        return conn.execute(f"SELECT count(*) FROM {table}").fetchone()


# shape: list grown by what was sent
def grown_list(conn: psycopg.Connection):
    table = request.args["table"]
    allowed = ["orders"]
    allowed.append(request.args["more"])
    if table in allowed:
        # expect: unsafe-identifier-interpolation
        return conn.execute(f"SELECT count(*) FROM {table}").fetchone()


# shape: part of a text
def part_of_text(conn: psycopg.Connection):
    table = request.args["table"]
    if "order" in table:
        # expect: unsafe-identifier-interpolation
        return conn.execute(f"SELECT count(*) FROM {table}").fetchone()


# shape: regular expression that matches only the beginning
def begins_well(conn: psycopg.Connection):
    table = request.args["table"]
    if not re.match(r"[a-z_]+", table):
        raise ValueError
    # expect: unsafe-identifier-interpolation
    return conn.execute(f"SELECT count(*) FROM {table}").fetchone()


# shape: regular expression that matches everything
def matches_all(conn: psycopg.Connection):
    table = request.args["table"]
    if not re.fullmatch(r".+", table):
        raise ValueError
    # expect: unsafe-identifier-interpolation
    return conn.execute(f"SELECT count(*) FROM {table}").fetchone()


# shape: dictionary with a default from outside
def open_default(conn: psycopg.Connection):
    columns = {"name": "name", "price": "list_price"}
    sort = columns.get(request.args["sort"], request.args["sort"])
    # expect: unsafe-identifier-interpolation
    return conn.execute(f"SELECT sku FROM products ORDER BY {sort}").fetchall()


# shape: match with an open arm
def open_arm(conn: psycopg.Connection):
    match request.args["sort"]:
        case "name":
            sort = "name"
        case other:
            # expect: unsafe-identifier-interpolation
            sort = request.args["sort"]
    return conn.execute(f"SELECT sku FROM products ORDER BY {sort}").fetchall()


# shape: int for another value
def other_int(conn: psycopg.Connection):
    size = request.args["size"]
    page = int(request.args["page"])
    # expect: request-in-sql
    return conn.execute(f"SELECT sku FROM products ORDER BY id LIMIT {size} OFFSET {page}").fetchall()
