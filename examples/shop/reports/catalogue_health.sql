-- Weekly check of the catalogue.

-- Drafts nobody finished.
SELECT *
FROM products
WHERE status = 'draft'
  AND created_at < now() - interval '90 days'
ORDER BY created_at;

-- Products above the limit for free returns, value added tax included.
SELECT sku, name, list_price
FROM products
WHERE list_price * 1.19 > 250
ORDER BY sku;

SELECT sku, name, list_price * 1.19 AS gross_price
FROM products
WHERE list_price > 250 / 1.19
ORDER BY sku;

-- Mid-range products without a picture text.
SELECT sku, name
FROM products
WHERE list_price BETWEEN 500 AND 100
  AND description = '';

SELECT sku, name
FROM products
WHERE list_price BETWEEN 20 AND 100
  AND description = '';

-- Twenty products for the manual quality check.
SELECT id, sku, name
FROM products
WHERE status = 'active'
ORDER BY random()
LIMIT 20;

SELECT id, sku, name
FROM products TABLESAMPLE BERNOULLI (1)
WHERE status = 'active';

-- The three latest supplier prices of each clearance product.
SELECT p.sku, s.supplier, s.price, s.valid_from
FROM products p
JOIN categories c ON c.id = p.category_id
CROSS JOIN LATERAL (
    SELECT supplier, price, valid_from
    FROM supplier_prices sp
    WHERE sp.product_id = p.id
    ORDER BY valid_from DESC
    LIMIT 3
) AS s
WHERE c.slug = 'clearance'
ORDER BY p.sku, s.valid_from DESC;

-- Slow sellers.
WITH sold AS (
    SELECT i.product_id, sum(i.quantity) AS units
    FROM order_items i
    JOIN orders o ON o.id = i.order_id
    WHERE o.placed_at >= CURRENT_DATE - 90
    GROUP BY i.product_id
)
SELECT p.sku, p.name, coalesce(sold.units, 0) AS units
FROM products p
LEFT JOIN sold ON sold.product_id = p.id
WHERE p.status = 'active'
  AND coalesce(sold.units, 0) < 3
ORDER BY units, p.sku;

-- The category tree with its depth.
WITH RECURSIVE tree AS (
    SELECT id, name, 1 AS depth FROM categories WHERE parent_id IS NULL
    UNION ALL
    SELECT c.id, c.name, t.depth + 1
    FROM categories c
    JOIN tree t ON t.id = c.parent_id
    WHERE t.depth < 8
)
SELECT id, name, depth
FROM tree
ORDER BY depth, name;
