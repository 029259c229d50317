-- alias
SELECT customers.id, customers.email, customers.region_id, customers.inviter_id 
FROM customers JOIN customers AS customers_1 ON customers_1.id = customers.inviter_id;
-- and_in_or
SELECT orders.id, orders.customer_id, orders.status, orders.note, orders.total, orders.amount_paid, orders.placed 
FROM orders 
WHERE orders.status = 'open' AND orders.total > 5 OR orders.amount_paid = 0;
-- any_of
SELECT customers.id, customers.email, customers.region_id, customers.inviter_id 
FROM customers 
WHERE EXISTS (SELECT 1 
FROM orders 
WHERE customers.id = orders.customer_id AND orders.status = 'open');
-- arithmetic
SELECT orders.id, orders.customer_id, orders.status, orders.note, orders.total, orders.amount_paid, orders.placed 
FROM orders 
WHERE orders.total * 2 > 100;
-- at_random
SELECT orders.id, orders.customer_id, orders.status, orders.note, orders.total, orders.amount_paid, orders.placed 
FROM orders ORDER BY random() 
 LIMIT 1;
-- between
SELECT orders.id, orders.customer_id, orders.status, orders.note, orders.total, orders.amount_paid, orders.placed 
FROM orders 
WHERE orders.total BETWEEN 1 AND 9;
-- cast_column
SELECT orders.id, orders.customer_id, orders.status, orders.note, orders.total, orders.amount_paid, orders.placed 
FROM orders 
WHERE CAST(orders.placed AS DATE) = '2024-05-01';
-- column_with_column
SELECT orders.id, orders.customer_id, orders.status, orders.note, orders.total, orders.amount_paid, orders.placed 
FROM orders 
WHERE orders.total > orders.amount_paid;
-- columns
SELECT orders.id, orders.status 
FROM orders;
-- contains
SELECT orders.id, orders.customer_id, orders.status, orders.note, orders.total, orders.amount_paid, orders.placed 
FROM orders 
WHERE (orders.note LIKE '%' || 'gift' || '%');
-- core_table
SELECT visits.id, visits.path, visits.seen 
FROM visits 
WHERE visits.path = '/';
-- count
SELECT count(*) AS count_1 
FROM orders 
WHERE orders.status = 'open';
-- delete_where
DELETE FROM items WHERE items.sku = 'x';
-- distinct
SELECT DISTINCT orders.status 
FROM orders;
-- endswith
SELECT customers.id, customers.email, customers.region_id, customers.inviter_id 
FROM customers 
WHERE (customers.email LIKE '%' || '.org');
-- exists_query
SELECT EXISTS (SELECT * 
FROM orders 
WHERE orders.status = 'open') AS anon_1;
-- filter_by
SELECT orders.id, orders.customer_id, orders.status, orders.note, orders.total, orders.amount_paid, orders.placed 
FROM orders 
WHERE orders.status = 'open' AND orders.customer_id = 5;
-- function
SELECT customers.id, customers.email, customers.region_id, customers.inviter_id 
FROM customers 
WHERE lower(customers.email) = 'ada@example.org';
-- grouped
SELECT orders.status, count(orders.id) AS count_1 
FROM orders GROUP BY orders.status 
HAVING count(orders.id) > 5;
-- has
SELECT orders.id, orders.customer_id, orders.status, orders.note, orders.total, orders.amount_paid, orders.placed 
FROM orders 
WHERE EXISTS (SELECT 1 
FROM customers 
WHERE customers.id = orders.customer_id AND customers.email = 'x');
-- ilike
SELECT customers.id, customers.email, customers.region_id, customers.inviter_id 
FROM customers 
WHERE customers.email ILIKE 'ada%';
-- implicit_join
SELECT orders.id, customers.email 
FROM orders, customers 
WHERE orders.customer_id = customers.id;
-- in_
SELECT orders.id, orders.customer_id, orders.status, orders.note, orders.total, orders.amount_paid, orders.placed 
FROM orders 
WHERE orders.status IN ('open', 'paid');
-- in_query
SELECT orders.id, orders.customer_id, orders.status, orders.note, orders.total, orders.amount_paid, orders.placed 
FROM orders 
WHERE orders.customer_id IN (SELECT customers.id 
FROM customers 
WHERE customers.email = 'x');
-- insert_values
INSERT INTO regions (name) VALUES ('South') RETURNING regions.id;
-- is_
SELECT orders.id, orders.customer_id, orders.status, orders.note, orders.total, orders.amount_paid, orders.placed 
FROM orders 
WHERE orders.note IS NULL;
-- is_none
SELECT orders.id, orders.customer_id, orders.status, orders.note, orders.total, orders.amount_paid, orders.placed 
FROM orders 
WHERE orders.note IS NULL;
-- is_not
SELECT orders.id, orders.customer_id, orders.status, orders.note, orders.total, orders.amount_paid, orders.placed 
FROM orders 
WHERE orders.note IS NOT NULL;
-- join_class
SELECT orders.id, orders.customer_id, orders.status, orders.note, orders.total, orders.amount_paid, orders.placed 
FROM orders JOIN customers ON customers.id = orders.customer_id 
WHERE customers.email = 'x';
-- join_on
SELECT orders.id, orders.customer_id, orders.status, orders.note, orders.total, orders.amount_paid, orders.placed 
FROM orders JOIN customers ON customers.id = orders.customer_id;
-- join_relation
SELECT orders.id, orders.customer_id, orders.status, orders.note, orders.total, orders.amount_paid, orders.placed 
FROM orders JOIN customers ON customers.id = orders.customer_id 
WHERE customers.email = 'x';
-- joined_load
SELECT orders.id, orders.customer_id, orders.status, orders.note, orders.total, orders.amount_paid, orders.placed, customers_1.id AS id_1, customers_1.email, customers_1.region_id, customers_1.inviter_id 
FROM orders LEFT OUTER JOIN customers AS customers_1 ON customers_1.id = orders.customer_id;
-- like
SELECT customers.id, customers.email, customers.region_id, customers.inviter_id 
FROM customers 
WHERE customers.email LIKE '%example.org';
-- limited
SELECT orders.id, orders.customer_id, orders.status, orders.note, orders.total, orders.amount_paid, orders.placed 
FROM orders ORDER BY orders.id 
 LIMIT 10 OFFSET 2000;
-- locked
SELECT orders.id, orders.customer_id, orders.status, orders.note, orders.total, orders.amount_paid, orders.placed 
FROM orders 
WHERE orders.status = 'open' FOR UPDATE;
-- locked_skipping
SELECT orders.id, orders.customer_id, orders.status, orders.note, orders.total, orders.amount_paid, orders.placed 
FROM orders 
WHERE orders.status = 'open' 
 LIMIT 1 FOR UPDATE SKIP LOCKED;
-- named_column
SELECT orders.id, orders.customer_id, orders.status, orders.note, orders.total, orders.amount_paid, orders.placed 
FROM orders 
WHERE orders.amount_paid > 5;
-- not_in
SELECT orders.id, orders.customer_id, orders.status, orders.note, orders.total, orders.amount_paid, orders.placed 
FROM orders 
WHERE (orders.status NOT IN ('open', 'paid'));
-- not_of
SELECT orders.id, orders.customer_id, orders.status, orders.note, orders.total, orders.amount_paid, orders.placed 
FROM orders 
WHERE orders.status != 'open';
-- not_sign
SELECT orders.id, orders.customer_id, orders.status, orders.note, orders.total, orders.amount_paid, orders.placed 
FROM orders 
WHERE (orders.status NOT IN ('open'));
-- or_of
SELECT orders.id, orders.customer_id, orders.status, orders.note, orders.total, orders.amount_paid, orders.placed 
FROM orders 
WHERE orders.status = 'open' OR orders.total > 5;
-- or_sign
SELECT orders.id, orders.customer_id, orders.status, orders.note, orders.total, orders.amount_paid, orders.placed 
FROM orders 
WHERE orders.status = 'open' OR orders.total > 5;
-- ordered
SELECT orders.id, orders.customer_id, orders.status, orders.note, orders.total, orders.amount_paid, orders.placed 
FROM orders ORDER BY orders.placed DESC, orders.id;
-- ordered_by_function
SELECT orders.id, orders.customer_id, orders.status, orders.note, orders.total, orders.amount_paid, orders.placed 
FROM orders ORDER BY orders.placed DESC, orders.id ASC;
-- ordered_nulls
SELECT orders.id, orders.customer_id, orders.status, orders.note, orders.total, orders.amount_paid, orders.placed 
FROM orders ORDER BY orders.note DESC NULLS LAST;
-- outer_join
SELECT customers.id, customers.email, customers.region_id, customers.inviter_id 
FROM customers LEFT OUTER JOIN orders ON customers.id = orders.customer_id 
WHERE orders.id IS NULL;
-- outer_join_flag
SELECT customers.id, customers.email, customers.region_id, customers.inviter_id 
FROM customers LEFT OUTER JOIN orders ON customers.id = orders.customer_id;
-- query_column
SELECT orders.id AS orders_id 
FROM orders 
WHERE orders.note LIKE 'gift%';
-- query_count
SELECT count(orders.id) AS count_1 
FROM orders 
WHERE orders.status = 'open';
-- query_delete
DELETE FROM orders WHERE orders.status = 'open';
-- query_filter
SELECT orders.id AS orders_id, orders.customer_id AS orders_customer_id, orders.status AS orders_status, orders.note AS orders_note, orders.total AS orders_total, orders.amount_paid AS orders_amount_paid, orders.placed AS orders_placed 
FROM orders 
WHERE orders.status = 'open' AND orders.total > 5;
-- query_filter_by
SELECT orders.id AS orders_id, orders.customer_id AS orders_customer_id, orders.status AS orders_status, orders.note AS orders_note, orders.total AS orders_total, orders.amount_paid AS orders_amount_paid, orders.placed AS orders_placed 
FROM orders 
WHERE orders.status = 'open' 
 LIMIT 1;
-- query_join
SELECT orders.id AS orders_id, orders.customer_id AS orders_customer_id, orders.status AS orders_status, orders.note AS orders_note, orders.total AS orders_total, orders.amount_paid AS orders_amount_paid, orders.placed AS orders_placed 
FROM orders JOIN customers ON customers.id = orders.customer_id 
WHERE customers.email = 'x' ORDER BY orders.id DESC;
-- query_limit
SELECT orders.id AS orders_id, orders.customer_id AS orders_customer_id, orders.status AS orders_status, orders.note AS orders_note, orders.total AS orders_total, orders.amount_paid AS orders_amount_paid, orders.placed AS orders_placed 
FROM orders ORDER BY orders.placed 
 LIMIT 20 OFFSET 2000;
-- query_one
SELECT orders.id AS orders_id, orders.customer_id AS orders_customer_id, orders.status AS orders_status, orders.note AS orders_note, orders.total AS orders_total, orders.amount_paid AS orders_amount_paid, orders.placed AS orders_placed 
FROM orders 
WHERE orders.id = 5;
-- query_update
UPDATE orders SET status='void' WHERE orders.status = 'open';
-- select_in_load
SELECT customers.id, customers.email, customers.region_id, customers.inviter_id 
FROM customers;
-- startswith
SELECT customers.id, customers.email, customers.region_id, customers.inviter_id 
FROM customers 
WHERE (customers.email LIKE 'ada' || '%');
-- two_joins
SELECT items.id, items.order_id, items.sku 
FROM items JOIN orders ON orders.id = items.order_id JOIN customers ON customers.id = orders.customer_id 
WHERE customers.email = 'x';
-- update_where
UPDATE orders SET status='void' WHERE orders.status = 'open';
-- where
SELECT orders.id, orders.customer_id, orders.status, orders.note, orders.total, orders.amount_paid, orders.placed 
FROM orders 
WHERE orders.status = 'open';
-- where_again
SELECT orders.id, orders.customer_id, orders.status, orders.note, orders.total, orders.amount_paid, orders.placed 
FROM orders 
WHERE orders.status != 'open' AND orders.total <= 5;
-- where_two
SELECT orders.id, orders.customer_id, orders.status, orders.note, orders.total, orders.amount_paid, orders.placed 
FROM orders 
WHERE orders.status = 'open' AND orders.total > 5;
