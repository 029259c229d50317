import psycopg
from shop.models import Order


def has_ordered(customer):
    return Order.objects.filter(customer=customer).count() > 0


def waiting(conn: psycopg.Connection, day):
    conn.execute(f"DELETE FROM holds WHERE day = {day} AND ended_at = NULL")
    return conn.execute("SELECT id FROM orders WHERE note = 'it''s é' AND shipped_at = NULL LIMIT 5 OFFSET 0").fetchall()
