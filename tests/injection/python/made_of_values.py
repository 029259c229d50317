# How the text is made: each way to put a value into SQL. A parameter whose callers are unknown is a warning, what a
# client sent an error.

import psycopg
import sqlite3
import textwrap
from flask import request


# shape: direct f-string
def by_number(conn: psycopg.Connection, number):
    # expect: sql-string-interpolation
    return conn.execute(f"SELECT id, total FROM orders WHERE number = '{number}'").fetchone()


# shape: direct f-string, conversion and format
def by_number_padded(conn: psycopg.Connection, number):
    # expect: sql-string-interpolation
    return conn.execute(f"SELECT id FROM orders WHERE number = {number!r:>8}").fetchone()


# shape: direct % with a tuple
def by_city(conn: psycopg.Connection, city, country):
    return conn.execute(
        # expect: sql-string-interpolation
        "SELECT id FROM addresses WHERE city = '%s' AND country = '%s'" % (city, "DE")
    ).fetchall()


# shape: direct % with one value
def by_country(conn: psycopg.Connection, country):
    # expect: sql-string-interpolation
    return conn.execute("SELECT id FROM addresses WHERE country = '%s' ORDER BY id" % country).fetchall()


# shape: direct % with a dictionary
def by_channel(conn: psycopg.Connection, channel):
    # expect: sql-string-interpolation
    return conn.execute("SELECT id FROM orders WHERE channel = '%(channel)s'" % {"channel": channel}).fetchone()


# shape: direct .format
def by_sku(conn: psycopg.Connection, sku):
    # expect: sql-string-interpolation
    return conn.execute("SELECT id FROM products WHERE sku = '{}'".format(sku)).fetchone()


# shape: direct .format with names
def by_sku_named(conn: psycopg.Connection, sku):
    # expect: sql-string-interpolation
    return conn.execute("SELECT id FROM products WHERE sku = '{sku}'".format(sku=sku)).fetchone()


# shape: direct .format with ** of a dictionary
def by_filter(conn: psycopg.Connection, **filters):
    # expect: sql-string-interpolation
    return conn.execute("SELECT id FROM products WHERE sku = '{sku}'".format(**filters)).fetchone()


# shape: direct .format_map
def by_map(conn: psycopg.Connection, filters):
    # expect: sql-string-interpolation
    return conn.execute("SELECT id FROM products WHERE sku = '{sku}'".format_map(filters)).fetchone()


# shape: direct +
def by_name(conn: psycopg.Connection, name):
    # expect: sql-string-interpolation
    return conn.execute("SELECT id FROM products WHERE name = '" + name + "' ORDER BY id").fetchall()


# shape: str of a value and +
def by_key(conn: psycopg.Connection, key):
    # expect: sql-string-interpolation
    return conn.execute("SELECT id FROM products WHERE id = " + str(key)).fetchone()


# shape: built in a variable first
def by_reason(conn: psycopg.Connection, reason):
    query = "SELECT id, quantity FROM stock_movements"
    # expect: sql-string-interpolation
    query = query + " WHERE reason = '" + reason + "' ORDER BY id"
    return conn.execute(query).fetchall()


# shape: built in a variable under a condition
def by_optional_reason(conn: psycopg.Connection, reason=None):
    query = "SELECT id, quantity FROM stock_movements"
    if reason:
        # expect: sql-string-interpolation
        query = f"{query} WHERE reason = '{reason}'"
    return conn.execute(query).fetchone()


# shape: += clause builder
def search(conn: psycopg.Connection, status, channel):
    query = "SELECT id, number FROM orders WHERE 1 = 1"
    if status:
        # expect: sql-string-interpolation
        query += " AND status = '%s'" % status
    if channel:
        # expect: sql-string-interpolation
        query += f" AND channel = '{channel}'"
    return conn.execute(query + " ORDER BY id LIMIT 50").fetchall()


# shape: list.join of conditions containing values
def search_all(conn: psycopg.Connection, status, channel):
    conditions = ["deleted_at IS NULL"]
    if status:
        # expect: sql-string-interpolation
        conditions.append(f"status = '{status}'")
    if channel:
        # expect: sql-string-interpolation
        conditions.append("channel = '" + channel + "'")
    return conn.execute("SELECT id FROM orders WHERE " + " AND ".join(conditions) + " ORDER BY id").fetchall()


# shape: list.join of lines
def report(conn: psycopg.Connection, since):
    lines = [
        "SELECT channel, count(*)",
        "FROM orders",
        # expect: sql-string-interpolation
        f"WHERE placed_at > '{since}'",
        "GROUP BY channel",
    ]
    return conn.execute("\n".join(lines)).fetchall()


# shape: dict-driven SET clauses with values
def change(conn: psycopg.Connection, key, changes):
    # expect: sql-string-interpolation, identifier-from-parameter
    assignments = ", ".join(f"{column} = '{value}'" for column, value in changes.items())
    conn.execute(f"UPDATE products SET {assignments} WHERE id = %s", (key,))


# shape: dict-driven SET clauses grown in a loop
def change_each(conn: psycopg.Connection, key, changes):
    assignments = []
    for column, value in changes.items():
        # expect: sql-string-interpolation, identifier-from-parameter
        assignments.append(f"{column} = '{value}'")
    conn.execute(f"UPDATE products SET {', '.join(assignments)} WHERE id = %s", (key,))


# shape: dict-driven SET clauses from the body of a request
def change_from_form(conn: psycopg.Connection, key):
    # expect: unsafe-identifier-interpolation
    assignments = ", ".join(f"{column} = %s" for column in request.form)
    conn.execute(f"UPDATE products SET {assignments} WHERE id = %s", [*request.form.values(), key])


# shape: helper returning SQL
def status_condition(status):
    # expect: sql-string-interpolation
    return f"status = '{status}'"


def by_status(conn: psycopg.Connection, status):
    return conn.execute("SELECT id FROM orders WHERE " + status_condition(status) + " ORDER BY id").fetchall()


# shape: method returning SQL
class Orders:
    def __init__(self, conn: psycopg.Connection):
        self.conn = conn

    def _page(self, number):
        # expect: sql-string-interpolation
        return f"SELECT id FROM orders WHERE number > '{number}' ORDER BY number LIMIT 20"

    def page(self, number):
        return self.conn.execute(self._page(number)).fetchall()


# shape: class attribute template
class Prices:
    HISTORY = "SELECT price, valid_from FROM supplier_prices WHERE supplier = '{}' ORDER BY valid_from"

    def __init__(self, conn: psycopg.Connection):
        self.conn = conn

    def history(self, supplier):
        # expect: sql-string-interpolation
        return self.conn.execute(self.HISTORY.format(supplier)).fetchall()

    def last(self, supplier):
        # expect: sql-string-interpolation
        return self.conn.execute((Prices.HISTORY + " DESC LIMIT 1").format(supplier)).fetchone()


# shape: module template and %
LATEST = "SELECT price FROM supplier_prices WHERE supplier = '%s' ORDER BY valid_from DESC LIMIT 1"


def latest(conn: psycopg.Connection, supplier):
    # expect: sql-string-interpolation
    return conn.execute(LATEST % supplier).fetchone()


# shape: .replace of a mark
TEMPLATE = "SELECT id FROM orders WHERE channel = '[CHANNEL]' AND placed_at > now() - interval '1 day' ORDER BY id"


def recent(conn: psycopg.Connection, channel):
    # expect: sql-string-interpolation
    return conn.execute(TEMPLATE.replace("[CHANNEL]", channel)).fetchall()


# shape: text over several lines, dedented
def overdue(conn: psycopg.Connection, customer):
    query = textwrap.dedent(
        # expect-within: sql-string-interpolation
        f"""
        SELECT
            id,
            due_on
        FROM
            invoices
        WHERE
            customer = '{customer}'
            AND paid_on IS NULL
        ORDER BY due_on
        """
    )
    return conn.execute(query).fetchall()


# shape: implicit concatenation inside +
def shipped(conn: psycopg.Connection, carrier):
    return conn.execute(
        "SELECT id, code "
        "FROM shipments "
        # expect: sql-string-interpolation
        "WHERE carrier = '" + carrier + "' "
        "ORDER BY id"
    ).fetchall()


# shape: conditional text
def stock(conn: psycopg.Connection, shelf, exact):
    # expect: sql-string-interpolation
    condition = f"shelf = '{shelf}'" if exact else "shelf IS NOT NULL"
    return conn.execute(f"SELECT id FROM stock WHERE {condition} ORDER BY id").fetchall()


# shape: declared before it is assigned
def declared(conn: psycopg.Connection, shelf):
    query: str
    # expect: sql-string-interpolation
    query = "SELECT id FROM stock WHERE shelf = '" + shelf + "'"
    return conn.execute(query).fetchone()


# shape: a multi-statement text
def move(conn: sqlite3.Connection, source, target):
    # expect-within: sql-string-interpolation, sql-string-interpolation
    conn.executescript(f"""
        UPDATE stock SET shelf = '{target}' WHERE shelf = 'hall';
        DELETE FROM reservations WHERE shelf = '{source}';
    """)


# shape: executescript
def clear(conn: sqlite3.Connection, shelf):
    # expect: sql-string-interpolation
    conn.executescript(f"DELETE FROM stock WHERE shelf = '{shelf}'; VACUUM;")


# shape: StringIO and write
def export(conn: psycopg.Connection, tags):
    import io

    query = io.StringIO()
    query.write("SELECT id FROM products WHERE true")
    for tag in tags:
        # expect: sql-string-interpolation
        query.write(f" AND tags LIKE '%{tag}%'")
    return conn.execute(query.getvalue()).fetchall()


# shape: a generator that yields conditions
def conditions_of(filters):
    for name, value in filters.items():
        yield f"{name} = '{value}'"


def filtered(conn: psycopg.Connection, filters):
    # expect-later: sql-string-interpolation, what a generator yields is not read
    return conn.execute("SELECT id FROM orders WHERE " + " AND ".join(conditions_of(filters))).fetchall()


# shape: lambda that makes SQL
def through_lambda(conn: psycopg.Connection, number):
    # expect: sql-string-interpolation
    make = lambda value: f"SELECT id FROM orders WHERE number = '{value}'"
    return conn.execute(make(number)).fetchone()


# shape: a walrus
def walrus(conn: psycopg.Connection, number):
    # expect: sql-string-interpolation
    if query := f"SELECT id FROM orders WHERE number = '{number}'":
        return conn.execute(query).fetchone()


# shape: map of a format over values
def tagged(conn: psycopg.Connection, tags):
    quoted = ", ".join(map("'{}'".format, tags))
    # expect: sql-string-interpolation
    return conn.execute(f"SELECT id FROM tags WHERE tag IN ({quoted})").fetchall()
