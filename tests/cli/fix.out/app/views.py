import psycopg
from shop.models import Order


def has_ordered(customer):
    return Order.objects.filter(customer=customer).exists()


def waiting(conn: psycopg.Connection, day):
    conn.execute(f"DELETE FROM holds WHERE day = {day} AND ended_at IS NULL")
    return conn.execute("SELECT id FROM orders WHERE note = 'it''s é' AND shipped_at IS NULL LIMIT 5 OFFSET 0").fetchall()
