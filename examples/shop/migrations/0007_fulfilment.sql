-- Orders learn where they go, how they came in, and when they left.
BEGIN;

SET LOCAL lock_timeout = '3s';

ALTER TABLE orders ADD COLUMN shipped_at timestamptz;
ALTER TABLE orders ADD COLUMN priority smallint NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN channel text NOT NULL;
ALTER TABLE orders ADD COLUMN shipping_address_id bigint;
ALTER TABLE orders ADD COLUMN billing_address_id bigint;

ALTER TABLE orders
    ADD CONSTRAINT orders_shipping_address_id_fkey
    FOREIGN KEY (shipping_address_id) REFERENCES addresses (id);

ALTER TABLE orders
    ADD CONSTRAINT orders_billing_address_id_fkey
    FOREIGN KEY (billing_address_id) REFERENCES addresses (id) NOT VALID;

ALTER TABLE orders
    ADD CONSTRAINT orders_priority_check CHECK (priority BETWEEN 0 AND 9) NOT VALID;

CREATE TABLE shipments (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id   bigint NOT NULL REFERENCES orders (id),
    carrier    text NOT NULL,
    tracking   text UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX shipments_order_id_idx ON shipments (order_id);
CREATE INDEX shipments_created_at_idx ON shipments (created_at);

COMMIT;

ALTER TABLE orders VALIDATE CONSTRAINT orders_billing_address_id_fkey;
ALTER TABLE orders VALIDATE CONSTRAINT orders_priority_check;

CREATE INDEX CONCURRENTLY orders_shipping_address_id_idx ON orders (shipping_address_id);
CREATE INDEX CONCURRENTLY orders_billing_address_id_idx ON orders (billing_address_id);
