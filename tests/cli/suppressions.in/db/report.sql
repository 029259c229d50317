SELECT * FROM orders; -- seqscan: ignore[select-star] the export wants every column
SELECT * FROM items; -- seqscan: ignore[selct-star] the export wants every column
-- seqscan: ignore[leading-wildcard-like] few rows
SELECT id FROM orders WHERE id = 1;
-- seqscan: ignore
