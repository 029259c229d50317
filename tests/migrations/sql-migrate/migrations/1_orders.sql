-- +migrate Up
CREATE TABLE orders (id integer PRIMARY KEY AUTOINCREMENT, note text);
-- +migrate Down
DROP TABLE orders;
