--liquibase formatted sql
--changeset mara:4 dbms:!h2
CREATE INDEX orders_placed_at_idx ON orders USING btree (placed_at);
