-- +migrate Up
ALTER TABLE orders ADD COLUMN status text NOT NULL DEFAULT 'open';
-- +migrate Down
ALTER TABLE orders DROP COLUMN status;
