# What the SQL has in the place: values in lists, patterns, documents; limits, clauses, names.

import psycopg
import pymysql
import sqlite3
from flask import request


# shape: quoted-placeholder
def quoted(conn: psycopg.Connection, sku):
    # expect: quoted-placeholder
    return conn.execute("SELECT id FROM products WHERE sku = '%s'", (sku,)).fetchone()


# shape: quoted-placeholder in a pattern
def quoted_pattern(conn: sqlite3.Connection, term):
    # expect: quoted-placeholder
    return conn.execute("SELECT id FROM products WHERE name LIKE '%?%' ORDER BY id", (term,)).fetchall()


# shape: quoted braces
def quoted_braces(conn: psycopg.Connection, sku):
    # expect: sql-string-interpolation
    return conn.execute("SELECT id FROM products WHERE sku = '{}'".format(sku)).fetchone()


# shape: half-parameterised, another value
def half_value(conn: psycopg.Connection, status, channel):
    return conn.execute(
        # expect: sql-string-interpolation
        f"SELECT id FROM orders WHERE status = %s AND channel = '{channel}'", (status,)
    ).fetchone()


# shape: half-parameterised, a name
def half_name(conn: psycopg.Connection, table, status):
    # expect: identifier-from-parameter
    return conn.execute(f"SELECT count(*) FROM {table} WHERE status = %s", (status,)).fetchone()


# shape: ORDER BY from a request
def sorted_list(conn: psycopg.Connection):
    # expect: unsafe-identifier-interpolation
    return conn.execute(f"SELECT id FROM orders ORDER BY {request.args['sort']}").fetchall()


# shape: sort direction from a request
def sorted_direction(conn: psycopg.Connection):
    direction = request.args.get("direction", "asc")
    # expect: unsafe-identifier-interpolation
    return conn.execute(f"SELECT id FROM orders ORDER BY placed_at {direction}").fetchall()


# shape: LIMIT from a request
def limited(conn: psycopg.Connection):
    # expect: request-in-sql
    return conn.execute(f"SELECT id FROM orders ORDER BY id LIMIT {request.args['limit']}").fetchall()


# shape: OFFSET from a parameter
def paged(conn: psycopg.Connection, offset):
    # expect: sql-string-interpolation
    return conn.execute(f"SELECT id FROM orders ORDER BY id LIMIT 20 OFFSET {offset}").fetchall()


# shape: IN list by join of map str
def in_map(conn: psycopg.Connection, keys):
    # expect: sql-string-interpolation
    return conn.execute("SELECT id FROM orders WHERE number IN (" + ",".join(map(str, keys)) + ")").fetchall()


# shape: IN list by join of strings with quotes
def in_quoted(conn: psycopg.Connection, keys):
    # expect: sql-string-interpolation
    return conn.execute("SELECT id FROM orders WHERE number IN ('" + "','".join(keys) + "')").fetchall()


# shape: IN list by join of a request's list
def in_request(conn: psycopg.Connection):
    keys = request.args.getlist("key")
    # expect: request-in-sql
    return conn.execute(f"SELECT id FROM orders WHERE id IN ({', '.join(keys)})").fetchall()


# shape: IN list by tuple of a list
def in_tuple(conn: psycopg.Connection, keys):
    # expect: sql-string-interpolation
    return conn.execute(f"SELECT id FROM orders WHERE number IN {tuple(keys)}").fetchall()


# shape: VALUES list
def insert_all(conn: psycopg.Connection, names):
    # expect: sql-string-interpolation
    rows = ", ".join(f"('{name}')" for name in names)
    conn.execute(f"INSERT INTO tags (tag) VALUES {rows}")


# shape: LIKE with a fragment
def like(conn: psycopg.Connection, term):
    # expect: sql-string-interpolation
    return conn.execute(f"SELECT id FROM products WHERE name LIKE '%{term}%' ORDER BY id").fetchall()


# shape: LIKE with a fragment in %
def like_percent(conn: psycopg.Connection, term):
    # expect: sql-string-interpolation
    return conn.execute("SELECT id FROM products WHERE name ILIKE '%%%s%%' ORDER BY id" % term).fetchall()


# shape: JSON key in a path
def json_key(conn: psycopg.Connection, key, value):
    # expect: sql-string-interpolation
    return conn.execute(f"SELECT id FROM products WHERE attributes->>'{key}' = %s", (value,)).fetchall()


# shape: JSON path
def json_path(conn: sqlite3.Connection, path):
    # expect: sql-string-interpolation
    return conn.execute(f"SELECT json_extract(attributes, '$.{path}') FROM products ORDER BY id").fetchall()


# shape: tsquery
def search(conn: psycopg.Connection, words):
    # expect: sql-string-interpolation
    return conn.execute(f"SELECT id FROM products WHERE document @@ to_tsquery('{words}')").fetchall()


# shape: COPY file name
def copy(conn: psycopg.Connection, path):
    # expect: sql-string-interpolation
    conn.execute(f"COPY products FROM '{path}' WITH (FORMAT csv)")


# shape: LOAD DATA file name
def load(conn: pymysql.connections.Connection, path):
    with conn.cursor() as cursor:
        # expect: sql-string-interpolation
        cursor.execute(f"LOAD DATA INFILE '{path}' INTO TABLE products")


# shape: ATTACH file name
def attach(conn: sqlite3.Connection, path):
    # expect: sql-string-interpolation
    conn.execute(f"ATTACH DATABASE '{path}' AS archive")


# shape: interval
def older(conn: psycopg.Connection, days):
    # expect: sql-string-interpolation
    return conn.execute(f"SELECT id FROM orders WHERE placed_at < now() - interval '{days} days'").fetchall()


# shape: whole WHERE clause from a parameter
def where(conn: psycopg.Connection, condition):
    # expect: sql-string-interpolation
    return conn.execute(f"SELECT id FROM orders WHERE {condition}").fetchall()


# shape: whole clause at the end
def clause(conn: psycopg.Connection, rest):
    # expect: sql-string-interpolation
    return conn.execute("SELECT id FROM orders " + rest).fetchall()


# shape: whole clause from a request
def clause_of_request(conn: psycopg.Connection):
    # expect: request-in-sql
    return conn.execute("SELECT id FROM orders WHERE " + request.args["filter"]).fetchall()


# shape: whole statement from a request
def statement(conn: psycopg.Connection):
    # expect: request-in-sql
    return conn.execute(request.form["sql"]).fetchall()


# shape: table from a request
def table(conn: psycopg.Connection):
    # expect: unsafe-identifier-interpolation
    return conn.execute(f"SELECT count(*) FROM {request.args['table']}").fetchone()


# shape: table in quotes made by hand
def quoted_table(conn: psycopg.Connection):
    # expect: unsafe-identifier-interpolation
    return conn.execute('SELECT count(*) FROM "%s"' % request.args["table"]).fetchone()


# shape: table in backticks
def backticks(conn: pymysql.connections.Connection):
    with conn.cursor() as cursor:
        # expect: unsafe-identifier-interpolation
        cursor.execute(f"SELECT count(*) FROM `{request.args['table']}`")
        return cursor.fetchone()


# shape: column between SELECT and FROM
def column(conn: psycopg.Connection):
    # expect: unsafe-identifier-interpolation
    return conn.execute("SELECT " + request.args["column"] + " FROM orders ORDER BY id").fetchall()


# shape: alias
def alias(conn: psycopg.Connection):
    # expect: unsafe-identifier-interpolation
    return conn.execute(f"SELECT count(*) AS {request.args['label']} FROM orders").fetchone()


# shape: schema before a table
def schema(conn: psycopg.Connection, tenant):
    # expect: identifier-from-parameter
    return conn.execute(f"SELECT count(*) FROM {tenant}.orders").fetchone()


# shape: SET of a session
def setting(conn: psycopg.Connection, tenant):
    # expect: sql-string-interpolation
    conn.execute(f"SET app.tenant = '{tenant}'")


# shape: password in a role
def role(conn: psycopg.Connection, password):
    # expect: sql-string-interpolation
    conn.execute(f"ALTER ROLE shop PASSWORD '{password}'")


# shape: stored procedure called with a value in the text
def call(conn: psycopg.Connection, number):
    # expect: sql-string-interpolation
    conn.execute(f"CALL close_order('{number}')")


# shape: stored procedure with dynamic SQL inside
def procedure(conn: psycopg.Connection):
    # expect-within: dynamic-sql-in-procedure
    conn.execute("""
        CREATE FUNCTION count_of(name text) RETURNS bigint AS $$
        DECLARE n bigint;
        BEGIN
            EXECUTE 'SELECT count(*) FROM ' || name INTO n;
            RETURN n;
        END
        $$ LANGUAGE plpgsql
    """)


# shape: a comment of the SQL
def commented(conn: psycopg.Connection):
    # expect: request-in-sql
    return conn.execute(f"/* {request.path} */ SELECT id FROM orders WHERE id = 1").fetchone()
