-- Grüße 😀
SELECT count(*) FROM orders WHERE shipped_at IS NULL;
SELECT c.id FROM customers AS c WHERE EXISTS (SELECT 1 FROM orders AS o WHERE o.customer_id = c.id);
