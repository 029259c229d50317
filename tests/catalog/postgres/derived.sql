-- Tables made from others: LIKE, partitions, inheritance, queries, views.
CREATE TABLE events (
    id bigint NOT NULL,
    kind varchar(20) NOT NULL DEFAULT 'view',
    happened timestamptz NOT NULL,
    account int,
    PRIMARY KEY (id, happened)
) PARTITION BY RANGE (happened);
CREATE INDEX events_account ON events (account);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE accounts (id int PRIMARY KEY, name text NOT NULL);
ALTER TABLE events ADD CONSTRAINT events_account_fkey FOREIGN KEY (account) REFERENCES accounts (id);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE events_2023 (LIKE events INCLUDING DEFAULTS);
CREATE INDEX events_old ON events_2023 (account);
ALTER TABLE events ATTACH PARTITION events_2023 FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
ALTER TABLE events ADD COLUMN source text;
CREATE INDEX ON events (kind, happened DESC);
ALTER TABLE events RENAME COLUMN kind TO sort;
DROP INDEX events_account;
ALTER TABLE events DETACH PARTITION events_2024;
ALTER TABLE events ALTER COLUMN source TYPE varchar(40);

CREATE TABLE places (id serial PRIMARY KEY, name text NOT NULL, height int DEFAULT 0, UNIQUE (name, height));
CREATE INDEX places_low ON places (height) WHERE height < 0;
CREATE TABLE cities (mayor text) INHERITS (places);
ALTER TABLE places ADD COLUMN founded date;
CREATE TABLE places_copy (LIKE places INCLUDING ALL);
CREATE TABLE places_plain (LIKE places, extra int);

CREATE TABLE tall AS SELECT id, name, height FROM places WHERE height > 1000;
CREATE TABLE counted AS
SELECT p.name, count(*) AS entries, max(p.height) AS highest, NULL::date AS checked
FROM places p LEFT JOIN cities c ON c.id = p.id GROUP BY p.name;
CREATE TABLE gathered AS
SELECT id, founded FROM (SELECT id, founded FROM places UNION ALL SELECT id, NULL::date FROM cities) AS both_kinds;

CREATE VIEW names AS SELECT id, name AS title FROM places;
CREATE VIEW all_places (a, b) AS SELECT id, name FROM places;
CREATE OR REPLACE VIEW names AS SELECT id, name AS title, height FROM places;
CREATE MATERIALIZED VIEW lookups AS
WITH high AS (SELECT id, height FROM places) SELECT n.*, h.height AS again FROM names n JOIN high h ON h.id = n.id;
CREATE UNIQUE INDEX ON lookups (id);
CREATE VIEW doomed AS SELECT title FROM names;
CREATE TABLE short_lived (id int);
CREATE VIEW on_short_lived AS SELECT id FROM short_lived;
DROP TABLE short_lived CASCADE;
DROP VIEW doomed;
CREATE TEMP TABLE scratch AS SELECT id FROM places;
CREATE INDEX ON scratch (id);
