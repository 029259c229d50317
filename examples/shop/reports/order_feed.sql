-- Extracts for the data warehouse.

-- First page, then the next ones by key.
SELECT id, number, status, total, placed_at
FROM orders
WHERE placed_at >= CURRENT_DATE - 7
ORDER BY placed_at, id
LIMIT 5000;

SELECT id, number, status, total, placed_at
FROM orders
WHERE (placed_at, id) > (timestamptz '2026-03-01 09:30:00+00', 81244)
ORDER BY placed_at, id
LIMIT 5000;

-- Tail of the full history, for the monthly comparison.
SELECT id, number, total
FROM orders
ORDER BY id
LIMIT 5000 OFFSET 250000;

-- The second ten on the front page of the back office.
SELECT id, number, total
FROM orders
WHERE status = 'open'
ORDER BY placed_at DESC, id DESC
LIMIT 10 OFFSET 10;

-- A few shipped orders for the smoke test of the export.
SELECT id, number, channel
FROM orders
WHERE status = 'shipped'
LIMIT 50;

SELECT id, number, channel
FROM orders
WHERE number = 'SO-2026-000017'
LIMIT 1;

-- Orders of yesterday with the buyer's country.
SELECT o.number, o.total, c.country_code
FROM orders o
JOIN customers c ON c.id = o.customer_id
WHERE o.placed_at::date = CURRENT_DATE - 1;

SELECT o.number, o.total, c.country_code
FROM orders o, customers c
WHERE c.id = o.customer_id
  AND o.placed_at >= CAST('2026-03-01' AS date)
  AND o.placed_at < CAST('2026-04-01' AS date);

-- Shipments per carrier and destination.
SELECT s.carrier, a.postal_code, count(*) AS parcels
FROM shipments s, addresses a, orders o
WHERE s.order_id = o.id
  AND s.created_at >= CURRENT_DATE - 30
GROUP BY s.carrier, a.postal_code;

-- Time from order to shipping.
SELECT o.channel,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY o.shipped_at - o.placed_at) AS median_time,
       count(*) FILTER (WHERE o.priority > 5) AS urgent
FROM orders o
WHERE o.placed_at >= CURRENT_DATE - 30
  AND o.shipped_at IS NOT NULL
GROUP BY o.channel;

-- Status history with the time spent in each state.
SELECT order_id, new_status, changed_at,
       lead(changed_at) OVER (PARTITION BY order_id ORDER BY changed_at) - changed_at AS lasted
FROM audit_log
WHERE changed_at >= CURRENT_DATE - 7
ORDER BY order_id, changed_at;

-- The order that the support ticket of 4 March is about.
SELECT id, number, status
FROM orders
WHERE number = 2026000017;

SELECT id, number, status
FROM orders
WHERE id = 81244;

-- Orders of the last week with the parcel that left first.
SELECT o.number, min(s.created_at) AS first_parcel
FROM orders o
LEFT JOIN shipments s ON s.order_id = o.id
WHERE o.placed_at >= CURRENT_DATE - 7
GROUP BY o.number;
