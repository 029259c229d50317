import psycopg


def of_order(conn: psycopg.Connection, order_id):
    return conn.execute("SELECT id FROM returns WHERE order_id = %s ORDER BY opened_at", (order_id,)).fetchall()


def trace(conn: psycopg.Connection, tracking):
    return conn.execute("SELECT id, order_id FROM returns WHERE tracking = %s", (tracking,)).fetchall()


def by_number(conn: psycopg.Connection, number):
    return conn.execute("SELECT id FROM orders WHERE number = %s", (number,)).fetchone()
