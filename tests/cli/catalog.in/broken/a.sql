CREATE TABLE orders (id bigint PRIMARY KEY, number text NOT NULL;
CREATE TABEL customers (id int);
ALTER TABLE parcels ADD COLUMN weight int;
CREATE TABLE notes (id bigint PRIMARY KEY, body text)
