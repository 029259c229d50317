ALTER TABLE orders RENAME COLUMN placed TO placed_at;
