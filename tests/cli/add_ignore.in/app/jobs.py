import psycopg


def totals(conn: psycopg.Connection, orders):
    for order in orders:
        conn.execute(
            """
            SELECT *
            FROM items WHERE order_id = %s
            """,
            (order.id,),
        )
