-- Nightly sales figures. Runs at 02:15, after the day has closed in every time zone we serve.

INSERT INTO report_runs VALUES ('daily_sales', now(), NULL);

INSERT INTO daily_sales (day, orders, revenue)
SELECT CURRENT_DATE - 1, count(*), coalesce(sum(o.total), 0)
FROM orders o
WHERE o.placed_at >= CURRENT_DATE - 1
  AND o.placed_at < CURRENT_DATE
  AND o.status IN ('paid', 'shipped')
ON CONFLICT (day) DO UPDATE
SET orders = EXCLUDED.orders, revenue = EXCLUDED.revenue;

-- Seven-day moving average for the wall screen.
SELECT day,
       revenue,
       avg(revenue) OVER (ORDER BY day ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS revenue_7d
FROM daily_sales
WHERE day >= CURRENT_DATE - 60
ORDER BY day;

-- Payments received yesterday, for the bank reconciliation.
SELECT p.reference, p.amount, i.order_id
FROM payments p
JOIN invoices i ON i.id = p.invoice_id
WHERE date(p.received_at) = CURRENT_DATE - 1
ORDER BY p.reference;

-- Orders by state, without the cancelled ones.
SELECT status, count(*) AS orders, sum(total) AS value
FROM orders
WHERE placed_at >= CURRENT_DATE - 30
GROUP BY status
HAVING status <> 'cancelled';

-- Customers with an unusual number of orders in one day.
SELECT customer_id, count(*) AS orders
FROM orders
WHERE placed_at >= CURRENT_DATE - 1 AND placed_at < CURRENT_DATE
GROUP BY customer_id
HAVING count(*) > 10;

-- Every day of the last fortnight, also the ones without a sale.
SELECT d.day::date AS day, coalesce(s.revenue, 0) AS revenue
FROM generate_series(CURRENT_DATE - 14, CURRENT_DATE - 1, interval '1 day') AS d (day)
LEFT JOIN daily_sales s ON s.day = d.day::date
ORDER BY d.day;

UPDATE report_runs
SET finished_at = now()
WHERE report = 'daily_sales' AND finished_at IS NULL;

-- Payments and due invoices of January, for the auditors.
SELECT p.reference, p.amount, p.received_at
FROM payments p
WHERE p.received_at BETWEEN '2026-01-01' AND '2026-01-31'
ORDER BY p.received_at;

SELECT i.id, i.total, i.due_on
FROM invoices i
WHERE i.due_on BETWEEN '2026-01-01' AND '2026-01-31'
ORDER BY i.due_on;
