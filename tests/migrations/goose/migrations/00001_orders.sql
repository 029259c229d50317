-- +goose Up
CREATE TABLE orders (id bigserial PRIMARY KEY, status text NOT NULL);
-- +goose Down
DROP TABLE orders;
