CREATE OR REPLACE VIEW open_orders AS SELECT id, placed_at FROM orders;
