import psycopg

def rows(conn, orders):
    for order in orders:
        conn.execute("SELECT * FROM items WHERE order_id = %s", (order.id,))
