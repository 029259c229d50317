SELECT * FROM orders; -- seqscan: ignore[select-star] known, to be mended
SELECT *, -- seqscan: ignore[select-star] known, to be mended
  'a
  b'
FROM items;
