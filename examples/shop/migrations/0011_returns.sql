-- Goods that come back.
BEGIN;

CREATE TABLE returns (
    id                   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id             bigint NOT NULL REFERENCES orders (id),
    order_item_id        integer NOT NULL REFERENCES order_items (id),
    replacement_order_id bigint REFERENCES orders (id),
    tracking             text NOT NULL,
    reason               text,
    opened_at            timestamptz NOT NULL DEFAULT now(),
    closed_at            timestamptz
);
CREATE INDEX returns_order_id_idx ON returns (order_id, opened_at);
CREATE INDEX returns_order_item_id_idx ON returns (order_item_id);
CREATE INDEX returns_replacement_idx ON returns (replacement_order_id) WHERE replacement_order_id IS NOT NULL;
CREATE INDEX returns_tracking_idx ON returns (tracking) WHERE closed_at IS NULL;
CREATE INDEX returns_opened_at_idx ON returns (opened_at);

COMMIT;
