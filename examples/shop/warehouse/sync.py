"""Send what the hand scanners buffered in SQLite to the shop's database."""

import sqlite3
from datetime import datetime, timezone

import psycopg

BUFFER_SCHEMA = """
    CREATE TABLE IF NOT EXISTS scans (
        id         INTEGER PRIMARY KEY,
        sku        TEXT NOT NULL,
        quantity   INTEGER NOT NULL,
        state      TEXT NOT NULL DEFAULT 'ready',
        attempts   INTEGER NOT NULL DEFAULT 0,
        scanned_on TEXT NOT NULL,
        synced_at  TEXT
    );
    CREATE INDEX IF NOT EXISTS scans_state_idx ON scans (state, scanned_on);
"""


def open_buffer(path):
    buffer = sqlite3.connect(path)
    buffer.executescript(BUFFER_SCHEMA)
    return buffer


def store(buffer, scans):
    """Keep the scans of one shift."""
    with buffer:
        buffer.executemany("INSERT INTO scans (sku, quantity, scanned_on) VALUES (?, ?, ?)", scans)


def ready(buffer, limit=500):
    return buffer.execute(
        "SELECT id, sku, quantity FROM scans WHERE state = 'ready' AND attempts < 5 ORDER BY id LIMIT ?", (limit,)
    ).fetchall()


def mark_sent(buffer, first, last):
    now = datetime.now(timezone.utc).isoformat()
    buffer.execute("UPDATE scans SET state = 'sent' AND synced_at = ? WHERE id BETWEEN ? AND ?", (now, first, last))


def mark_failed(buffer, first, last):
    """Try a range of scans again later."""
    buffer.execute(
        "UPDATE scans SET state = 'failed', attempts = attempts + 1, state = 'ready' WHERE id BETWEEN ? AND ?",
        (first, last),
    )


def give_up(buffer):
    buffer.execute("UPDATE scans SET state = 'dead', synced_at = NULL WHERE attempts >= 5")


def tidy(buffer):
    """Forget what was sent before the scanners were replaced, and dead scans of last year."""
    buffer.execute("DELETE FROM scans WHERE state = 'sent' AND scanned_on < 2025-07-01")
    buffer.execute("DELETE FROM scans WHERE state = 'dead' AND scanned_on < '2025-01-01'")


def unknown_skus(conn, skus):
    """The skus the shop does not sell."""
    known = set()
    for sku in skus:
        row = conn.execute("SELECT sku FROM products WHERE sku = %s", (sku,)).fetchone()
        if row:
            known.add(row[0])
    return set(skus) - known


def product_ids(conn, skus):
    rows = conn.execute("SELECT sku, id FROM products WHERE sku = ANY(%s)", (list(skus),))
    return dict(rows.fetchall())


def send(conn, warehouse_id, scans):
    """Book scans as movements; all of them or none."""
    ids = product_ids(conn, {sku for _, sku, _ in scans})
    with conn.transaction(), conn.cursor() as cur:
        cur.executemany(
            "INSERT INTO stock_movements (warehouse_id, product_id, delta, reason) VALUES (%s, %s, %s, 'scan')",
            [(warehouse_id, ids[sku], quantity) for _, sku, quantity in scans],
        )


def run(path, warehouse_id):
    buffer = open_buffer(path)
    scans = ready(buffer)
    if not scans:
        return
    with psycopg.connect("dbname=shop") as conn, buffer:
        refused = unknown_skus(conn, [sku for _, sku, _ in scans])
        try:
            send(conn, warehouse_id, [scan for scan in scans if scan[1] not in refused])
        except psycopg.Error:
            mark_failed(buffer, scans[0][0], scans[-1][0])
        else:
            mark_sent(buffer, scans[0][0], scans[-1][0])
        give_up(buffer)
        tidy(buffer)
