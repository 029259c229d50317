-- alias_of_column
SELECT "t1"."id", "t1"."total" AS "sum" FROM "shop_order" AS "t1";
-- another_name
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" INNER JOIN "shop_order" AS "t2" ON ("t2"."status" = "t1"."status") WHERE ("t2"."total" > 5);
-- between
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" WHERE ("t1"."total" BETWEEN 1 AND 5);
-- both
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" WHERE (("t1"."status" = 'open') AND ("t1"."total" >= 5));
-- by_key_of_relation
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" WHERE ("t1"."customer_id" = 5);
-- by_relation
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" WHERE ("t1"."customer_id" = 5);
-- calculated
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" WHERE (("t1"."total" + 5) > 10);
-- caseless
SELECT "t1"."id", "t1"."name", "t1"."email", "t1"."region_id" FROM "customer" AS "t1" WHERE ("t1"."email" ILIKE 'ada%');
-- cast
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" WHERE (CAST("t1"."total" AS text) = '5');
-- columns
SELECT "t1"."id", "t1"."total" FROM "shop_order" AS "t1";
-- contains
SELECT "t1"."id", "t1"."name", "t1"."email", "t1"."region_id" FROM "customer" AS "t1" WHERE ("t1"."email" ILIKE '%example%');
-- counted
SELECT COUNT(1) FROM (SELECT 1 FROM "shop_order" AS "t1" WHERE ("t1"."status" = 'open')) AS "_wrapped" LIMIT 1;
-- counted_sorted
SELECT COUNT(1) FROM (SELECT 1 FROM "shop_order" AS "t1") AS "_wrapped" LIMIT 1;
-- created
INSERT INTO "shop_order" ("status", "total", "paid") VALUES ('open', 0, False) RETURNING "shop_order"."id";
-- deleted
DELETE FROM "shop_order" WHERE ("shop_order"."status" = 'open');
-- deleted_by_id
DELETE FROM "shop_order" WHERE ("shop_order"."id" = 5);
-- distinct
SELECT DISTINCT "t1"."status" FROM "shop_order" AS "t1";
-- either
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" WHERE (("t1"."status" = 'open') OR ("t1"."total" < 5));
-- ends
SELECT "t1"."id", "t1"."name", "t1"."email", "t1"."region_id" FROM "customer" AS "t1" WHERE ("t1"."email" ILIKE '%.org');
-- everything
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1";
-- exists_query
SELECT "t1"."id", "t1"."name", "t1"."email", "t1"."region_id" FROM "customer" AS "t1" WHERE EXISTS(SELECT "t2"."id" FROM "shop_order" AS "t2" WHERE ("t2"."customer_id" = "t1"."id"));
-- filtered
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" WHERE (("t1"."status" = 'open') AND ("t1"."total" > 5));
-- filtered_through
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" INNER JOIN "customer" AS "t2" ON ("t1"."customer_id" = "t2"."id") WHERE ("t2"."email" = 'x');
-- first
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" ORDER BY "t1"."id" LIMIT 1;
-- get
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" WHERE ("t1"."status" = 'open') LIMIT 1;
-- get_by_id
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" WHERE ("t1"."id" = 5) LIMIT 1;
-- get_by_name
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" WHERE ("t1"."status" = 'open') LIMIT 1;
-- get_of_query
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" WHERE ("t1"."status" = 'open') LIMIT 1;
-- get_or_none
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" WHERE (("t1"."status" = 'open') AND ("t1"."total" = 3)) LIMIT 1;
-- grouped
SELECT "t1"."customer_id", COUNT("t1"."id") FROM "shop_order" AS "t1" GROUP BY "t1"."customer_id";
-- having
SELECT "t1"."customer_id" FROM "shop_order" AS "t1" GROUP BY "t1"."customer_id" HAVING (COUNT("t1"."id") > 5);
-- ilike
SELECT "t1"."id", "t1"."name", "t1"."email", "t1"."region_id" FROM "customer" AS "t1" WHERE ("t1"."email" ILIKE '%ada');
-- in_query
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" WHERE ("t1"."customer_id" IN (SELECT "t2"."id" FROM "customer" AS "t2" WHERE ("t2"."email" = 'x')));
-- inserted
INSERT INTO "shop_order" ("status", "total", "paid") VALUES ('open', 0, False) RETURNING "shop_order"."id";
-- is_none
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" WHERE ("t1"."note" IS NULL);
-- is_not_none
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" WHERE ("t1"."note" IS NOT NULL);
-- is_not_null
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" WHERE ("t1"."note" IS NOT NULL);
-- is_null
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" WHERE ("t1"."note" IS NULL);
-- joined
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" INNER JOIN "customer" AS "t2" ON ("t1"."customer_id" = "t2"."id") WHERE ("t2"."email" = 'x');
-- joined_backwards
SELECT "t1"."id", "t1"."name", "t1"."email", "t1"."region_id" FROM "customer" AS "t1" INNER JOIN "shop_order" AS "t2" ON ("t2"."customer_id" = "t1"."id") WHERE ("t2"."total" > 5);
-- joined_from
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" INNER JOIN "customer" AS "t2" ON ("t1"."customer_id" = "t2"."id") INNER JOIN "item" AS "t3" ON ("t3"."order_id" = "t1"."id");
-- joined_left
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" LEFT OUTER JOIN "customer" AS "t2" ON ("t1"."customer_id" = "t2"."id");
-- joined_on
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" INNER JOIN "customer" AS "t2" ON ("t1"."customer_id" = "t2"."id");
-- joined_on_field
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" INNER JOIN "customer" AS "t2" ON ("t1"."customer_id" = "t2"."id");
-- joined_twice
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" INNER JOIN "customer" AS "t2" ON ("t1"."customer_id" = "t2"."id") INNER JOIN "region" AS "t3" ON ("t2"."region_id" = "t3"."id") WHERE ("t3"."name" = 'north');
-- joined_with_rows
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at", "t2"."id", "t2"."name", "t2"."email", "t2"."region_id" FROM "shop_order" AS "t1" INNER JOIN "customer" AS "t2" ON ("t1"."customer_id" = "t2"."id");
-- left_outer_join
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" LEFT OUTER JOIN "customer" AS "t2" ON ("t1"."customer_id" = "t2"."id");
-- like
SELECT "t1"."id", "t1"."name", "t1"."email", "t1"."region_id" FROM "customer" AS "t1" WHERE ("t1"."email" LIKE 'ada%');
-- limited
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" ORDER BY "t1"."id" LIMIT 10 OFFSET 20;
-- listed
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" WHERE ("t1"."status" IN ('open', 'paid'));
-- listed_by_operator
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" WHERE ("t1"."status" IN ('open', 'paid'));
-- locked
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" WHERE ("t1"."id" = 5) FOR UPDATE;
-- lowered
SELECT "t1"."id", "t1"."name", "t1"."email", "t1"."region_id" FROM "customer" AS "t1" WHERE (LOWER("t1"."email") = 'x');
-- named_column
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" WHERE ("t1"."placed_at" > '2024-01-01 00:00:00');
-- neither
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" WHERE NOT ("t1"."status" = 'open');
-- nested
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" WHERE (("t1"."total" > 1) AND (("t1"."status" = 'open') OR (("t1"."note" IS NULL) AND ("t1"."total" = 3))));
-- not_listed
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" WHERE ("t1"."status" NOT IN ('open', 'paid'));
-- null_by_operator
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" WHERE ("t1"."note" IS NULL);
-- nulls
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" ORDER BY "t1"."placed_at" DESC NULLS last;
-- or_where
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" WHERE ((("t1"."status" = 'open') AND ("t1"."total" > 5)) OR ("t1"."total" = 1));
-- ordered
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" ORDER BY "t1"."placed_at" DESC, "t1"."id";
-- ordered_again
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" ORDER BY "t1"."total" ASC;
-- ordered_downwards
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" ORDER BY "t1"."placed_at" DESC;
-- paged
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" ORDER BY "t1"."id" LIMIT 10;
-- scalar
SELECT MAX("t1"."total") FROM "shop_order" AS "t1" WHERE ("t1"."status" = 'open') LIMIT 1;
-- starts
SELECT "t1"."id", "t1"."name", "t1"."email", "t1"."region_id" FROM "customer" AS "t1" WHERE ("t1"."email" ILIKE 'ada%');
-- switched
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" INNER JOIN "customer" AS "t2" ON ("t1"."customer_id" = "t2"."id") INNER JOIN "item" AS "t3" ON ("t3"."order_id" = "t1"."id") WHERE ("t3"."label" = 'x');
-- there_is
SELECT EXISTS(SELECT 1 FROM "shop_order" AS "t1" WHERE ("t1"."status" = 'open')) LIMIT 1;
-- tuples
SELECT "t1"."id", "t1"."total" FROM "shop_order" AS "t1";
-- two_columns
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" WHERE ("t1"."status" = "t1"."note");
-- updated
UPDATE "shop_order" SET "status" = 'paid' WHERE ("shop_order"."total" > 5);
-- updated_all
UPDATE "shop_order" SET "paid" = True;
-- upper_of_two
SELECT "t1"."id", "t1"."name", "t1"."email", "t1"."region_id" FROM "customer" AS "t1" WHERE (COALESCE("t1"."email", "t1"."name") = 'x');
-- where
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" WHERE ("t1"."status" = 'open');
-- where_again
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" WHERE (("t1"."status" != 'open') AND ("t1"."total" <= 5));
-- where_before_join
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" INNER JOIN "customer" AS "t2" ON ("t1"."customer_id" = "t2"."id") WHERE ("t2"."email" = 'x');
-- where_two
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" WHERE (("t1"."status" = 'open') AND ("t1"."total" > 5));
-- year
SELECT "t1"."id", "t1"."customer_id", "t1"."status", "t1"."total", "t1"."note", "t1"."paid", "t1"."placed_at" FROM "shop_order" AS "t1" WHERE (EXTRACT(year FROM "t1"."placed_at") = 2024);
