-- Stock per warehouse, with every movement kept.
BEGIN;

CREATE TABLE warehouses (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code         text NOT NULL UNIQUE,
    country_code text NOT NULL
);

CREATE TABLE stock (
    warehouse_id  bigint NOT NULL REFERENCES warehouses (id),
    product_id    bigint NOT NULL REFERENCES products (id),
    quantity      integer NOT NULL DEFAULT 0,
    reorder_level integer NOT NULL DEFAULT 0,
    counted_at    timestamptz,
    PRIMARY KEY (warehouse_id, product_id)
);
CREATE INDEX stock_product_id_idx ON stock (product_id);

CREATE TABLE stock_movements (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    warehouse_id bigint NOT NULL,
    product_id   bigint NOT NULL,
    delta        integer NOT NULL,
    reason       text NOT NULL,
    moved_at     timestamptz NOT NULL DEFAULT now(),
    FOREIGN KEY (warehouse_id, product_id) REFERENCES stock (warehouse_id, product_id)
);
CREATE INDEX stock_movements_stock_idx ON stock_movements (warehouse_id, product_id, moved_at);
CREATE INDEX stock_movements_moved_at_idx ON stock_movements (moved_at);

CREATE TABLE reservations (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product_id bigint NOT NULL REFERENCES products (id),
    session_id text NOT NULL,
    quantity   integer NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX reservations_product_id_idx ON reservations (product_id);
CREATE INDEX reservations_expires_at_idx ON reservations (expires_at);

COMMIT;
