"""Load the files our suppliers and warehouses send. Usage: import.py FOLDER [--count TABLE]"""

import argparse
import csv
from pathlib import Path

import psycopg
from psycopg import sql

DSN = "dbname=shop"
LOADED_TABLES = ("supplier_prices", "stock", "stock_movements")


def read(path):
    with path.open(newline="") as file:
        yield from csv.DictReader(file)


def load_prices(conn, path):
    """Supplier prices: one batch a file."""
    rows = [(row["supplier"], int(row["product_id"]), row["price"], row["valid_from"]) for row in read(path)]
    with conn.cursor() as cur:
        cur.executemany(
            "INSERT INTO supplier_prices (supplier, product_id, price, valid_from) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (product_id, supplier, valid_from) DO UPDATE SET price = EXCLUDED.price",
            rows,
        )


def load_counts(conn, path):
    """Results of a stock count."""
    with conn.cursor() as cur:
        for row in read(path):
            cur.execute(
                "UPDATE stock SET quantity = %s, counted_at = now() WHERE warehouse_id = %s AND product_id = %s",
                (row["quantity"], row["warehouse_id"], row["product_id"]),
            )


def load_movements(conn, path):
    """Movements are many: they go in by COPY."""
    with conn.cursor() as cur:
        with cur.copy("COPY stock_movements (warehouse_id, product_id, delta, reason) FROM STDIN") as copy:
            for row in read(path):
                copy.write_row((row["warehouse_id"], row["product_id"], row["delta"], row["reason"]))


def product_id(conn, sku):
    """Id of a product, or None."""
    row = conn.execute("SELECT id FROM products WHERE sku = '%s'", (sku,)).fetchone()
    return row and row[0]


def reserve(conn, product, session, quantity, minutes):
    """Hold goods for a cart that a shop assistant fills by hand."""
    conn.execute(
        "INSERT INTO reservations (product_id, session_id, quantity, expires_at) "
        "VALUES (%s, %s, %s, now() + %s * interval '1 minute')",
        (product, session, quantity),
    )


def release(conn, session):
    conn.execute("DELETE FROM reservations WHERE session_id = %s", (session,))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", help="count the rows of a table before loading")
    parser.add_argument("--sample", help="show the newest rows of a table before loading")
    args = parser.parse_args()
    with psycopg.connect(DSN) as conn:
        if args.count:
            query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(args.count))
            print(conn.execute(query).fetchone()[0])
        if args.sample:
            print(conn.execute(f"SELECT id FROM {args.sample} ORDER BY id DESC LIMIT 5").fetchall())
        for path in sorted(args.folder.glob("counts-*.csv")):
            load_counts(conn, path)
        for path in sorted(args.folder.glob("prices-*.csv")):
            load_prices(conn, path)
        for table in LOADED_TABLES:
            conn.execute(f"ANALYZE {table}")
    for path in sorted(args.folder.glob("movements-*.csv")):
        with psycopg.connect(DSN) as conn:
            load_movements(conn, path)


if __name__ == "__main__":
    main()
