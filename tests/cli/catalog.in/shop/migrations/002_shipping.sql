ALTER TABLE orders ADD COLUMN shipped_at timestamptz;
CREATE VIEW open_orders AS SELECT id, placed_at FROM orders WHERE shipped_at IS NULL;
