# What users of other linters complain about: each is a shape of a false or a missed finding.

import subprocess

import psycopg
import sqlite3
from flask import request
from sqlalchemy.orm import Session


# shape: prose, safe
def prose(table, values):
    print(f"select a value from the list of {table}")
    note = f"{values} has been delete from {table}"
    return note + "Replace NA values in %s where they stand" % table


# shape: prose in an exception, safe
def refused(conn: psycopg.Connection, table):
    if not conn.execute("SELECT 1 FROM pg_tables WHERE tablename = %s", (table,)).fetchone():
        raise LookupError(f"Cannot SELECT from {table}: no such table. Update your settings and INSERT INTO it WHERE needed")


# shape: prose in a message of the same call, safe
def printed(cursor, table):
    cursor.execute("SELECT 1")
    print("delete from %s where id = %s" % (table, request.args["id"]))


# shape: command of another program, safe
def shell(name):
    subprocess.run(["psql", "-c", "SELECT 1"], env={"NOTE": f"select {name} from the menu"})


# shape: SQL that is only shown, safe
def shown(name):
    return {"sql": f"SELECT id FROM orders WHERE name = '{name}'"}


# shape: column list over several lines
def column_list(conn: psycopg.Connection, name):
    return conn.execute(
        # expect-within: sql-string-interpolation
        f"""
            select
                id,
                name,
                total
            from orders
            where
                name = '{name}'
        """
    ).fetchall()


# shape: newline after the verb
def newline(conn: psycopg.Connection, name):
    # expect: sql-string-interpolation
    return conn.execute("DELETE\nFROM orders\nWHERE name = '%s'" % name)


# shape: implicit concatenation inside +, other part
def inside_plus(conn: psycopg.Connection, name):
    return conn.execute(
        # expect: sql-string-interpolation
        "SELECT id " f"FROM orders WHERE name = '{name}' " + "ORDER BY id"
    ).fetchall()


# shape: table in a hole with bound parameters is no warning
def table_and_parameters(conn: psycopg.Connection, table, key):
    # expect: identifier-from-parameter
    return conn.execute(f"SELECT id FROM {table} WHERE id = %s", (key,)).fetchone()


# shape: hole between SELECT and FROM
def between(conn: psycopg.Connection, columns):
    # expect: identifier-from-parameter
    return conn.execute(f"SELECT {columns} FROM orders ORDER BY id").fetchall()


# shape: run of placeholders in an f-string, safe
def run(conn: sqlite3.Connection, keys):
    return conn.execute(f'SELECT id FROM orders WHERE id IN ({",".join(["?"]*len(keys))})', keys).fetchall()


# shape: run of placeholders by .format, safe
def run_format(conn: sqlite3.Connection, keys):
    return conn.execute("SELECT id FROM orders WHERE id IN ({})".format(",".join("?" * len(keys))), keys).fetchall()


# shape: constants assigned by branches, safe
def assigned(conn: psycopg.Connection, kind):
    table = "orders"
    if kind == "paid":
        table = "invoices"
    elif kind == "sent":
        table = "shipments"
    return conn.execute("SELECT count(*) FROM " + table).fetchone()


# shape: + of many
def many(conn: psycopg.Connection, a, b):
    # expect: sql-string-interpolation, sql-string-interpolation
    return conn.execute("SELECT id FROM t WHERE a = '" + a + "' AND b = '" + b + "' AND c = 1").fetchall()


# shape: executemany
def rows(conn: sqlite3.Connection, kind, values):
    # expect: sql-string-interpolation
    conn.executemany(f"INSERT INTO tags (kind, tag) VALUES ('{kind}', ?)", values)


# shape: wrapper class
class Database:
    def __init__(self, path):
        self.conn = sqlite3.connect(path)

    def all(self, sql, values=()):
        return self.conn.execute(sql, values).fetchall()

    def run(self, sql):
        with self.conn:
            self.conn.execute(sql)


def through_wrapper(number):
    db = Database("shop.db")
    # expect: sql-string-interpolation
    return db.all(f"SELECT id FROM orders WHERE number = '{number}'")


# shape: wrapper class that is handed constants, safe
def through_wrapper_safely(number):
    db = Database("shop.db")
    db.run("DELETE FROM carts WHERE id = 1")
    return db.all("SELECT id FROM orders WHERE number = ?", (number,))


# shape: ORM that binds what looks like text, safe
def orm(session: Session, Order, name):
    return session.query(Order).filter(Order.name.like(f"%{name}%")).order_by(Order.id).limit(5).all()


# shape: %% of a placeholder style, safe
def percents(conn: psycopg.Connection, name):
    return conn.execute("SELECT id FROM orders WHERE note LIKE '10%%' AND name = %s", (name,)).fetchall()


# shape: constant in the hole of a quoted value, safe
KIND = "web"


def constant_value(conn: psycopg.Connection):
    return conn.execute(f"SELECT id FROM orders WHERE channel = '{KIND}' ORDER BY id").fetchall()


# shape: DDL with names of constants, safe
def ddl(conn: psycopg.Connection):
    for name, column in [("orders_number", "number"), ("orders_total", "total")]:
        conn.execute(f"CREATE INDEX IF NOT EXISTS {name} ON orders ({column})")
