-- Weekly figures about goods that come back.

-- Share of returned lines per product.
SELECT p.sku, count(r.id) AS returned, count(*) AS sold
FROM order_items i
JOIN products p ON p.id = i.product_id
LEFT JOIN returns r ON r.order_item_id = i.id
GROUP BY p.sku
HAVING count(r.id) > 0
ORDER BY returned DESC;

-- Paid orders of the last month, and what came back of them for want of a fitting size.
SELECT o.number, o.total, r.opened_at
FROM orders o
LEFT JOIN returns r ON r.order_id = o.id
WHERE o.placed_at >= CURRENT_DATE - 30
  AND o.status = 'shipped'
  AND r.reason = 'size';

SELECT o.number, o.total, r.opened_at
FROM orders o
LEFT JOIN returns r ON r.order_id = o.id AND r.reason = 'damaged'
WHERE o.placed_at >= CURRENT_DATE - 30
  AND o.status = 'shipped';

-- Shipped in the last month, and nothing came back.
SELECT o.number
FROM orders o
LEFT JOIN returns r ON r.order_id = o.id
WHERE o.shipped_at >= CURRENT_DATE - 30
  AND r.id IS NULL;

-- Time until a return is closed, by week.
SELECT date_trunc('week', opened_at) AS week, avg(closed_at - opened_at) AS open_for
FROM returns
WHERE opened_at >= CURRENT_DATE - 90
GROUP BY date_trunc('week', opened_at)
ORDER BY week;
