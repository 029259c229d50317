-- Stock reports and nightly housekeeping.

-- What must be ordered, by warehouse.
SELECT w.code, p.sku, s.quantity, s.reorder_level
FROM stock s
JOIN warehouses w ON w.id = s.warehouse_id
JOIN products p ON p.id = s.product_id
WHERE s.quantity <= s.reorder_level
ORDER BY w.code, p.sku;

-- Never counted, or not for half a year.
SELECT s.warehouse_id, s.product_id, s.counted_at
FROM stock s
WHERE s.counted_at IS NULL OR s.counted_at < now() - interval '180 days' OR 1 = 1;

-- In and out in one list.
SELECT product_id, -quantity AS delta, 'reserved' AS source
FROM reservations
WHERE expires_at > now()
UNION ALL
SELECT product_id, delta, reason
FROM stock_movements
WHERE moved_at >= CURRENT_DATE - 7;

SELECT product_id, warehouse_id, quantity
FROM stock
WHERE quantity > 0
UNION ALL
SELECT product_id, quantity
FROM reservations
WHERE expires_at > now();

-- Stock value per warehouse at list price.
SELECT w.code, sum(s.quantity * p.list_price) AS value
FROM stock s
JOIN products p ON p.id = s.product_id
JOIN warehouses w ON w.id = s.warehouse_id
GROUP BY w.code;

-- Old runs of the reports are of no use to anyone.
DELETE FROM report_runs
WHERE finished_at < now() - interval '1 year';

-- Carts that were never paid give their goods back.
DELETE FROM reservations;

-- Movements are archived elsewhere after two years; ten thousand rows a night are enough.
WITH old AS (
    SELECT id
    FROM stock_movements
    WHERE moved_at < now() - interval '2 years'
    ORDER BY id
    LIMIT 10000
)
DELETE FROM stock_movements m
USING old
WHERE m.id = old.id;

UPDATE orders
SET status = 'expired'
WHERE status = 'open'
  AND placed_at < now() - interval '30 days';

-- Products that have run out somewhere, and what lies in no warehouse at all.
SELECT sku, name
FROM products
WHERE status = 'active'
  AND id IN (SELECT id FROM stock WHERE quantity = 0);

SELECT sku, name
FROM products
WHERE status = 'active'
  AND id NOT IN (SELECT product_id FROM stock);

-- Addresses that no order names any more.
DELETE FROM addresses
WHERE NOT is_default
  AND id NOT IN (SELECT shipping_address_id FROM orders WHERE shipping_address_id IS NOT NULL)
  AND id NOT IN (SELECT billing_address_id FROM orders);
