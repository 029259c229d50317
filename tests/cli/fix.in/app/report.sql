-- Grüße 😀
SELECT DISTINCT count(*) FROM orders WHERE shipped_at = NULL;
SELECT c.id FROM customers AS c WHERE (SELECT count(*) FROM orders AS o WHERE o.customer_id = c.id) > 0;
