import psycopg


def totals(connection, orders):
    with connection.cursor() as cursor:
        for order in orders:
            cursor.execute("SELECT price FROM items WHERE order_id = %s", (order.id,))
            yield sum(price for (price,) in cursor.fetchall())
