-- after_year
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE "shop_order"."placed" > '2024-12-31 23:59:59.999999+00:00'::timestamptz;
-- aggregate
SELECT AVG("shop_order"."amount_paid") AS "average", MAX("shop_order"."total") AS "total__max" FROM "shop_order" WHERE "shop_order"."status" = 'open';
-- annotate_and_filter
SELECT "shop_customer"."id", "shop_customer"."email", "shop_customer"."nick", "shop_customer"."region_id", "shop_customer"."inviter_id", "shop_customer"."joined", "shop_customer"."active", SUM("shop_order"."total") AS "spent" FROM "shop_customer" LEFT OUTER JOIN "shop_order" ON ("shop_customer"."id" = "shop_order"."customer_id") WHERE "shop_customer"."active" GROUP BY "shop_customer"."id" HAVING SUM("shop_order"."total") > 100;
-- annotate_and_order
SELECT "shop_customer"."id", "shop_customer"."email", "shop_customer"."nick", "shop_customer"."region_id", "shop_customer"."inviter_id", "shop_customer"."joined", "shop_customer"."active", COUNT("shop_order"."id") AS "placed" FROM "shop_customer" LEFT OUTER JOIN "shop_order" ON ("shop_customer"."id" = "shop_order"."customer_id") GROUP BY "shop_customer"."id" ORDER BY 8 DESC;
-- annotate_count
SELECT "shop_customer"."id", "shop_customer"."email", "shop_customer"."nick", "shop_customer"."region_id", "shop_customer"."inviter_id", "shop_customer"."joined", "shop_customer"."active", COUNT("shop_order"."id") AS "placed" FROM "shop_customer" LEFT OUTER JOIN "shop_order" ON ("shop_customer"."id" = "shop_order"."customer_id") GROUP BY "shop_customer"."id";
-- at_hour
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE EXTRACT(HOUR FROM "shop_order"."placed" AT TIME ZONE 'UTC') IN (5, 6);
-- backwards
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" INNER JOIN "shop_item" ON ("shop_order"."id" = "shop_item"."order_id") WHERE "shop_item"."sku" = 'x';
-- backwards_many_to_many
SELECT "shop_tag"."slug" FROM "shop_tag" INNER JOIN "shop_order_tags" ON ("shop_tag"."slug" = "shop_order_tags"."tag_id") INNER JOIN "shop_order" ON ("shop_order_tags"."order_id" = "shop_order"."id") WHERE "shop_order"."status" = 'open';
-- backwards_one
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" INNER JOIN "shop_invoice" ON ("shop_order"."id" = "shop_invoice"."order_id") WHERE "shop_invoice"."number" = 'x';
-- between
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE "shop_order"."total" BETWEEN 1 AND 9;
-- boolean_false
SELECT "shop_customer"."id", "shop_customer"."email", "shop_customer"."nick", "shop_customer"."region_id", "shop_customer"."inviter_id", "shop_customer"."joined", "shop_customer"."active" FROM "shop_customer" WHERE NOT "shop_customer"."active";
-- chained
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE ("shop_order"."status" = 'open' AND "shop_order"."total" > 5) ORDER BY "shop_order"."total" DESC LIMIT 3;
-- column_of_relation
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" INNER JOIN "shop_customer" ON ("shop_order"."customer_id" = "shop_customer"."id") WHERE "shop_order"."note" = ("shop_customer"."email");
-- column_with_column
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE "shop_order"."total" > ("shop_order"."amount_paid");
-- comparisons
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE ("shop_order"."total" > 1 AND "shop_order"."total" <= 9);
-- contains
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE "shop_order"."note"::text LIKE '%gift%';
-- count
SELECT COUNT(*) AS "__count" FROM "shop_item" WHERE "shop_item"."sku" = 'x';
-- count_of_many
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra", COUNT("shop_order_tags"."tag_id") AS "kinds" FROM "shop_order" LEFT OUTER JOIN "shop_order_tags" ON ("shop_order"."id" = "shop_order_tags"."order_id") GROUP BY "shop_order"."id" HAVING COUNT("shop_order_tags"."tag_id") >= 2;
-- create
INSERT INTO "shop_region" ("name") VALUES ('South') RETURNING "shop_region"."id";
-- delete
DELETE FROM "shop_item" WHERE "shop_item"."sku" = 'x';
-- distinct
SELECT DISTINCT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" INNER JOIN "shop_order_tags" ON ("shop_order"."id" = "shop_order_tags"."order_id") WHERE "shop_order_tags"."tag_id" = 'new';
-- endswith
SELECT "shop_customer"."id", "shop_customer"."email", "shop_customer"."nick", "shop_customer"."region_id", "shop_customer"."inviter_id", "shop_customer"."joined", "shop_customer"."active" FROM "shop_customer" WHERE "shop_customer"."email"::text LIKE '%.org';
-- exact
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE "shop_order"."status" = 'open';
-- exact_foreign_key
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE ("shop_order"."customer_id" = 5 AND "shop_order"."seller_id" = 7);
-- exact_key
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE "shop_order"."id" = 5;
-- exact_key_of_relation
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE "shop_order"."customer_id" = 5;
-- exclude
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE NOT ("shop_order"."status" = 'open');
-- exclude_in
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE NOT ("shop_order"."status" IN ('open', 'paid'));
-- exclude_null
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE NOT ("shop_order"."note" IS NULL);
-- exclude_nullable
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE NOT ("shop_order"."note" = 'x' AND "shop_order"."note" IS NOT NULL);
-- exclude_nullable_relation
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" LEFT OUTER JOIN "shop_customer" ON ("shop_order"."seller_id" = "shop_customer"."id") WHERE NOT ("shop_customer"."email" = 'x' AND "shop_customer"."email" IS NOT NULL);
-- exclude_relation
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" INNER JOIN "shop_customer" ON ("shop_order"."customer_id" = "shop_customer"."id") WHERE NOT ("shop_customer"."email" = 'x');
-- exclude_two
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE NOT ("shop_order"."status" = 'open' AND "shop_order"."total" > 5);
-- exists
SELECT 1 AS "a" FROM "shop_item" WHERE "shop_item"."sku" = 'x' LIMIT 1;
-- first
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE "shop_order"."status" = 'open' ORDER BY "shop_order"."id" ASC LIMIT 1;
-- first_of_ordered
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" ORDER BY "shop_order"."placed" DESC LIMIT 1;
-- first_page
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" ORDER BY "shop_order"."placed" ASC LIMIT 10;
-- for_update
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE "shop_order"."status" = 'open' FOR UPDATE;
-- for_update_skipping
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE "shop_order"."status" = 'open' FOR UPDATE SKIP LOCKED;
-- get
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE "shop_order"."id" = 5 LIMIT 21;
-- get_of_page
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" ORDER BY "shop_order"."placed" ASC LIMIT 1;
-- get_or_create
SELECT "shop_region"."id", "shop_region"."name" FROM "shop_region" WHERE "shop_region"."name" = 'South' LIMIT 21;
-- group_by
SELECT "shop_order"."status" AS "status", COUNT("shop_order"."id") AS "orders" FROM "shop_order" GROUP BY 1;
-- icontains
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE UPPER("shop_order"."note"::text) LIKE UPPER('%gift%');
-- iexact
SELECT "shop_customer"."id", "shop_customer"."email", "shop_customer"."nick", "shop_customer"."region_id", "shop_customer"."inviter_id", "shop_customer"."joined", "shop_customer"."active" FROM "shop_customer" WHERE UPPER("shop_customer"."email"::text) = UPPER('ada@example.org');
-- in_list
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE "shop_order"."status" IN ('open', 'paid');
-- in_month
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE EXTRACT(MONTH FROM "shop_order"."placed" AT TIME ZONE 'UTC') = 5;
-- in_queryset
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE "shop_order"."customer_id" IN (SELECT U0."id" FROM "shop_customer" U0 WHERE U0."active");
-- in_year
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE "shop_order"."placed" BETWEEN '2024-01-01 00:00:00+00:00'::timestamptz AND '2024-12-31 23:59:59.999999+00:00'::timestamptz;
-- inherited_column
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra", "shop_gift"."order_ptr_id", "shop_gift"."wrapping" FROM "shop_gift" INNER JOIN "shop_order" ON ("shop_gift"."order_ptr_id" = "shop_order"."id") WHERE "shop_order"."status" = 'open';
-- inherited_key
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra", "shop_gift"."order_ptr_id", "shop_gift"."wrapping" FROM "shop_gift" INNER JOIN "shop_order" ON ("shop_gift"."order_ptr_id" = "shop_order"."id") WHERE "shop_order"."customer_id" = 5;
-- inherited_relation
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra", "shop_gift"."order_ptr_id", "shop_gift"."wrapping" FROM "shop_gift" INNER JOIN "shop_order" ON ("shop_gift"."order_ptr_id" = "shop_order"."id") INNER JOIN "shop_customer" ON ("shop_order"."customer_id" = "shop_customer"."id") WHERE ("shop_customer"."email" = 'x' AND "shop_gift"."wrapping" = 'red');
-- invoice_of_customer
SELECT "shop_invoice"."id", "shop_invoice"."order_id", "shop_invoice"."number" FROM "shop_invoice" INNER JOIN "shop_order" ON ("shop_invoice"."order_id" = "shop_order"."id") INNER JOIN "shop_customer" ON ("shop_order"."customer_id" = "shop_customer"."id") INNER JOIN "shop_region" ON ("shop_customer"."region_id" = "shop_region"."id") WHERE "shop_region"."name" = 'x' ORDER BY "shop_order"."placed" ASC;
-- is_null
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE ("shop_order"."note" IS NULL AND "shop_order"."seller_id" IS NOT NULL);
-- istartswith
SELECT "shop_customer"."id", "shop_customer"."email", "shop_customer"."nick", "shop_customer"."region_id", "shop_customer"."inviter_id", "shop_customer"."joined", "shop_customer"."active" FROM "shop_customer" WHERE UPPER("shop_customer"."email"::text) LIKE UPPER('ada%');
-- last
SELECT "shop_item"."id", "shop_item"."order_id", "shop_item"."sku", "shop_item"."price" FROM "shop_item" WHERE "shop_item"."sku" = 'x' ORDER BY "shop_item"."price" ASC, "shop_item"."sku" DESC LIMIT 1;
-- later_page
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" ORDER BY "shop_order"."placed" ASC LIMIT 20 OFFSET 2000;
-- latest
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE "shop_order"."status" = 'open' ORDER BY "shop_order"."placed" DESC LIMIT 1;
-- many_to_many
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" INNER JOIN "shop_order_tags" ON ("shop_order"."id" = "shop_order_tags"."order_id") WHERE "shop_order_tags"."tag_id" = 'new';
-- many_to_many_key
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" INNER JOIN "shop_order_tags" ON ("shop_order"."id" = "shop_order_tags"."order_id") WHERE "shop_order_tags"."tag_id" = 'new';
-- month_of_date
SELECT "shop_customer"."id", "shop_customer"."email", "shop_customer"."nick", "shop_customer"."region_id", "shop_customer"."inviter_id", "shop_customer"."joined", "shop_customer"."active" FROM "shop_customer" WHERE EXTRACT(MONTH FROM "shop_customer"."joined") = 5;
-- named_column
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE "shop_order"."amount_paid" > 5;
-- negated_q
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE (NOT ("shop_order"."status" = 'open') AND "shop_order"."total" > 1);
-- nested_q
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE ("shop_order"."status" = 'open' OR ("shop_order"."total" > 5 AND NOT ("shop_order"."amount_paid" = 0)));
-- none_is_null
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE "shop_order"."note" IS NULL;
-- nullable_is_null
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" LEFT OUTER JOIN "shop_customer" ON ("shop_order"."seller_id" = "shop_customer"."id") WHERE "shop_customer"."nick" IS NULL;
-- nullable_or
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" LEFT OUTER JOIN "shop_customer" ON ("shop_order"."seller_id" = "shop_customer"."id") WHERE ("shop_customer"."email" = 'ada@example.org' OR "shop_order"."status" = 'open');
-- on_date
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE ("shop_order"."placed" AT TIME ZONE 'UTC')::date = '2024-05-01'::date;
-- on_date_from
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE ("shop_order"."placed" AT TIME ZONE 'UTC')::date >= '2024-05-01'::date;
-- one_row_by_number
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" ORDER BY "shop_order"."placed" ASC LIMIT 1 OFFSET 3;
-- only
SELECT "shop_order"."id", "shop_order"."status" FROM "shop_order";
-- or_with_relations
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" LEFT OUTER JOIN "shop_customer" ON ("shop_order"."seller_id" = "shop_customer"."id") INNER JOIN "shop_customer" T3 ON ("shop_order"."customer_id" = T3."id") WHERE ("shop_customer"."email" = 'x' OR T3."email" = 'x');
-- ordered
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" ORDER BY "shop_order"."placed" DESC, "shop_order"."id" ASC;
-- ordered_at_random
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" ORDER BY RANDOM() ASC;
-- ordered_by_expression
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" ORDER BY "shop_order"."note" DESC NULLS LAST;
-- ordered_by_key_of_relation
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" ORDER BY "shop_order"."customer_id" ASC;
-- ordered_by_model
SELECT "shop_item"."id", "shop_item"."order_id", "shop_item"."sku", "shop_item"."price" FROM "shop_item" WHERE "shop_item"."sku" = 'x' ORDER BY "shop_item"."price" DESC, "shop_item"."sku" ASC;
-- ordered_by_relation
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" LEFT OUTER JOIN "shop_customer" ON ("shop_order"."seller_id" = "shop_customer"."id") ORDER BY "shop_customer"."email" ASC;
-- q_and
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE ("shop_order"."status" = 'open' AND "shop_order"."total" > 5 AND "shop_order"."amount_paid" = 1);
-- q_or
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE ("shop_order"."status" = 'open' OR "shop_order"."total" > 5);
-- q_or_of_ands
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" WHERE (("shop_order"."status" = 'open' AND "shop_order"."total" > 5) OR ("shop_order"."status" = 'paid' AND "shop_order"."total" < 2));
-- regex
SELECT "shop_customer"."id", "shop_customer"."email", "shop_customer"."nick", "shop_customer"."region_id", "shop_customer"."inviter_id", "shop_customer"."joined", "shop_customer"."active" FROM "shop_customer" WHERE "shop_customer"."email"::text ~ '^ada';
-- reversed_order
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" ORDER BY "shop_order"."placed" DESC;
-- select_related
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra", "shop_customer"."id", "shop_customer"."email", "shop_customer"."nick", "shop_customer"."region_id", "shop_customer"."inviter_id", "shop_customer"."joined", "shop_customer"."active", "shop_region"."id", "shop_region"."name", T4."id", T4."email", T4."nick", T4."region_id", T4."inviter_id", T4."joined", T4."active" FROM "shop_order" INNER JOIN "shop_customer" ON ("shop_order"."customer_id" = "shop_customer"."id") INNER JOIN "shop_region" ON ("shop_customer"."region_id" = "shop_region"."id") LEFT OUTER JOIN "shop_customer" T4 ON ("shop_order"."seller_id" = T4."id");
-- select_related_and_count
SELECT COUNT(*) AS "__count" FROM "shop_order" WHERE "shop_order"."status" = 'open';
-- select_related_and_defer
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra", "shop_customer"."id", "shop_customer"."email", "shop_customer"."nick", "shop_customer"."region_id", "shop_customer"."inviter_id", "shop_customer"."joined", "shop_customer"."active" FROM "shop_order" INNER JOIN "shop_customer" ON ("shop_order"."customer_id" = "shop_customer"."id");
-- select_related_and_exists
SELECT 1 AS "a" FROM "shop_order" WHERE "shop_order"."status" = 'open' LIMIT 1;
-- select_related_and_filter
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra", "shop_customer"."id", "shop_customer"."email", "shop_customer"."nick", "shop_customer"."region_id", "shop_customer"."inviter_id", "shop_customer"."joined", "shop_customer"."active" FROM "shop_order" INNER JOIN "shop_customer" ON ("shop_order"."seller_id" = "shop_customer"."id") WHERE "shop_customer"."email" = 'x';
-- select_related_and_values
SELECT "shop_order"."status" AS "status" FROM "shop_order";
-- startswith
SELECT "shop_customer"."id", "shop_customer"."email", "shop_customer"."nick", "shop_customer"."region_id", "shop_customer"."inviter_id", "shop_customer"."joined", "shop_customer"."active" FROM "shop_customer" WHERE "shop_customer"."email"::text LIKE 'ada%';
-- through_nullable
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" INNER JOIN "shop_customer" ON ("shop_order"."seller_id" = "shop_customer"."id") WHERE "shop_customer"."email" = 'ada@example.org';
-- through_relation
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" INNER JOIN "shop_customer" ON ("shop_order"."customer_id" = "shop_customer"."id") WHERE "shop_customer"."email" = 'ada@example.org';
-- through_two
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" INNER JOIN "shop_customer" ON ("shop_order"."customer_id" = "shop_customer"."id") INNER JOIN "shop_region" ON ("shop_customer"."region_id" = "shop_region"."id") WHERE "shop_region"."name" = 'North';
-- twice_apart
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" INNER JOIN "shop_item" ON ("shop_order"."id" = "shop_item"."order_id") INNER JOIN "shop_item" T3 ON ("shop_order"."id" = T3."order_id") WHERE ("shop_item"."sku" = 'x' AND T3."price" > 5);
-- twice_together
SELECT "shop_order"."id", "shop_order"."customer_id", "shop_order"."seller_id", "shop_order"."status", "shop_order"."note", "shop_order"."total", "shop_order"."amount_paid", "shop_order"."placed", "shop_order"."extra" FROM "shop_order" INNER JOIN "shop_item" ON ("shop_order"."id" = "shop_item"."order_id") WHERE ("shop_item"."price" > 5 AND "shop_item"."sku" = 'x');
-- unordered
SELECT "shop_item"."id", "shop_item"."order_id", "shop_item"."sku", "shop_item"."price" FROM "shop_item" WHERE "shop_item"."sku" = 'x';
-- update
UPDATE "shop_order" SET "status" = 'void' WHERE ("shop_order"."status" = 'open' AND "shop_order"."total" < 1);
-- values
SELECT "shop_order"."id" AS "id", "shop_customer"."email" AS "customer__email" FROM "shop_order" INNER JOIN "shop_customer" ON ("shop_order"."customer_id" = "shop_customer"."id");
-- values_list
SELECT "shop_order"."customer_id" AS "customer_id" FROM "shop_order" WHERE "shop_order"."status" = 'open';
-- way_back_of_self
SELECT "shop_customer"."id", "shop_customer"."email", "shop_customer"."nick", "shop_customer"."region_id", "shop_customer"."inviter_id", "shop_customer"."joined", "shop_customer"."active" FROM "shop_customer" INNER JOIN "shop_customer" T2 ON ("shop_customer"."id" = T2."inviter_id") INNER JOIN "shop_customer" T3 ON ("shop_customer"."inviter_id" = T3."id") WHERE (T2."nick" = 'x' AND T3."nick" = 'y');
