CREATE TABLE customers (
    id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL UNIQUE
);
CREATE TABLE orders (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    total       numeric(12, 2) NOT NULL DEFAULT 0 CHECK (total >= 0),
    placed_at   timestamptz NOT NULL
);
CREATE INDEX orders_recent_idx ON orders (customer_id, placed_at DESC) WHERE total > 0;
