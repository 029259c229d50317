-- The pickers' screen asks for low stock every few seconds.
BEGIN;

CREATE INDEX CONCURRENTLY stock_low_idx
    ON stock (warehouse_id, quantity) WHERE quantity <= 5;

COMMIT;

ANALYZE stock;
