--liquibase formatted sql

--changeset mara:1
CREATE TABLE orders (id bigint PRIMARY KEY, note varchar(80));
--rollback DROP TABLE orders;

--changeset mara:2 dbms:mysql
ALTER TABLE orders ADD COLUMN only_mysql int;

--changeset mara:3 dbms:postgresql
ALTER TABLE orders ADD COLUMN placed_at timestamptz;
--rollback ALTER TABLE orders DROP COLUMN placed_at;
