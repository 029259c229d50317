-- Segments for the newsletter tool.

-- Best customers per country over the last year.
WITH spending AS (
    SELECT c.id, c.display_name, c.country_code, sum(o.total) AS spent
    FROM customers c
    JOIN orders o ON o.customer_id = c.id
    WHERE o.placed_at >= CURRENT_DATE - 365
    GROUP BY c.id, c.display_name, c.country_code
),
ranked AS (
    SELECT id, display_name, country_code, spent,
           rank() OVER (PARTITION BY country_code ORDER BY spent DESC) AS place
    FROM spending
)
SELECT country_code, place, id, display_name, spent
FROM ranked
WHERE place <= 100
ORDER BY country_code, place;

-- The account behind the shared test mailbox is left out of all mailings.
SELECT id, display_name
FROM customers
WHERE lower(email) = 'qa-mailbox@shop.example';

SELECT id, locale
FROM customers
WHERE email = lower('Press@Shop.Example');

-- Staff accounts, which do not count as customers.
SELECT id, email
FROM customers
WHERE email LIKE '%@shop.example'
  AND deleted_at IS NULL;

SELECT id, email
FROM customers
WHERE email LIKE 'newsletter+%';

-- Reachable customers.
SELECT id, email, locale
FROM customers
WHERE marketing_opt_in
  AND deleted_at = NULL;

-- Rest of world: everyone outside the countries with an own storefront.
SELECT id, email, country_code
FROM customers
WHERE country_code NOT IN ('DE', 'AT', 'CH', NULL)
  AND deleted_at IS NULL;

SELECT id, email, country_code
FROM customers
WHERE country_code IN ('DE', 'AT', 'CH')
  AND deleted_at IS NULL;

-- Large carts waiting for payment.
SELECT id, number, total
FROM orders
WHERE status = 'open' AND total > 500 OR priority > 5;

SELECT id, number, total
FROM orders
WHERE status = 'open' AND (total > 2000 OR priority > 7);

-- Registered this quarter and never bought.
SELECT c.id, c.email
FROM customers c
WHERE c.created_at >= date_trunc('quarter', now())
  AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id);

-- Has bought before, asleep since spring.
WITH last_order AS (
    SELECT customer_id, max(placed_at) AS placed_at
    FROM orders
    GROUP BY customer_id
),
opted_out AS (
    SELECT id FROM customers WHERE NOT marketing_opt_in
)
SELECT c.id, c.email, l.placed_at
FROM customers c
JOIN last_order l ON l.customer_id = c.id
WHERE l.placed_at < now() - interval '180 days'
  AND c.deleted_at IS NULL;

-- Buyers of a gift card.
SELECT c.id, c.email
FROM customers c
WHERE (SELECT count(*)
       FROM orders o
       JOIN order_items i ON i.order_id = o.id
       WHERE o.customer_id = c.id AND i.product_id = 4711) > 0;

-- Customers with an overdue invoice.
SELECT c.id, c.email
FROM customers c
WHERE EXISTS (SELECT *
              FROM invoices i
              WHERE i.customer_id = c.id AND i.status = 'issued' AND i.due_on < CURRENT_DATE);

-- At least three orders: the loyalty letter.
SELECT c.id, c.email
FROM customers c
WHERE (SELECT count(*) FROM orders o WHERE o.customer_id = c.id AND o.status = 'shipped') >= 3;

-- Bought at the outlet.
SELECT DISTINCT c.id, c.email
FROM customers c
JOIN orders o ON o.customer_id = c.id
WHERE o.channel = 'outlet'
  AND o.placed_at >= CURRENT_DATE - 365;

-- Countries we deliver to.
SELECT DISTINCT c.country_code
FROM customers c
JOIN orders o ON o.customer_id = c.id
WHERE o.shipped_at IS NOT NULL;
